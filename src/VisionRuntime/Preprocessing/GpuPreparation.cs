namespace RealtimeCnn;

/// <summary>
/// Opens a GPU and warms it for frames of one shape, and closes one that failed, all in the background: buffers and the driver's compiler
/// may take 100 ms, a lost GPU may hang for a while, and frames go on meanwhile.
/// </summary>
/// <param name="open">Opens the GPU, on any thread; null where the program has none.</param>
/// <param name="spec">What the GPU is to make.</param>
/// <remarks>One thread at a time.</remarks>
internal sealed class GpuPreparation(Func<PreprocessSpec, IGpuPreprocessor>? open, PreprocessSpec spec) : IDisposable
{
    /// <summary>Why there is no GPU where the program lists none.</summary>
    public const string NoGpu = "this program has no GPU to preprocess with";

    private Task<IGpuPreprocessor>? _work;
    private FrameShape _shape;
    private Task _closing = Task.CompletedTask;

    /// <summary>The opening or warming that was begun and not ended yet; null if there is none.</summary>
    public Task? Work => _work;

    /// <summary>Whether the program has one.</summary>
    public bool HasGpu => open is not null;

    /// <summary>Opens the GPU here and now.</summary>
    /// <exception cref="VisionException">It cannot be opened, or there is none.</exception>
    public IGpuPreprocessor Open() => open is null ? throw new VisionException(NoGpu) : open(spec);

    /// <summary>Begins to warm a GPU, and to open it before that if need be.</summary>
    /// <param name="gpu">The GPU if it is open; owned here until <see cref="End"/>.</param>
    /// <param name="frame">A frame of the shape to warm it for; it is copied.</param>
    public void Begin(IGpuPreprocessor? gpu, Frame frame)
    {
        _shape = frame.Shape;
        var sample = new Frame();
        sample.CopyFrom(frame);
        _work = Task.Run(() => Prepare(gpu, sample));
    }

    /// <summary>Hands over what was begun; waits for it, if it is not done yet.</summary>
    /// <returns>The GPU, from now on the caller's, and the shape of the frames that it is warm for.</returns>
    /// <exception cref="VisionException">The GPU cannot be used; it is closed.</exception>
    public (IGpuPreprocessor Gpu, FrameShape Shape) End()
    {
        Task<IGpuPreprocessor> done = _work!;
        _work = null;
#pragma warning disable RS0030 // A frame needs its tensor on this thread: one that must not wait calls when the work is done, see Work.
        return (done.GetAwaiter().GetResult(), _shape);
#pragma warning restore RS0030
    }

    /// <summary>Closes a GPU that failed.</summary>
    public void Close(IGpuPreprocessor broken) => _closing = Task.WhenAll(_closing, Task.Run(broken.Dispose));

    /// <summary>Waits for the background, and closes a GPU that nobody has taken.</summary>
    public void Dispose()
    {
        if (_work is not null)
        {
#pragma warning disable RS0030 // The end of an object: a GPU that is being opened is to be closed; nothing there needs this thread.
            Task.WaitAny(_work);
            if (_work.IsCompletedSuccessfully)
                _work.GetAwaiter().GetResult().Dispose();
#pragma warning restore RS0030
            _ = _work.Exception; // of no interest any more
            _work = null;
        }
#pragma warning disable RS0030 // The end of an object: nothing of the GPU may be in use any more.
        Task.WaitAny(_closing);
#pragma warning restore RS0030
        _ = _closing.Exception;
    }

    private IGpuPreprocessor Prepare(IGpuPreprocessor? gpu, Frame sample)
    {
        using (sample)
        {
            try
            {
                gpu ??= Open();
                if (!sample.IsOnGpu) // a copy of one that is has no pixels to warm with
                    gpu.Run(sample);
                return gpu;
            }
            catch (Exception e)
            {
                gpu?.Dispose();
                // Whatever a broken driver does, frames go on without it.
                throw e as VisionException ?? new VisionException($"The GPU cannot be used: {e.Message}", e);
            }
        }
    }
}
