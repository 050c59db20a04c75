using System.Diagnostics.Tracing;

namespace RealtimeCnn;

/// <summary>
/// What engines have to tell beside their results: swaps, lost devices and fallbacks, failed frames, sources that come and go. Two ways to
/// hear it: <see cref="Listener"/>, and the event source <c>RealtimeCnn</c>, for dotnet-trace and <see cref="EventListener"/>. Nothing is
/// written anywhere by itself. docs/embedding.md shows how to pass it to an <c>ILogger</c>.
/// </summary>
/// <remarks>Any thread.</remarks>
public static class VisionLog
{
    private static Action<EventLevel, string, string>? _listener;

    /// <summary>
    /// Called with level, name of the engine and one line of text, on the thread where it happens: the one that ticks, or one of the pool.
    /// Must not block; what it throws is ignored. Null for nobody.
    /// </summary>
    public static Action<EventLevel, string, string>? Listener
    {
        get => Volatile.Read(ref _listener);
        set => Volatile.Write(ref _listener, value);
    }

    /// <summary>Tells of something.</summary>
    internal static void Write(EventLevel level, string engine, string message)
    {
        message = VisionException.Plain(message).Replace('\n', ' ');
        NoticeSource.Log.Tell(level, engine, message);
        try
        {
            Listener?.Invoke(level, engine, message);
        }
        catch (Exception)
        {
            // Somebody else's code, on a thread that has better things to do; there is nobody left to tell.
        }
    }

    // An event has one level, so each level is an event.
    [EventSource(Name = EngineMeter.Name)]
    private sealed class NoticeSource : EventSource
    {
        public static readonly NoticeSource Log = new();

        [NonEvent]
        public void Tell(EventLevel level, string engine, string message)
        {
            switch (level)
            {
                case EventLevel.Error or EventLevel.Critical:
                    Error(engine, message);
                    break;
                case EventLevel.Warning:
                    Warning(engine, message);
                    break;
                default:
                    Information(engine, message);
                    break;
            }
        }

        [Event(1, Level = EventLevel.Error, Message = "{0}: {1}")]
        private void Error(string engine, string message) => WriteEvent(1, engine, message);

        [Event(2, Level = EventLevel.Warning, Message = "{0}: {1}")]
        private void Warning(string engine, string message) => WriteEvent(2, engine, message);

        [Event(3, Level = EventLevel.Informational, Message = "{0}: {1}")]
        private void Information(string engine, string message) => WriteEvent(3, engine, message);
    }
}
