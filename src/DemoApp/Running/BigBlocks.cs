using System.Runtime.InteropServices;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Has glibc map big blocks of memory on their own, and so unmap them when they are freed. Left alone it raises the limit to the largest
/// block that was ever freed, up to 32 MB (mallopt(3), M_MMAP_THRESHOLD), and each thread's arena then keeps what networks took.
/// For a program to choose, not for a library: it holds for the whole process.
/// </summary>
internal static class BigBlocks
{
    private const int MapFrom = -3; // M_MMAP_THRESHOLD of malloc.h
    private const int Bytes = 4 << 20;

    /// <summary>Call it before anything big is loaded. Does nothing where the C library has no such setting.</summary>
    public static unsafe void GiveBackWhenFreed()
    {
        if (OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out nint libc)
            && NativeLibrary.TryGetExport(libc, "mallopt", out nint setting))
        {
            _ = ((delegate* unmanaged<int, int, int>)setting)(MapFrom, Bytes); // refused: as before, only more memory is kept
        }
    }
}
