namespace RealtimeCnn;

/// <summary>Where a slot has its models from: those kept warm, one that is being loaded ahead, or else a load of their own.</summary>
/// <param name="load">Loads and warms a model, on a thread-pool thread; a <see cref="VisionException"/> tells why it cannot.</param>
/// <remarks>Any thread but the vision thread.</remarks>
internal sealed class ModelSupply(Func<ModelDefinition, InferenceOptions, LoadedModel> load)
{
    private volatile Prefetch? _prefetch;

    /// <summary>The models kept warm.</summary>
    public WarmModels Warm { get; } = new();

    /// <summary>The model being loaded ahead, if there is one; never fails.</summary>
    public Task Prefetching => _prefetch?.Done.Task ?? Task.CompletedTask;

    /// <summary>
    /// Takes a model that is warm, or loads it. Waits for the one that is being loaded ahead if it is the same, overtakes it if not.
    /// </summary>
    /// <returns>The model; the caller owns it.</returns>
    public async Task<LoadedModel> TakeOrLoadAsync(ModelDefinition definition, InferenceOptions options)
    {
        if (_prefetch is { } prefetch && prefetch.Definition == definition && prefetch.Options.LoadsAs(options))
            await prefetch.Done.Task.ConfigureAwait(false);
        return Warm.Take(definition, options) ?? await Task.Run(() => load(definition, options)).ConfigureAwait(false);
    }

    /// <summary>
    /// Loads a model in the background and keeps it warm, so that a later swap to it is immediate. One at a time: a request made
    /// while another runs is dropped.
    /// </summary>
    /// <param name="definition">The model.</param>
    /// <param name="options">How it is loaded.</param>
    /// <param name="ending">Cancelled before the end waits for <see cref="Prefetching"/>: then nothing is begun any more.</param>
    /// <returns>
    /// True if the model is warm now. False if it does not fit the budget, or cannot be loaded: the swap itself will say why.
    /// </returns>
    public async Task<bool> PrefetchAsync(ModelDefinition definition, InferenceOptions options, CancellationToken ending)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var prefetch = new Prefetch(definition, options, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (definition.WeightBytes > Warm.BudgetBytes || Interlocked.CompareExchange(ref _prefetch, prefetch, null) is not null)
            return false;
        try
        {
            ending.ThrowIfCancellationRequested();
            LoadedModel model = Warm.Take(definition, options) ?? await Task.Run(() => load(definition, options)).ConfigureAwait(false);
            Warm.Put(model);
            return true;
        }
        catch (Exception) // whatever it is, the swap meets it again and reports it
        {
            return false;
        }
        finally
        {
            _prefetch = null;
            prefetch.Done.SetResult();
        }
    }

    private sealed record Prefetch(ModelDefinition Definition, InferenceOptions Options, TaskCompletionSource Done);
}
