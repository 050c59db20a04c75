namespace RealtimeCnn.CameraCapture;

/// <summary>
/// One attempt at a device: a background thread that opens it and reads until told to stop. The thread owns the device and one frame and
/// disposes both itself, so a session that hangs in a driver can be left behind and cleans up whenever the driver lets go.
/// </summary>
internal sealed class CaptureSession
{
    private static readonly TimeSpan HeldNap = TimeSpan.FromMilliseconds(20);

    private readonly CaptureSource _source;
    private readonly ICaptureDevice _device;
    private readonly TimeProvider _time;
    private readonly SourceNote _note;
    private readonly bool _waitsForReader;
    private readonly Thread _thread;
    private volatile bool _isStopping;
    private Frame _frame = new();

    /// <param name="source">The owner, told of everything that happens.</param>
    /// <param name="device">The session's from now on.</param>
    /// <param name="waitsForReader">Deliver every frame: wait for the reader, keep no pace of its own.</param>
    /// <param name="time">The clock.</param>
    public CaptureSession(CaptureSource source, ICaptureDevice device, bool waitsForReader, TimeProvider time)
    {
        _source = source;
        _device = device;
        _time = time;
        _note = new(time);
        _waitsForReader = waitsForReader;
        _thread = new(Run) { IsBackground = true, Name = "capture" };
    }

    /// <summary>What a user should know of it while it runs, or null. Any thread.</summary>
    public string? Note => _note.Text;

    /// <summary>See <see cref="ICaptureDevice.Work"/>.</summary>
    public TimeSpan? Work => _device.Work;

    /// <inheritdoc cref="ICaptureDevice.Step"/>
    public bool Step(int pictures) => _device.Step(pictures);

    public void Start() => _thread.Start();

    /// <summary>Asks the thread to stop at its next chance. Never blocks.</summary>
    public void Stop()
    {
        _isStopping = true;
        _device.Interrupt();
    }

    /// <summary>Waits for the thread.</summary>
    /// <returns>False if it still hangs.</returns>
#pragma warning disable RS0030 // The end of a source, which frees what the thread uses; limited, since drivers hang.
    public bool Join(TimeSpan timeout) => _thread.Join(timeout);
#pragma warning restore RS0030

    private void Run()
    {
        try
        {
            string? fault = _device.Open();
            if (fault is not null)
                _source.OnEnded(this, fault, _device.IsPermanent);
            else
                ReadUntilStopped();
        }
        catch (Exception exception)
        {
            // Messages of natives may quote the address, so only our own words go out.
            _source.OnEnded(this, $"the capture library failed ({exception.GetType().Name})");
        }
        finally
        {
            Release();
        }
    }

    private void Release()
    {
        try
        {
            _device.Dispose();
        }
        catch (Exception)
        {
            // A driver that throws while closing has nothing left to tell: the session is over either way.
        }
        _frame.Dispose();
        _source.OnOver();
    }

    private void ReadUntilStopped()
    {
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        CapturePace pace = new();
        long overtaken = 0;
        while (!_isStopping)
        {
            if (_source.IsHeld && !_device.IsStepping)
            {
                _source.WaitForStop(HeldNap);
                continue;
            }
            _source.OnReading(this);
            ReadOutcome outcome = _device.Read(_frame);
            _note.Take(_device.Note);
            if (outcome == ReadOutcome.Frame && !_waitsForReader && _device.Time is { } time)
                Wait(pace.WaitFor(time, Now));
            long newlyOvertaken = _device.Overtaken - overtaken;
            overtaken = _device.Overtaken;
            if (outcome == ReadOutcome.Frame)
            {
                TimeSpan age = _device.Age;
                _frame.CapturedAt = _time.GetTimestamp() - (long)(age.TotalSeconds * _time.TimestampFrequency);
                _note.FrameRead(age);
                _frame = _source.OnFrame(this, _frame, newlyOvertaken, isOfFilm: _device.HasEnd);
            }
            else
            {
                _source.OnNoFrame(this, newlyOvertaken, outcome == ReadOutcome.Corrupt);
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            _source.OnAllocated(allocated - allocatedBefore);
            allocatedBefore = allocated;

            switch (outcome)
            {
                case ReadOutcome.Frame when _waitsForReader:
                    while (!_isStopping && !_source.WaitUntilTaken())
                    {
                    }
                    break;
                case ReadOutcome.NoFrame:
                    // A device that answers at once must not spin.
                    _source.WaitForStop(TimeSpan.FromMilliseconds(5));
                    break;
                case ReadOutcome.End:
                    if (!_waitsForReader)
                        Wait(pace.WaitForEnd(Now));
                    _source.OnEnded(this, fault: null);
                    return;
                case ReadOutcome.Failed:
                    _source.OnEnded(this, _device.Fault ?? "the device stopped working", _device.IsPermanent);
                    return;
            }
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(0);

    // The read is over, so that the watchdog does not take a slow film for a device that hangs.
    private void Wait(TimeSpan time)
    {
        if (time <= TimeSpan.Zero)
            return;
        _source.OnNoFrame(this, overtaken: 0, isCorrupt: false);
        _source.WaitForStop(time);
    }
}
