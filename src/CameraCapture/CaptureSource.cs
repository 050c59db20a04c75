namespace RealtimeCnn.CameraCapture;

/// <summary>
/// A frame source of any kind: a camera, video, stream, images, a pattern or the sample scene. Reads on a thread of its own, watches that
/// thread from a second one, opens cameras and streams again when they fail, and survives a driver that never returns.
/// </summary>
/// <remarks>
/// <see cref="TryAcquireLatest"/> and <see cref="WaitForFrame"/> belong to one vision thread; everything else is safe from any thread.
/// The vision thread must have stopped before <see cref="Dispose"/>.
/// </remarks>
public sealed class CaptureSource : IFrameSource
{
    private readonly CaptureOptions _options;
    private readonly bool _isLive;
    private readonly CaptureWatchdog _watchdog;
    private readonly RunningTime _clock;
    private readonly CaptureCounts _counts = new();
    private readonly FrameMailbox _mailbox = new();
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _changed = new(false);
    private readonly ManualResetEvent _stopped = new(false);
    private readonly Thread _supervisor;
    private readonly CaptureAttempts _attempts;
    private bool _isStarted;
    private bool _isDisposed;
    private volatile bool _isHeld;

    internal CaptureSource(string name, bool isLive, CaptureOptions options, Func<ICaptureDevice> createDevice)
    {
        options.Validate();
        (Name, _isLive, _options) = (name, isLive, options);
        (_watchdog, _clock) = (new(options, isLive), new(options.TimeProvider, mostAtOnce: 4 * options.WatchInterval));
        _attempts = new(this, createDevice, waitsForReader: options.EveryFrame && !isLive, options.TimeProvider);
        _supervisor = new(Supervise) { IsBackground = true, Name = "capture watchdog" };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Whether it ends by itself: a video file or images. Any thread.</summary>
    public bool IsFinite { get; private init; }

    /// <summary>Whether its frames state what they show: the sample and images, which are named after it. Any thread.</summary>
    public bool StatesTruth { get; private init; }

    /// <inheritdoc/>
    public CaptureState State
    {
        get { lock (_gate) return _watchdog.State; }
    }

    /// <inheritdoc/>
    public string? Error
    {
        get { lock (_gate) return _watchdog.Error; }
    }

    /// <inheritdoc/>
    public string? Note => _attempts.Note;

    /// <inheritdoc/>
    public long Captured => _counts.Captured;

    /// <inheritdoc/>
    public DropCounts Drops => _counts.Drops;

    /// <inheritdoc/>
    public long AllocatedBytes => _counts.AllocatedBytes;

    /// <summary>True while it stands still; a camera or stream goes on. Any thread.</summary>
    public bool IsHeld
    {
        get => _isHeld;
        set => _isHeld = value && !_isLive;
    }

    private TimeSpan Now => _clock.Now(); // under the gate only

    /// <summary>Makes a source; nothing is opened before <see cref="Start"/>, and failures to open show in <see cref="State"/>.</summary>
    /// <param name="source">
    /// The words of the option <c>--source</c>: <c>camera:0</c>, a video file, the address of a stream, an image, a folder or pattern of
    /// images, <c>synthetic:bars</c>, <c>sample</c>.
    /// </param>
    /// <param name="everyFrame">
    /// Deliver every frame of a video file or of images, none dropped, as fast as the reader takes them; the endless synthetic and sample
    /// scenes wait for the reader too. Cameras and streams cannot wait and stay latest-wins.
    /// </param>
    /// <param name="loop">Begin again where a video file or images end.</param>
    /// <param name="hold">How long each of several images is shown, up to a week; 0 for a second. Not with every frame.</param>
    /// <exception cref="VisionException">The words name no valid source; the message says why, free of credentials.</exception>
    /// <exception cref="ArgumentException">The time is out of range.</exception>
    public static CaptureSource Open(string source, bool everyFrame = false, bool loop = false, TimeSpan hold = default)
    {
        SourceDescription description = SourceDescription.Parse(source);
        CaptureOptions options = CaptureOptions.For(description.Kind, OperatingSystem.IsWindows());
        return Open(
            description, options with { EveryFrame = everyFrame, Loop = loop, Hold = hold == default ? options.Hold : hold });
    }

    /// <summary>Decodes an image file into a frame as BGR8; sets its truth to null. Any thread that owns the frame.</summary>
    /// <param name="path">JPEG, PNG, BMP, GIF, WebP, TIFF or PNM; content decides. Turned as EXIF says; alpha is left away.</param>
    /// <param name="into">Takes size and pixels; untouched on failure.</param>
    /// <exception cref="VisionException">The file is missing, empty, no image, cut off, or too large.</exception>
    public static void ReadImage(string path, Frame into) => ImageFile.Read(path, into);

    /// <summary>Image files, by the endings of their names, in natural order. Any thread.</summary>
    /// <param name="path">A folder, whose folders are not entered, or a pattern such as <c>photos/*.jpg</c>.</param>
    /// <param name="others">How many other files and folders lie there, or match.</param>
    /// <exception cref="VisionException">There are none, or the folder cannot be read; the message says why.</exception>
    public static IReadOnlyList<string> FindImages(string path, out int others) => SourceDescription.FindImages(path, out others);

    /// <summary>The cameras as the system lists them, none of them tried: number (<c>camera:0</c>), name, what is wrong or null.</summary>
    /// <remarks>Any thread; may block briefly.</remarks>
    /// <exception cref="VisionException">The system lists none (Windows without Media Foundation); the message says why.</exception>
    public static IReadOnlyList<(int Index, string Name, string? Problem)> Cameras() =>
        [.. CameraList.List().Select(camera => (camera.Index, camera.Name, camera.Problem))];

    /// <summary>What decodes video files here, and why not something better. Any thread; the first call may block for some 50 ms.</summary>
    public static Choice<string> VideoDecoder() => CaptureDevices.VideoDecoder();

    /// <summary>The first camera that opens, or the sample, and why not a camera before it. Any thread; may block for 10 s.</summary>
    public static Choice<string> DefaultSource() => CameraList.DefaultSource();

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal static CaptureSource Open(string source, CaptureOptions options) => Open(SourceDescription.Parse(source), options);

    private static CaptureSource Open(SourceDescription source, CaptureOptions options) =>
        new(source.DisplayName, source.IsLive, options, CaptureDevices.Creator(source, options))
            { IsFinite = source.IsFinite, StatesTruth = source.StatesTruth };

    /// <inheritdoc/>
    public void Start()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isStarted)
                return;
            _isStarted = true;
            // The first session starts here, so that State never shows NotStarted afterwards.
            _attempts.Carry(_watchdog.Decide(Now));
            _supervisor.Start();
        }
    }

    /// <inheritdoc/>
    public bool Step(int pictures)
    {
        lock (_gate) return _attempts.Current?.Step(pictures) ?? false;
    }

    /// <inheritdoc/>
    public bool TryAcquireLatest(out Frame? frame) => _mailbox.TryTake(out frame);

    /// <inheritdoc/>
    public bool WaitForFrame(TimeSpan timeout) => _mailbox.WaitForFrame(timeout);

    /// <summary>Stops and frees everything. Waits less than a second; a device that hangs longer is left to its thread.</summary>
    public void Dispose()
    {
        CaptureSession? session;
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            session = _attempts.Current;
            _attempts.Forget(); // from here on none reaches the mailbox: see OnFrame
        }
        session?.Stop();
        _stopped.Set();
        _changed.Set();
        _mailbox.Wake();
        bool isQuiet = session is null || session.Join(TimeSpan.FromSeconds(0.5));
#pragma warning disable RS0030 // The end of an object: the thread may still use what is freed below. Limited, since drivers hang.
        isQuiet &= !_isStarted || _supervisor.Join(TimeSpan.FromSeconds(0.25));
#pragma warning restore RS0030
        lock (_gate)
        {
            // Sessions that hang may still touch the events when they come back; the finalizers free those.
            if (!isQuiet || !_attempts.AreOver)
                return;
        }
        _mailbox.Dispose();
        _changed.Dispose();
        _stopped.Dispose();
    }

    // ---- Supervisor thread ----

    private void Supervise()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_isDisposed)
                    return;
                CaptureState before = _watchdog.State;
                if (_attempts.Current is { } session && _watchdog.WantsWork(Now))
                    _watchdog.Worked(Now, session.Work);
                if (_attempts.MayGoOn)
                    _attempts.Carry(_watchdog.Decide(Now));
                if (_watchdog.State != before)
                    _mailbox.Wake();
            }
#pragma warning disable RS0030 // The watchdog's own thread.
            _changed.WaitOne(_options.WatchInterval);
#pragma warning restore RS0030
        }
    }

    // ---- Session threads. One that was given up is no longer the current one, and nothing that it says counts. ----

    internal void OnReading(CaptureSession session)
    {
        lock (_gate)
        {
            if (session == _attempts.Current)
                _watchdog.ReadStarted(Now);
        }
    }

    internal Frame OnFrame(CaptureSession session, Frame frame, long overtaken, bool isOfFilm)
    {
        ulong? hash = _isLive && !isOfFilm ? FrameHash.Compute(frame) : null;
        lock (_gate)
        {
            if (session != _attempts.Current)
                return frame;
            CaptureState before = _watchdog.State;
            bool isRepeated = _watchdog.FrameArrived(Now, hash);
            _counts.AddOvertaken(overtaken);
            frame.Sequence = _counts.AddCaptured();
            if (isRepeated)
            {
                _counts.AddRepeated();
                return frame;
            }
            frame = _mailbox.Publish(frame, out bool droppedUnread);
            if (droppedUnread)
                _counts.AddBusy();
            if (_watchdog.State != before)
                _mailbox.Wake();
            return frame;
        }
    }

    internal void OnNoFrame(CaptureSession session, long overtaken, bool isCorrupt)
    {
        lock (_gate)
        {
            if (session != _attempts.Current)
                return;
            _watchdog.ReadReturned(isCorrupt);
            _counts.AddOvertaken(overtaken);
            if (isCorrupt)
                _counts.AddCorrupt();
        }
    }

    // Without a fault the source delivered its last frame; with a permanent one it is of no use to try again.
    internal void OnEnded(CaptureSession session, string? fault, bool isPermanent = false)
    {
        lock (_gate)
        {
            if (session != _attempts.Current)
                return;
            if (fault is null)
                _watchdog.SessionEnded();
            else
                _watchdog.SessionFailed(Now, fault, isPermanent);
            _attempts.Forget();
            _mailbox.Wake();
            _changed.Set();
        }
    }

    internal void OnOver()
    {
        lock (_gate) _attempts.Ended();
    }

    internal void OnAllocated(long bytes) => _counts.AddAllocated(bytes);

    internal bool WaitUntilTaken() => _mailbox.WaitUntilTaken(TimeSpan.FromMilliseconds(100));

#pragma warning disable RS0030 // A capture thread of its own, which waits for its next frame.
    internal void WaitForStop(TimeSpan timeout) => _stopped.WaitOne(timeout);
#pragma warning restore RS0030
}
