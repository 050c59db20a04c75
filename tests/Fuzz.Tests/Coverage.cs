using System.Numerics;
using SharpFuzz.Common;

namespace RealtimeCnn.FuzzTests;

/// <summary>
/// Which branches an execution took and about how often, as assemblies count them that the program sharpfuzz has instrumented; of others
/// nothing is known. One per process.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int Size = 1 << 16;

    private readonly byte[] _counts = GC.AllocateArray<byte>(Size, pinned: true);
    private readonly byte[] _seen = new byte[Size];

    public Coverage() => Trace.SharedMem = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _counts[0]);

    /// <summary>Branches that any execution took; 0 where nothing counts.</summary>
    public int Branches => Size - _seen.AsSpan().Count((byte)0);

    /// <summary>Call it before an execution.</summary>
    public void Begin()
    {
        Array.Clear(_counts);
        Trace.PrevLocation = 0;
    }

    /// <summary>Call it after an execution.</summary>
    /// <returns>Whether it took a branch that none before it took, or took one more times by a power of two.</returns>
    public bool IsNew()
    {
        bool isNew = false;
        for (int i = NextTaken(0); i < Size; i = NextTaken(i + 1))
        {
            byte bucket = (byte)(1 << BitOperations.Log2(_counts[i]));
            isNew |= (_seen[i] & bucket) == 0;
            _seen[i] |= bucket;
        }
        return isNew;
    }

    /// <summary>The branches that the execution took, by number.</summary>
    public IEnumerable<int> Taken()
    {
        for (int i = NextTaken(0); i < Size; i = NextTaken(i + 1))
            yield return i;
    }

    private int NextTaken(int from)
    {
        int next = _counts.AsSpan(from).IndexOfAnyExcept((byte)0);
        return next < 0 ? Size : from + next;
    }
}
