namespace RealtimeCnn.Tests;

/// <summary>
/// A clock on which pauses pass at once, and are noted. Timers of <see cref="Held"/> length wait for <see cref="Expire"/>, so that a
/// time-out runs out when a test says so and not before.
/// </summary>
internal sealed class HastyTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _held = [];
    private readonly List<TimeSpan> _pauses = [];
    private long _timestamp;
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Length of the timers that do not run out by themselves: whole milliseconds, as some timers round.</summary>
    public static TimeSpan Held { get; } = TimeSpan.FromMilliseconds(31_415);

    /// <summary>Pauses that were made so far.</summary>
    public TimeSpan[] Pauses
    {
        get
        {
            lock (_lock)
                return [.. _pauses];
        }
    }

    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>A second passes whenever somebody looks.</summary>
    public override long GetTimestamp() => Interlocked.Add(ref _timestamp, TimestampFrequency);

    /// <summary>Runs out the timers that are held.</summary>
    public void Expire()
    {
        Timer[] due;
        lock (_lock)
        {
            due = [.. _held];
            _held.Clear();
        }
        foreach (Timer timer in due)
            timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private void Set(Timer timer, TimeSpan due)
    {
        lock (_lock)
        {
            _held.Remove(timer);
            if (due == Timeout.InfiniteTimeSpan)
                return;
            if (due == Held)
            {
                _held.Add(timer);
                return;
            }
            _pauses.Add(due);
            _now += due;
        }
        timer.Fire();
    }

    private sealed class Timer(HastyTime time, Action callback) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Set(this, dueTime);
            return true;
        }

        // Never on the caller's thread: it may hold locks, as with real timers.
        public void Fire() => ThreadPool.QueueUserWorkItem(_ => callback());

        public void Dispose() => time.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
