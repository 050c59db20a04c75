using System.Diagnostics.Tracing;

namespace RealtimeCnn.Native;

/// <summary>Keeps what engines tell until the host asks. Any thread.</summary>
internal static class Log
{
    private const int Error = 1, Warning = 2, Information = 3;
    private const int Kept = 256;

    private static readonly RecentQueue<LogLine> Lines = new(Kept);

    /// <summary>Listens from now on.</summary>
    public static void Start() => VisionLog.Listener = static (level, engine, text) => Lines.Add(new LogLine(
        level switch
        {
            EventLevel.Critical or EventLevel.Error => Error,
            EventLevel.Warning => Warning,
            _ => Information,
        },
        Clock.Now,
        engine,
        text));

    /// <summary>Takes the oldest line.</summary>
    public static bool TryTake(out LogLine line, out int missed) => Lines.TryTake(out line, out missed);
}
