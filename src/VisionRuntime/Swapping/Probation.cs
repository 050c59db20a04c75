namespace RealtimeCnn;

/// <summary>
/// Says when the current model is to go because it fails on frames, and keeps what to go back to: the model that ran before stays loaded
/// until the new one has scored a frame; after that it is known how to load it again.
/// </summary>
/// <param name="warm">Gets what is not needed here any more.</param>
/// <remarks>Vision thread; allocates nothing per frame.</remarks>
internal sealed class Probation(WarmModels warm)
{
    // Of a model that has scored frames, one may be odd; three in a row are not.
    private const int MostFailures = 3;

    private LoadedModel? _before;
    private Task _leaving = Task.CompletedTask; // those that were handed to the pool
    private (ModelDefinition Definition, InferenceOptions Options)? _served;
    private int _failures;
    private bool _hasScored;
    private bool _hasFailed; // and is to go

    /// <summary>A model begins to run.</summary>
    /// <param name="next">Which.</param>
    /// <param name="current">The one that ran until now, or null. Taken over.</param>
    public void Begin(ModelDefinition next, LoadedModel? current)
    {
        if (current is not null && (_hasFailed || current.IsLeft))
            Dispose(current);
        else if (current is not null && _hasScored)
            (_before, _served) = (current, (current.Definition, current.Options));
        else if (current is not null)
            Keep(current);
        if (_served?.Definition == next && _before is null)
            _served = null; // it is back: there is nothing that served before
        (_failures, _hasScored, _hasFailed) = (0, false, false);
    }

    /// <summary>The current model scored a frame.</summary>
    public void Passed()
    {
        (_failures, _hasScored) = (0, true);
        GiveUpBefore();
    }

    /// <summary>The current model failed on a frame.</summary>
    /// <param name="hung">Whether it did not answer in time, which costs so much that once is enough.</param>
    /// <returns>Whether it is to go.</returns>
    public bool IsOver(bool hung) => ++_failures >= MostFailures || hung || !_hasScored;

    /// <summary>The model that ran before, where that is still loaded.</summary>
    /// <param name="current">Is disposed if so.</param>
    /// <returns>The caller owns it. Null if there is none.</returns>
    public LoadedModel? TakeBefore(LoadedModel current)
    {
        if (_before is not { } before)
            return null;
        Dispose(current);
        (_before, _served) = (null, null);
        (_failures, _hasScored) = (0, true);
        return before;
    }

    /// <summary>
    /// How the model that served before is loaded; null if there was none, or it is on its way. The current one goes on until then.
    /// </summary>
    public (ModelDefinition Definition, InferenceOptions Options)? ServedBefore()
    {
        if (_hasFailed || !_hasScored)
            return null;
        _hasFailed = _served is not null;
        return _served;
    }

    /// <summary>The current model is not taken back for the one before, which need not stay loaded.</summary>
    public void GiveUpBefore()
    {
        if (_before is not { } before)
            return;
        _before = null;
        Keep(before);
    }

    /// <summary>All is over, and completes when no model that was let go is being disposed any more. Not on the vision thread.</summary>
    public Task EndAsync()
    {
        _before?.Dispose();
        _before = null;
        return _leaving;
    }

    // Disposes what does not fit.
    private void Keep(LoadedModel model) => Leave(() => warm.Put(model));

    private void Dispose(LoadedModel model) => Leave(model.Dispose);

    private void Leave(Action how) => _leaving = Task.WhenAll(_leaving, Task.Run(how));
}
