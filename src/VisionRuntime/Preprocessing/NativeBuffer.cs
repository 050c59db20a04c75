using System.Runtime.InteropServices;

namespace RealtimeCnn;

/// <summary>Scratch memory that only grows, aligned to 64 bytes. One owner.</summary>
internal sealed unsafe class NativeBuffer<T> : IDisposable where T : unmanaged
{
    private const nuint Alignment = 64;

    private int _capacity;

    /// <summary>First element; changes when it grows.</summary>
    public T* Data { get; private set; }

    /// <summary>Makes room for a number of elements; the content is lost if it grows.</summary>
    public void Reserve(int count)
    {
        if (count <= _capacity)
            return;
        Dispose();
        nuint bytes = ((nuint)count * (nuint)sizeof(T) + Alignment - 1) / Alignment * Alignment;
        Data = (T*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(Data, bytes);
        _capacity = count;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Data);
        Data = null;
        _capacity = 0;
    }
}
