namespace RealtimeCnn;

/// <summary>Moves the running model's preprocessing between CPU and GPU, at a frame of its own.</summary>
/// <param name="taken">Told the processor that later models are to be loaded for, once a request was met. Vision thread.</param>
/// <remarks>Requests come from any thread; the latest counts. All else is the vision thread's, and allocates nothing per frame.</remarks>
internal sealed class PreprocessSwitch(Action<string> taken)
{
    private Request? _asked;
    private volatile bool _isClosed;

    /// <summary>Asks for another processor. Any thread.</summary>
    /// <param name="to">The processor.</param>
    /// <param name="mode">How a preprocessor obeys; null for the reference.</param>
    /// <returns>Completes with the frame that it makes: null, or why it could not be had.</returns>
    /// <exception cref="ArgumentException">It is the reference, which is not switched to.</exception>
    /// <exception cref="ObjectDisposedException">The models were closed.</exception>
    public Task<string?> AskAsync(string to, PreprocessMode? mode)
    {
        if (mode is null)
            throw new ArgumentException("The scalar reference is loaded, not switched to.", nameof(to));
        ObjectDisposedException.ThrowIf(_isClosed, this);
        var wanted = new Request(to, mode.Value, new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously));
        Interlocked.Exchange(ref _asked, wanted)?.Done.TrySetResult("superseded by a later request");
        if (_isClosed) // meanwhile, and nobody will look again
            Abandon();
        return wanted.Done.Task;
    }

    /// <summary>Frame boundary: tells the model. One kept warm comes back with the choice of its time.</summary>
    /// <param name="model">The running model, if there is one.</param>
    /// <param name="usual">What models are loaded with when nothing is asked for; null for the reference, which is not switched.</param>
    public void Apply(LoadedModel? model, PreprocessMode? usual)
    {
        if (model is not { CanSwitchPreprocess: true })
            return;
        PreprocessMode? asked = Volatile.Read(ref _asked) is { } request && Refusal(request, model) is null ? request.Mode : null;
        if ((asked ?? usual) is { } mode && model.PreprocessMode != mode)
            model.PreprocessMode = mode;
    }

    /// <summary>After a frame: the model has tried, or could not.</summary>
    public void Finish(LoadedModel? model)
    {
        if (Volatile.Read(ref _asked) is not { } asked || model is null)
            return;
        string? refusal = Refusal(asked, model);
        if (refusal is null && model.PreprocessMode != asked.Mode)
            return; // asked for during this frame
        if (refusal is null && asked.Mode == PreprocessMode.Gpu && !model.IsPreprocessOnGpu)
            refusal = model.PreprocessFailure ?? model.Preprocessor.ToString();
        if (Interlocked.CompareExchange(ref _asked, null, asked) != asked)
            return;
        if (refusal is null)
            taken(asked.To);
        asked.Done.TrySetResult(refusal);
    }

    /// <summary>Nobody runs any more: whoever still waits is told, and whoever asks later. Any thread.</summary>
    public void Close()
    {
        _isClosed = true;
        Abandon();
    }

    // What needs no trying.
    private static string? Refusal(Request asked, LoadedModel model) =>
        !model.CanSwitchPreprocess ? "The scalar reference is not switched."
        : asked.Mode != PreprocessMode.Gpu || asked.To == InferenceOptions.AnyGpu || asked.To == model.PreprocessApi ? null
        : model.PreprocessApi is null ? $"'{asked.To}' cannot preprocess: {GpuPreparation.NoGpu}."
        : $"The running model has no '{asked.To}' to preprocess with, but {model.PreprocessApi}.";

    private void Abandon() => Interlocked.Exchange(ref _asked, null)?.Done.TrySetResult("the models were closed");

    private sealed record Request(string To, PreprocessMode Mode, TaskCompletionSource<string?> Done);
}
