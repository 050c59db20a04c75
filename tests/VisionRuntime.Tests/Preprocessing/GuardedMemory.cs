using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealtimeCnn.Tests;

/// <summary>
/// Memory between two pages that nobody may touch, for Linux: code that reads or writes one byte too far ends the process instead of
/// going unnoticed. The bytes end exactly at the upper page, or start exactly behind the lower one.
/// </summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int None = 0, ReadWrite = 3, PrivateAnonymous = 0x22;

    private readonly void* _mapping;
    private readonly nuint _mapped;

    public GuardedMemory(int length, bool atEnd)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint inside = ((nuint)length + page - 1) / page * page;
        _mapped = inside + 2 * page;
        _mapping = Map(null, _mapped, None, PrivateAnonymous, -1, 0);
        if ((nint)_mapping == -1 || Protect((byte*)_mapping + page, inside, ReadWrite) != 0)
            throw new InvalidOperationException($"{length} bytes cannot be mapped (errno {Marshal.GetLastPInvokeError()}).");
        Pointer = (byte*)_mapping + page + (atEnd ? inside - (nuint)length : 0);
        Length = length;
    }

    public byte* Pointer { get; }

    public int Length { get; }

    public Span<byte> Span => new(Pointer, Length);

    /// <summary>Runs something with the frame's pixels moved into this memory.</summary>
    public void Lend(Frame frame, Action<Frame> action)
    {
        frame.Pixels.CopyTo(Span);
        ref byte* data = ref Data(frame);
        byte* own = data;
        data = Pointer;
        try
        {
            action(frame);
        }
        finally
        {
            data = own;
        }
    }

    public void Dispose() => Unmap(_mapping, _mapped);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_data")]
    private static extern ref byte* Data(Frame frame);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(void* address, nuint length);
}
