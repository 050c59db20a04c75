using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GameLoop;

/// <summary>CPU time of the calling thread: what a frame costs its own thread, whatever else the machine does meanwhile.</summary>
internal static partial class HostClock
{
    /// <summary>Milliseconds since the thread began. On Windows in steps of 15.6 ms: look at sums there.</summary>
    public static double ThreadMilliseconds
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                GetThreadTimes(GetCurrentThread(), out _, out _, out long kernel, out long user);
                return (kernel + user) / 1e4;
            }
            const int ThreadCpuTime = 3;
            return ClockGetTime(ThreadCpuTime, out Time time) == 0 ? time.Seconds * 1e3 + time.Nanoseconds / 1e6 : 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Time time);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetThreadTimes(nint thread, out long created, out long ended, out long kernel, out long user);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentThread();

    private readonly record struct Time(long Seconds, long Nanoseconds);
}

/// <summary>Waits for the next frame, as a display would make a game wait.</summary>
internal static class Pace
{
    public static void Until(long timestamp)
    {
        double left = (timestamp - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency;
        if (left > 0)
            Thread.Sleep(TimeSpan.FromMilliseconds(left));
    }
}
