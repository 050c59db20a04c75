namespace RealtimeCnn;

/// <summary>Where a slot has its models from: those kept warm, one that is being loaded ahead, or else a load of their own.</summary>
/// <param name="load">Loads and warms a model, on a thread of its own; a <see cref="VisionException"/> tells why it cannot.</param>
/// <param name="notices">Told what went wrong without anybody asking.</param>
/// <remarks>Any thread but the vision thread.</remarks>
internal sealed class ModelSupply(Func<ModelDefinition, InferenceOptions, LoadWatch, LoadedModel> load, EngineNotices notices)
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(0.8);

    private readonly List<Task> _loads = [];
    private volatile Prefetch? _prefetch;

    /// <summary>The models kept warm.</summary>
    public WarmModels Warm { get; } = new();

    /// <summary>As <see cref="VisionEngine.NextModel"/>.</summary>
    public Func<ModelDefinition, ModelDefinition?> Next { get; set; } = _ => null;

    /// <summary>
    /// Takes a model that is warm, or loads it. Waits for the one that is being loaded ahead if it is the same, overtakes it if not.
    /// </summary>
    /// <returns>The model; the caller owns it.</returns>
    /// <exception cref="OperationCanceledException">It is not wanted any more: thrown at once, wherever the load stands.</exception>
    /// <exception cref="VisionException">Its time is over: the same.</exception>
    public async Task<LoadedModel> TakeOrLoadAsync(ModelDefinition definition, InferenceOptions options, LoadWatch watch)
    {
        if (_prefetch is { } prefetch && prefetch.Definition == definition && prefetch.Options.LoadsAs(options))
            await prefetch.Done.Task.WaitAsync(watch.Cancellation).ConfigureAwait(false);
        LoadedModel model = Warm.Take(definition, options) ?? await LoadAsync(definition, options, watch).ConfigureAwait(false);
        if (!watch.Cancellation.IsCancellationRequested)
            return model;
        Warm.Put(model); // it was loaded before the load could hear that nobody wants it any more
        throw new OperationCanceledException(watch.Cancellation);
    }

    /// <summary>
    /// Loads a model in the background and keeps it warm, so that a later swap to it is immediate. One at a time: a request made
    /// while another runs is dropped.
    /// </summary>
    /// <param name="definition">The model.</param>
    /// <param name="options">How it is loaded.</param>
    /// <param name="ending">Ends the load, and begins none any more.</param>
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
            LoadedModel model = Warm.Take(definition, options)
                ?? await LoadAsync(definition, options, new LoadWatch(ending)).ConfigureAwait(false);
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

    /// <summary>Loads what is likely to be asked for after a model ahead, where models are kept warm. Returns at once.</summary>
    public void PrefetchAfter(ModelDefinition definition, InferenceOptions options, CancellationToken ending)
    {
        try
        {
            if (Warm.BudgetBytes > 0 && Next(definition) is { } next)
                _ = PrefetchAsync(next, options, ending);
        }
        catch (Exception e) // somebody else's code: whatever it throws, the swap was well
        {
            notices.Warn($"Nothing is loaded ahead: the choice of a model after '{definition.Id}' threw: {e.Message}");
        }
    }

    /// <summary>
    /// Completes when no load is under way any more, wanted or not, or those that are do not hear that they are to stop. Never fails. Call
    /// it when none is begun any more.
    /// </summary>
    public async Task SettleAsync()
    {
        Task all;
        lock (_loads)
            all = Task.WhenAll([.. _loads, _prefetch?.Done.Task ?? Task.CompletedTask]);
        await all.WaitAsync(LongestEnd).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<LoadedModel> LoadAsync(ModelDefinition definition, InferenceOptions options, LoadWatch watch)
    {
        watch.Cancellation.ThrowIfCancellationRequested();
        var timed = new TimedLoad(definition, options, watch, load);
        lock (_loads)
        {
            _loads.RemoveAll(task => task.IsCompleted);
            _loads.Add(timed.Ended);
        }
        return await timed.Answer.ConfigureAwait(false);
    }

    private sealed record Prefetch(ModelDefinition Definition, InferenceOptions Options, TaskCompletionSource Done);
}
