using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>
/// Ends work that takes too long. What counts is how long the working thread computes, so that a busy machine makes nothing fail; what
/// waits instead of computing has ten times as long by the clock.
/// </summary>
/// <remarks>One piece of work at a time. To begin and to end one allocates nothing and takes no lock; a timer looks at it.</remarks>
internal sealed class WorkLimit : IDisposable
{
    private const int ByTheClock = 10;
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(0.5);

    private readonly Lock _looking = new();
    private readonly TimeSpan _limit;
    private readonly string _what;
    private readonly Action<string> _over;
    private readonly Timer? _timer;
    private ThreadClock _thread;
    private long _begun;
    private long _work; // its number; 0 between two, below 0 if its time is over
    private (long Work, TimeSpan Used, long At) _seen;
    private bool _isDisposed;

    /// <param name="limit">How long one piece may take; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="what">What takes it, as in "the limit for ...".</param>
    /// <param name="over">
    /// Stops the work that is under way; is told why, to stand behind a colon. Called on a thread of the pool, not after
    /// <see cref="Dispose"/>.
    /// </param>
    public WorkLimit(TimeSpan limit, string what, Action<string> over)
    {
        (_limit, _what, _over) = (limit, what, over);
        if (limit == Timeout.InfiniteTimeSpan)
            return;
        TimeSpan look = limit / 4 < LongestLook ? limit / 4 : LongestLook;
        // Weak: who forgets to dispose a model keeps its memory until it is collected, and not for ever.
        _timer = new Timer(
            static self =>
            {
                if (((WeakReference<WorkLimit>)self!).TryGetTarget(out WorkLimit? limit))
                    limit.Look();
            },
            new WeakReference<WorkLimit>(this), look, look);
    }

    /// <summary>What is thrown of work that took too long: its inner exception is a <see cref="TimeoutException"/>.</summary>
    /// <param name="message">Which model, what it was doing, and the limit.</param>
    public static VisionException Over(string message) => new(message, new TimeoutException(message));

    /// <summary>A piece of work begins, or goes on, on this thread; it has all of the time from now on.</summary>
    public void Begin()
    {
        _thread = ThreadClock.OfThisThread;
        Interlocked.Exchange(ref _work, ++_begun);
    }

    /// <summary>It has ended; if its time was over, whoever stops it has done so.</summary>
    /// <returns>Whether its time was over.</returns>
    public bool End()
    {
        if (Interlocked.Exchange(ref _work, 0) >= 0)
            return false;
        lock (_looking)
            return true;
    }

    public void Dispose()
    {
        lock (_looking)
            _isDisposed = true;
        _timer?.Dispose();
    }

    // Work counts from the first time that it is seen.
    private void Look()
    {
        lock (_looking)
        {
            long work = Volatile.Read(ref _work);
            if (work <= 0 || _isDisposed)
                return;
            TimeSpan used = _thread.Used ?? TimeSpan.Zero;
            if (work != _seen.Work)
                _seen = (work, used, Stopwatch.GetTimestamp());
            else if (WhyOver(used - _seen.Used, Stopwatch.GetElapsedTime(_seen.At)) is { } why
                && Interlocked.CompareExchange(ref _work, -work, work) == work)
                _over(why);
        }
    }

    private string? WhyOver(TimeSpan computed, TimeSpan passed)
    {
        double seconds = _limit.TotalSeconds;
        return computed >= _limit ? FormattableString.Invariant($"it computed for {seconds:0.##} s, the limit for {_what}")
            : passed >= ByTheClock * _limit ? FormattableString.Invariant(
                $"it took {ByTheClock * seconds:0.##} s, where {seconds:0.##} s of computing is the limit for {_what}")
            : null;
    }
}
