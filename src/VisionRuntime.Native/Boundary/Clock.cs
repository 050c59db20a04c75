using System.Diagnostics;

namespace RealtimeCnn.Native;

/// <summary>rcnn_clock: the system's stopwatch in nanoseconds, whatever it counts in.</summary>
internal static class Clock
{
    private const long Second = 1_000_000_000;

    public static long Now => ToNanoseconds(Stopwatch.GetTimestamp());

    public static long ToNanoseconds(long ticks) => (long)((Int128)ticks * Second / Stopwatch.Frequency);

    public static long ToTicks(long nanoseconds) => (long)((Int128)nanoseconds * Stopwatch.Frequency / Second);
}
