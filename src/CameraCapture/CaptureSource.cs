namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Frames from a camera, video, stream, images, test pattern or the sample, captured on a thread of its own and watched by another: a
/// device that stops, repeats itself or hangs is opened again with growing pauses, and never holds up anything else.
/// </summary>
/// <remarks>Status members are for any thread, frames for the one vision thread. Dispose after the engine that uses it; returns within about two seconds even if a driver hangs.</remarks>
public sealed class CaptureSource : IFrameSource
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly Func<ICaptureDevice> _makeDevice;
    private readonly CaptureOptions _options;
    private readonly bool _canReconnect;
    private readonly bool _everyFrame;
    private readonly FrameRing _ring = new();
    private readonly CaptureCounters _counters = new();
    private readonly ManualResetEvent _stop = new(false);
    private Thread? _watcher;
    private volatile CaptureSession? _session;
    private volatile CaptureState _state = CaptureState.NotStarted;
    private volatile string? _error;

    internal CaptureSource(string name, Func<ICaptureDevice> makeDevice, bool canReconnect, bool everyFrame, CaptureOptions options)
    {
        Name = name;
        (_makeDevice, _canReconnect, _everyFrame, _options) = (makeDevice, canReconnect, everyFrame, options);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public CaptureState State => _state;

    /// <inheritdoc/>
    public string? Error => _error;

    /// <inheritdoc/>
    public long Captured => _counters.Captured;

    /// <inheritdoc/>
    public DropCounts Drops => _counters.Drops;

    /// <inheritdoc/>
    public long AllocatedBytes => _counters.Allocated;

    /// <summary>Makes a source; nothing is opened before <see cref="Start"/>.</summary>
    /// <param name="source">As for <see cref="SourceDescription.Parse"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="VisionException">The description names nothing that exists.</exception>
    public static CaptureSource Open(string source, CaptureOptions? options = null) => Open(SourceDescription.Parse(source), options);

    /// <summary>Makes a source; nothing is opened before <see cref="Start"/>.</summary>
    public static CaptureSource Open(SourceDescription source, CaptureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        NativeLogging.Silence();
        options ??= new CaptureOptions();
        bool everyFrame = options.EveryFrame && source.IsFinite;
        return new CaptureSource(
            source.DisplayName,
            () => source.Kind switch
            {
                SourceKind.Images => new ImagesDevice(source.ImageFiles, everyFrame),
                SourceKind.Synthetic => new SyntheticDevice(source.Location),
                SourceKind.Sample => new SampleDevice(),
                _ => new VideoDevice(source, options),
            },
            source.CanReconnect,
            everyFrame,
            options);
    }

    /// <inheritdoc/>
    public void Start()
    {
        if (_state != CaptureState.NotStarted)
            return;
        _state = CaptureState.Opening;
        _watcher = new Thread(Watch) { IsBackground = true, Name = "Capture watchdog" };
        _watcher.Start();
    }

    /// <inheritdoc/>
    public bool TryAcquireLatest(out Frame? frame) => _ring.TryTake(out frame);

    /// <inheritdoc/>
    public bool WaitForFrame(TimeSpan timeout) => _ring.WaitForFrame(timeout);

    /// <summary>Stops capturing and frees the frames. A driver that hangs keeps its own thread and frame, nothing else.</summary>
    public void Dispose()
    {
        _stop.Set();
        bool quiet = _watcher?.Join(Farewell) ?? true;
        quiet &= _session?.Join(Farewell) ?? true;
        // A session that hangs might still publish once; the ring's memory is then left to the finalizer.
        if (quiet)
            _ring.Dispose();
    }

    private void Watch()
    {
        var watchdog = new CaptureWatchdog(_options, _canReconnect);
        Begin();
        while (!_stop.WaitOne(WatchInterval))
        {
            SessionStatus status = _session!.Status;
            WatchdogVerdict verdict = watchdog.Judge(status, CaptureSession.Now);
            if (verdict == WatchdogVerdict.GoOn)
            {
                if (status.Pictures > 0 && _state != CaptureState.Running)
                    (_error, _state) = (null, CaptureState.Running);
                continue;
            }
            _session.Abandon();
            if (verdict == WatchdogVerdict.OpenAgain)
            {
                _error = $"Source '{Name}': {watchdog.Reason}; opening it again.";
                _state = _state == CaptureState.Opening ? CaptureState.Opening : CaptureState.Reconnecting;
                if (_stop.WaitOne(watchdog.RetryAfter))
                    break;
                Begin();
                continue;
            }
            bool ended = verdict == WatchdogVerdict.End;
            if (!ended)
                _error = $"Source '{Name}': {watchdog.Reason}.".Replace("..", ".");
            _state = ended ? CaptureState.Ended : CaptureState.Failed;
            _ring.Wake();
            return;
        }
        _session!.Abandon();
    }

    private void Begin() => _session = new CaptureSession(_makeDevice(), _ring, _counters, _everyFrame, watchRepeats: _canReconnect);
}
