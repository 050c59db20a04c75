namespace RealtimeCnn;

/// <summary>Moving the running model's preprocessing between CPU and GPU.</summary>
public sealed partial class ModelSlot
{
    private PreprocessSwitch? _switch;

    /// <summary>
    /// Moves preprocessing to another processor: the running model's at its next frame, without loading it again, and from then on that of
    /// every other. If the GPU cannot be had, the CPU goes on and nothing changes. Any thread.
    /// </summary>
    /// <param name="to">As <see cref="InferenceOptions.Preprocess"/>; not "scalar", which has to be loaded.</param>
    /// <returns>Completes with that frame: null, or why it could not be done.</returns>
    /// <exception cref="ArgumentException">It is the scalar reference.</exception>
    public Task<string?> SwitchPreprocessAsync(string to)
    {
        if ((Options with { Preprocess = to }).SwitchMode is not { } mode)
            throw new ArgumentException("The scalar reference is loaded, not switched to.", nameof(to));
        var wanted = new PreprocessSwitch(to, mode, new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously));
        Interlocked.Exchange(ref _switch, wanted)?.Done.TrySetResult("superseded by a later request");
        return wanted.Done.Task;
    }

    // Frame boundary, vision thread. A model kept warm comes back with the choice of its time.
    private void ApplyPreprocess()
    {
        PreprocessMode? wanted = Volatile.Read(ref _switch)?.Mode ?? _options.SwitchMode;
        if (Current is { CanSwitchPreprocess: true } model && wanted is { } mode && model.PreprocessMode != mode)
            model.PreprocessMode = mode;
    }

    // After a frame, vision thread: the model has tried.
    private void FinishSwitch()
    {
        if (Volatile.Read(ref _switch) is not { } asked || Current is not { } model)
            return;
        if (model.CanSwitchPreprocess && model.PreprocessMode != asked.Mode)
            return; // asked for during this frame
        string? refusal = !model.CanSwitchPreprocess ? "The scalar reference is not switched."
            : asked.Mode == PreprocessMode.Gpu && !model.IsPreprocessOnGpu ? model.PreprocessFailure ?? model.Preprocessor.ToString()
            : null;
        if (Interlocked.CompareExchange(ref _switch, null, asked) != asked)
            return;
        if (refusal is null)
            _options = _options with { Preprocess = asked.To };
        asked.Done.TrySetResult(refusal);
    }

    private void AbandonSwitch() => Interlocked.Exchange(ref _switch, null)?.Done.TrySetResult("the models were closed");

    private sealed record PreprocessSwitch(string To, PreprocessMode Mode, TaskCompletionSource<string?> Done);
}
