using System.Runtime.InteropServices;

namespace RealtimeCnn;

/// <summary>
/// Gives memory that models have freed back to the system. glibc keeps what lies between blocks in use, for each thread that ever
/// allocated: after twenty swaps that was eight times what was in use. Other allocators give it back themselves.
/// </summary>
internal static unsafe class NativeHeap
{
    // malloc_trim(3); null where there is none.
    private static readonly delegate* unmanaged<nuint, int> Trim = Find();
    private static int _isAsked;

    /// <summary>Gives it back on a thread of the pool; requests that come meanwhile are one. Any thread; returns at once.</summary>
    public static void GiveBackSoon()
    {
        if (Trim is null || Interlocked.Exchange(ref _isAsked, 1) != 0)
            return;
        ThreadPool.UnsafeQueueUserWorkItem(
            static _ =>
            {
                Volatile.Write(ref _isAsked, 0);
                _ = Trim(0); // tells only whether there was anything
            },
            null);
    }

    private static delegate* unmanaged<nuint, int> Find() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out nint libc)
            && NativeLibrary.TryGetExport(libc, "malloc_trim", out nint trim)
                ? (delegate* unmanaged<nuint, int>)trim
                : null;
}
