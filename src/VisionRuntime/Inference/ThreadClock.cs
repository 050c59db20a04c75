using System.Runtime.InteropServices;

namespace RealtimeCnn;

/// <summary>How long one thread has computed, for other threads to read: time in which it waited, or a busy machine let it wait, is left
/// out.</summary>
internal readonly partial struct ThreadClock
{
    private const uint QueryLimitedInformation = 0x0800; // winnt.h, THREAD_QUERY_LIMITED_INFORMATION

    [ThreadStatic]
    private static ThreadClock _own;

    private readonly bool _isMade;
    private readonly bool _isThere;
    private readonly int _id; // Linux: of the clock; Windows: of the thread

    private ThreadClock(bool isThere, int id) => (_isMade, _isThere, _id) = (true, isThere, id);

    /// <summary>The clock of the thread that asks. Allocates nothing.</summary>
    public static ThreadClock OfThisThread
    {
        get
        {
            if (!_own._isMade)
                _own = Make();
            return _own;
        }
    }

    /// <summary>Its time, while the thread lives; null where the system does not tell.</summary>
    public TimeSpan? Used
    {
        get
        {
            if (!_isThere)
                return null;
            return OperatingSystem.IsLinux()
                ? GetTime(_id, out TimeSpec time) == 0
                    ? new TimeSpan(time.Seconds * TimeSpan.TicksPerSecond + time.Nanoseconds / TimeSpan.NanosecondsPerTick) : null
                : UsedOnWindows();
        }
    }

    private static ThreadClock Make()
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return new ThreadClock(GetClockOf(ThisThread(), out int clock) == 0, clock);
            return OperatingSystem.IsWindows() ? new ThreadClock(true, ThisThreadOnWindows()) : new ThreadClock(false, 0);
        }
        catch (EntryPointNotFoundException) // a C library that has it elsewhere
        {
            return new ThreadClock(false, 0);
        }
    }

    private TimeSpan? UsedOnWindows()
    {
        nint thread = OpenThread(QueryLimitedInformation, 0, _id);
        if (thread == 0)
            return null;
        bool isKnown = GetThreadTimes(thread, out _, out _, out long kernel, out long user) != 0;
        _ = CloseHandle(thread); // a handle that was opened a moment ago
        return isKnown ? new TimeSpan(kernel + user) : null;
    }

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nuint ThisThread();

    [LibraryImport("libc", EntryPoint = "pthread_getcpuclockid")]
    private static partial int GetClockOf(nuint thread, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [LibraryImport("kernel32", EntryPoint = "GetCurrentThreadId")]
    private static partial int ThisThreadOnWindows();

    [LibraryImport("kernel32")]
    private static partial nint OpenThread(uint access, int inherit, int thread);

    [LibraryImport("kernel32")]
    private static partial int GetThreadTimes(nint thread, out long created, out long ended, out long kernel, out long user);

    [LibraryImport("kernel32")]
    private static partial int CloseHandle(nint handle);

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
