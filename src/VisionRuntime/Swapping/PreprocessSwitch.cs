namespace RealtimeCnn;

/// <summary>Moves the running model's preprocessing between CPU and GPU, at a frame of its own.</summary>
/// <param name="taken">Told the processor that later models are to be loaded for, once a request was met. Vision thread.</param>
/// <remarks>Requests come from any thread; the latest counts. All else is the vision thread's, and allocates nothing per frame.</remarks>
internal sealed class PreprocessSwitch(Action<string> taken)
{
    private Request? _asked;

    /// <summary>Asks for another processor. Any thread.</summary>
    /// <param name="to">The processor.</param>
    /// <param name="mode">How a preprocessor obeys; null for the reference.</param>
    /// <returns>Completes with the frame that it makes: null, or why it could not be had.</returns>
    /// <exception cref="ArgumentException">It is the reference, which is not switched to.</exception>
    public Task<string?> AskAsync(string to, PreprocessMode? mode)
    {
        if (mode is null)
            throw new ArgumentException("The scalar reference is loaded, not switched to.", nameof(to));
        var wanted = new Request(to, mode.Value, new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously));
        Interlocked.Exchange(ref _asked, wanted)?.Done.TrySetResult("superseded by a later request");
        return wanted.Done.Task;
    }

    /// <summary>Frame boundary: tells the model. One kept warm comes back with the choice of its time.</summary>
    /// <param name="model">The running model, if there is one.</param>
    /// <param name="usual">What models are loaded with when nothing is asked for; null for the reference, which is not switched.</param>
    public void Apply(LoadedModel? model, PreprocessMode? usual)
    {
        PreprocessMode? wanted = Volatile.Read(ref _asked)?.Mode ?? usual;
        if (model is { CanSwitchPreprocess: true } && wanted is { } mode && model.PreprocessMode != mode)
            model.PreprocessMode = mode;
    }

    /// <summary>After a frame: the model has tried.</summary>
    public void Finish(LoadedModel? model)
    {
        if (Volatile.Read(ref _asked) is not { } asked || model is null)
            return;
        if (model.CanSwitchPreprocess && model.PreprocessMode != asked.Mode)
            return; // asked for during this frame
        string? refusal = !model.CanSwitchPreprocess ? "The scalar reference is not switched."
            : asked.Mode != PreprocessMode.Gpu ? null
            : !model.IsPreprocessOnGpu ? model.PreprocessFailure ?? model.Preprocessor.ToString()
            : asked.To == InferenceOptions.AnyGpu || asked.To == model.PreprocessorName ? null
            : $"The running model has no '{asked.To}' to preprocess with, but {model.PreprocessorName}.";
        if (Interlocked.CompareExchange(ref _asked, null, asked) != asked)
            return;
        if (refusal is null)
            taken(asked.To);
        asked.Done.TrySetResult(refusal);
    }

    /// <summary>Nobody runs any more: whoever still waits is told. Any thread.</summary>
    public void Abandon() => Interlocked.Exchange(ref _asked, null)?.Done.TrySetResult("the models were closed");

    private sealed record Request(string To, PreprocessMode Mode, TaskCompletionSource<string?> Done);
}
