using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>
/// Does one piece of work again and again on a thread of its own, for somebody who waits. Work that is to stop and does not is left to
/// itself: who waits goes on, and what it uses stays until it comes back.
/// </summary>
/// <param name="work">The work; throws nothing.</param>
/// <remarks>
/// One thread at a time runs it; allocates nothing once its thread is there. The thread ends if nothing is to be done for a while, so
/// what nobody disposes is held for no longer.
/// </remarks>
internal sealed class RunThread(Action work) : IDisposable
{
    // What obeys does so at the next step of its work. As of limits: how long it computes counts, or ten times that by the clock.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestStopByTheClock = 10 * LongestStop;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(10);

    private readonly object _lock = new(); // waited on
    private bool _hasThread;
    private bool _isAsked;
    private bool _isDone;
    private bool _isLeft;
    private bool _isDisposed;
    private long _toStopSince; // Stopwatch ticks; 0: not to stop
    private ThreadClock _clock;
    private Action? _whenBack;

    /// <summary>Whether work that was left goes on.</summary>
    public bool IsLeft => Volatile.Read(ref _isLeft);

    /// <summary>Does the work once, and waits for it.</summary>
    /// <returns>False if it was left.</returns>
    public bool Run()
    {
        lock (_lock)
        {
            (_isAsked, _isDone) = (true, false);
            if (!_hasThread)
                Start();
            Monitor.PulseAll(_lock);
            TimeSpan? usedBefore = null;
            while (!_isDone)
            {
                if (_toStopSince == 0)
                {
                    WaitFor(Timeout.InfiniteTimeSpan);
                    continue;
                }
                TimeSpan used = _clock.Used ?? TimeSpan.Zero;
                usedBefore ??= used;
                if (used - usedBefore >= LongestStop || Stopwatch.GetElapsedTime(_toStopSince) >= LongestStopByTheClock)
                {
                    _isLeft = true;
                    WorkInProgress.Leave();
                    return false;
                }
                WaitFor(Look);
            }
            return true;
        }
    }

    /// <summary>
    /// The work was told to stop: what is under way, or comes next, is waited for a little longer, and left then. Any thread.
    /// </summary>
    public void WaitNoLonger()
    {
        lock (_lock)
        {
            if (_toStopSince == 0)
                _toStopSince = Stopwatch.GetTimestamp();
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>That counts no more for what comes next.</summary>
    public void WaitAgain()
    {
        lock (_lock)
            _toStopSince = 0;
    }

    /// <summary>Frees what the work uses when it comes back, on its thread, if it was left.</summary>
    /// <returns>False if it is back, or was not left: then the caller frees it.</returns>
    public bool FreesWhenBack(Action free)
    {
        lock (_lock)
        {
            if (_isLeft)
                _whenBack = free;
            return _isLeft;
        }
    }

    /// <summary>Ends the thread, if it does not work.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            Monitor.PulseAll(_lock);
        }
    }

    // As important as the thread that waits: on Linux it takes that from it by itself.
    private void Start()
    {
        _hasThread = true;
        new Thread(Work) { IsBackground = true, Name = "RealtimeCnn run", Priority = Thread.CurrentThread.Priority }.Start();
    }

    private void Work()
    {
        lock (_lock)
            _clock = ThreadClock.OfThisThread;
        while (IsAsked())
        {
            work();
            Action? whenBack;
            lock (_lock)
            {
                whenBack = _whenBack;
                _isDone = true;
                if (_isLeft)
                    WorkInProgress.ComeBack();
                _isLeft = false;
                Monitor.PulseAll(_lock);
            }
            whenBack?.Invoke();
        }
    }

    // Waits until there is something to do; false if the thread is to end.
    private bool IsAsked()
    {
        lock (_lock)
        {
            while (!_isAsked && !_isDisposed && WaitFor(LongestIdle))
            {
            }
            _hasThread = _isAsked;
            _isAsked = false;
            return _hasThread;
        }
    }

    // Within the lock, until there is news; false if there was none in this time.
    private bool WaitFor(TimeSpan time)
    {
#pragma warning disable RS0030 // Who runs a network waits for its answer, and the thread for the next run.
        return Monitor.Wait(_lock, time);
#pragma warning restore RS0030
    }
}
