using System.Diagnostics;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// One attempt at a device, on a thread of its own: opens it, reads until told to stop. If a driver hangs, the session is left behind:
/// it owns its device and one frame and touches nothing else once <see cref="Abandon"/> was called.
/// </summary>
internal sealed class CaptureSession
{
    private static readonly TimeSpan TakenWait = TimeSpan.FromMilliseconds(100);

    private readonly ICaptureDevice _device;
    private readonly FrameRing _ring;
    private readonly CaptureCounters _counters;
    private readonly bool _everyFrame;
    private readonly bool _watchRepeats;
    private readonly ManualResetEvent _abandoned = new(false);
    private readonly Thread _thread;
    private volatile bool _isAbandoned;
    private volatile SessionPhase _phase = SessionPhase.Opening;
    private volatile string? _error;
    private long _progressAt = Stopwatch.GetTimestamp();
    private long _newPictureAt = Stopwatch.GetTimestamp();
    private long _pictures;
    private ulong _lastPicture;

    public CaptureSession(ICaptureDevice device, FrameRing ring, CaptureCounters counters, bool everyFrame, bool watchRepeats)
    {
        (_device, _ring, _counters, _everyFrame, _watchRepeats) = (device, ring, counters, everyFrame, watchRepeats);
        _thread = new Thread(Run) { IsBackground = true, Name = "Capture" };
        _thread.Start();
    }

    /// <summary>Any thread.</summary>
    public SessionStatus Status => new(
        _phase, Elapsed(Volatile.Read(ref _progressAt)), Elapsed(Volatile.Read(ref _newPictureAt)), Volatile.Read(ref _pictures), _error);

    /// <summary>Now, on the clock of <see cref="Status"/>.</summary>
    public static TimeSpan Now => Elapsed(Stopwatch.GetTimestamp());

    /// <summary>Tells the session to stop; does not wait. Any thread.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        _abandoned.Set();
    }

    /// <summary>Waits for the thread to end. Any thread but its own.</summary>
    public bool Join(TimeSpan timeout) => _thread.Join(timeout);

    private static TimeSpan Elapsed(long timestamp) => Stopwatch.GetElapsedTime(0, timestamp);

    private void Run()
    {
        var frame = new Frame();
        try
        {
            _device.Open();
            Progress();
            Volatile.Write(ref _newPictureAt, Stopwatch.GetTimestamp());
            _phase = SessionPhase.Reading;
            Read(ref frame);
        }
        catch (Exception e) // whatever a driver throws ends this session, never the program
        {
            _error = e is VisionException ? e.Message : $"the device failed: {e.Message}";
            _phase = SessionPhase.Failed;
        }
        finally
        {
            frame.Dispose();
            _device.Dispose();
        }
    }

    private void Read(ref Frame frame)
    {
        long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
        long due = Stopwatch.GetTimestamp();
        while (!_isAbandoned)
        {
            ReadOutcome outcome = _device.Read(frame);
            if (_isAbandoned)
                return;
            Progress();
            if (outcome == ReadOutcome.End)
            {
                // The last picture must be taken before the source counts as ended.
                WaitUntilTaken();
                _phase = SessionPhase.Ended;
                return;
            }
            if (outcome == ReadOutcome.Corrupt)
            {
                _counters.AddCorrupt();
                continue;
            }
            if (_watchRepeats && IsRepeated(frame))
            {
                _counters.AddRepeated();
                continue;
            }
            Volatile.Write(ref _newPictureAt, Stopwatch.GetTimestamp());
            if (_everyFrame && !WaitUntilTaken())
                return;
            frame.CapturedAt = Stopwatch.GetTimestamp();
            frame.Sequence = _counters.NextSequence();
            frame = _ring.Publish(frame, out bool dropped);
            if (dropped)
                _counters.AddBusy();
            Interlocked.Increment(ref _pictures);

            long bytes = GC.GetAllocatedBytesForCurrentThread();
            _counters.AddAllocated(bytes - bytesBefore);
            bytesBefore = bytes;
            if (_device.Interval > TimeSpan.Zero && !_everyFrame)
                WaitUntil(ref due);
        }
    }

    // Keeps the pace of a source without one; after a stall it goes on from now instead of catching up.
    private void WaitUntil(ref long due)
    {
        due += (long)(_device.Interval.TotalSeconds * Stopwatch.Frequency);
        long now = Stopwatch.GetTimestamp();
        int milliseconds = (int)((due - now) * 1000 / Stopwatch.Frequency);
        if (milliseconds > 0)
            _abandoned.WaitOne(milliseconds);
        else if (milliseconds < -100)
            due = now;
    }

    private bool WaitUntilTaken()
    {
        while (!_isAbandoned)
        {
            if (_ring.WaitUntilTaken(TakenWait))
                return true;
            Progress(); // waiting for the reader is no fault of the device
        }
        return false;
    }

    private void Progress() => Volatile.Write(ref _progressAt, Stopwatch.GetTimestamp());

    // A camera's noise makes two equal pictures impossible; equal samples mean that the driver repeats itself.
    private bool IsRepeated(Frame frame)
    {
        const ulong Prime = 0x100000001B3;
        const int Step = 61;
        ulong hash = 0xCBF29CE484222325;
        ReadOnlySpan<byte> pixels = frame.Pixels;
        for (int i = 0; i < pixels.Length; i += Step)
            hash = (hash ^ pixels[i]) * Prime;
        bool repeated = _pictures > 0 && hash == _lastPicture;
        _lastPicture = hash;
        return repeated;
    }
}

/// <summary>Numbers that outlive a session. Any thread.</summary>
internal sealed class CaptureCounters
{
    private long _captured;
    private long _busy;
    private long _repeated;
    private long _corrupt;
    private long _allocated;

    public long Captured => Volatile.Read(ref _captured);

    public long Allocated => Volatile.Read(ref _allocated);

    public DropCounts Drops => new(Volatile.Read(ref _busy), Volatile.Read(ref _repeated), Volatile.Read(ref _corrupt));

    public long NextSequence() => Interlocked.Increment(ref _captured) - 1;

    public void AddBusy() => Interlocked.Increment(ref _busy);

    public void AddRepeated() => Interlocked.Increment(ref _repeated);

    public void AddCorrupt() => Interlocked.Increment(ref _corrupt);

    public void AddAllocated(long bytes) => Interlocked.Add(ref _allocated, bytes);
}
