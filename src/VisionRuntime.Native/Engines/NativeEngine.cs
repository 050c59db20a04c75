namespace RealtimeCnn.Native;

/// <summary>An engine as a host sees it: a handle's object. Functions have looked at pointers and sizes before.</summary>
internal sealed unsafe class NativeEngine
{
    private readonly OneAtATime _polling = new();
    private readonly VisionEngine _engine;
    private readonly ResultWriter _results;
    private readonly Task _running;
    private readonly NativeGpu? _gpu;
    private volatile Task? _ended;

    /// <summary>Makes an engine and starts its thread.</summary>
    /// <param name="options">How models are loaded.</param>
    /// <param name="catalogue">Models known by id.</param>
    /// <param name="name">Null for one of the engine's own.</param>
    /// <param name="keepWarmBytes">Of weights beside the running model.</param>
    /// <param name="gpu">What images lie on; null for none.</param>
    public NativeEngine(InferenceOptions options, ModelCatalogue catalogue, string? name, long keepWarmBytes, NativeGpu? gpu)
    {
        _gpu = gpu;
        _engine = new VisionEngine(options, catalogue, name) { KeepWarmBytes = keepWarmBytes };
        _results = new ResultWriter(_engine);
        Swaps = new Swaps(_engine);
        _engine.SwapFinished += Swaps.Finished;
        _running = _engine.RunAsync();
        _ = Swaps.TellEndAsync(_running);
    }

    /// <summary>Held while a frame is handed in, lent or taken back.</summary>
    public OneAtATime HandingIn { get; } = new();

    public Swaps Swaps { get; }

    public ModelCatalogue Catalogue => _engine.Catalogue;

    public bool WantsFrame => _engine.WantsFrame;

    /// <summary>Once it was destroyed: completes when all memory is given back.</summary>
    public Task? Ended => _ended;

    /// <summary>Ends it in the background. Once.</summary>
    public Task EndAsync() => _ended = Task.Run(() => _engine.DisposeAsync().AsTask());

    public void Prepare(int width, int height, PixelFormat format) => _engine.Prepare(width, height, format);

    public int Submit(in NativeFrame frame, long* sequence)
    {
        if (!HandingIn.TryEnter())
            return Failure.Busy();
        try
        {
            PixelFormat format = FrameReader.Format(frame.Format);
            FrameTransform transform = FrameReader.Transform(frame.Placement);
            (int stride, long timestamp) = (FrameReader.Stride(frame), FrameReader.Timestamp(frame.CapturedNs));
            long number = _engine.Source.Captured;
            bool isFirst = frame.ByteCount == 0
                ? _engine.Submit((nint)frame.Pixels, frame.Width, frame.Height, format, stride, transform, timestamp)
                : _engine.Submit(
                    new ReadOnlySpan<byte>(frame.Pixels, (int)Math.Min(frame.ByteCount, int.MaxValue)),
                    frame.Width, frame.Height, format, stride, transform, timestamp);
            return Submitted(isFirst, number, sequence);
        }
        finally
        {
            HandingIn.Leave();
        }
    }

    /// <summary>Hands an image on the host's GPU in.</summary>
    public int Submit(in NativeVulkanImage image, long* sequence)
    {
        if (_gpu is null)
            return Failure.Is(Status.BadArgument, "The engine works on no GPU of the host's: rcnn_create_on_gpu makes one that does.");
        if (!HandingIn.TryEnter())
            return Failure.Busy();
        try
        {
            long number = _engine.Source.Captured;
            return Submitted(_gpu.Submit(_engine, image), number, sequence);
        }
        finally
        {
            HandingIn.Leave();
        }
    }

    /// <summary>Lends a frame; null if none can be lent now. The caller is <see cref="HandingIn"/>.</summary>
    public Frame? TryRent(int width, int height, PixelFormat format) =>
        _engine.TryRent(width, height, format, out Frame? frame) ? frame : null;

    /// <summary>Hands a lent frame in. The caller is <see cref="HandingIn"/>.</summary>
    /// <returns>A status.</returns>
    public int Submit(Frame lent, long timestamp, long* sequence)
    {
        long number = _engine.Source.Captured;
        return Submitted(_engine.Submit(lent, timestamp), number, sequence);
    }

    /// <summary>Takes a lent frame back, after its own end as well. The caller is <see cref="HandingIn"/>.</summary>
    public void TakeBack(Frame lent)
    {
        try
        {
            _engine.Release(lent);
        }
        catch (ObjectDisposedException)
        {
            lent.Dispose();
        }
    }

    public int Poll(NativeResult* result)
    {
        if (!_polling.TryEnter())
            return Failure.Busy();
        try
        {
            return _results.TryWrite(result) ? Status.Ok : Status.Nothing;
        }
        finally
        {
            _polling.Leave();
        }
    }

    /// <summary>Tells how it is doing.</summary>
    public void Describe(NativeStats* stats)
    {
        stats->IsRunning = _running.IsCompleted ? 0 : 1;
        (stats->Submitted, stats->Replaced) = (_engine.Source.Captured, _engine.Source.Drops.Busy);
        stats->Classified = _engine.FramesDone;
        stats->HostAllocatedBytes = GC.GetAllocatedBytesForCurrentThread();
        Text.Write(Swaps.Running, stats->Model, TextLimits.NameBytes);
        Text.Write(_engine.Loading?.Id, stats->Loading, TextLimits.NameBytes);
        Text.Write(_engine.FrameError, stats->FrameError, TextLimits.TextBytes);
    }

    private static int Submitted(bool isFirst, long number, long* sequence)
    {
        if (sequence != null)
            *sequence = number;
        return isFirst ? Status.Ok : Status.Replaced;
    }
}
