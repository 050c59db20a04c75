using System.Runtime.CompilerServices;

namespace RealtimeCnn;

/// <summary>
/// Zeroed scratch memory that does not move, aligned to 64 bytes. The collector frees it; the pointer
/// is good while the buffer is reachable.
/// </summary>
internal sealed unsafe class PinnedBuffer<T> where T : unmanaged
{
    private const int Alignment = 64;

    // Keeps the memory alive.
    private readonly T[] _memory;

    public PinnedBuffer(int length)
    {
        Length = length;
        _memory = GC.AllocateArray<T>(length + Alignment / sizeof(T), pinned: true);
        nuint start = (nuint)Unsafe.AsPointer(ref _memory[0]);
        Pointer = (T*)((start + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    public int Length { get; }

    public T* Pointer { get; }

    public Span<T> Span => new(Pointer, Length);
}
