namespace RealtimeCnn;

/// <summary>
/// A load on a thread of its own, within its time limit. Who waits is answered at once when the limit is over or nobody wants the model any
/// more; the load is told to stop, and native code that does not is left to itself: what it still brings is disposed.
/// </summary>
/// <remarks>Any thread.</remarks>
internal sealed class TimedLoad
{
    private readonly TaskCompletionSource<LoadedModel> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop;
    private readonly WorkLimit _limit;

    /// <summary>Begins to load, if not too many that were given up go on.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="options">How; its <see cref="InferenceOptions.TimeLimit"/> counts.</param>
    /// <param name="watch">Who waits for it.</param>
    /// <param name="load">Does it.</param>
    /// <param name="isPolite">Whether it runs below the priority of the program's other threads.</param>
    public TimedLoad(
        ModelDefinition definition, InferenceOptions options, LoadWatch watch,
        Func<ModelDefinition, InferenceOptions, LoadWatch, LoadedModel> load, bool isPolite = true)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(watch.Cancellation);
        _limit = new WorkLimit(options.TimeLimit, "a load", why =>
        {
            _over.TrySetException(WorkLimit.Over($"Model '{definition.Id}' cannot be loaded: {why}."));
            _stop.Cancel();
        });
        Task<LoadedModel> loading = LoadAsync(
            definition.Id, watch.IsRemedy, () => load(definition, options, new LoadWatch(_stop.Token, watch.Told, _limit.Begin)), isPolite);
        Answer = AnswerAsync(loading, watch.Cancellation);
        Ended = EndAsync(loading);
    }

    /// <summary>
    /// The model, which the caller then owns; fails with what the load threw, <see cref="WorkLimit.Over"/>, or
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    public Task<LoadedModel> Answer { get; }

    /// <summary>Completes when the thread is through, and what it brought too late is disposed; never fails.</summary>
    public Task Ended { get; }

    private async Task<LoadedModel> LoadAsync(string model, bool isRemedy, Func<LoadedModel> load, bool isPolite)
    {
        try
        {
            if (isRemedy || await WorkInProgress.HasRoomAsync(_stop.Token).ConfigureAwait(false))
                return await LoadThread.RunAsync(() => Load(load), isPolite).ConfigureAwait(false);
            throw new VisionException(
                $"Model '{model}' cannot be loaded: {WorkInProgress.Left} networks that were given up do not stop, and hold memory and "
                + "processors; it can be when one of them has ended, or after a new start of the program.");
        }
        finally
        {
            _limit.Dispose();
            _stop.Dispose();
        }
    }

    // On the thread that loads. Whoever is told to stop counts as left from then on.
    private LoadedModel Load(Func<LoadedModel> load)
    {
        WorkInProgress.Begin();
        bool isLeft = false;
        CancellationTokenRegistration leaves = _stop.Token.UnsafeRegister(
            _ =>
            {
                isLeft = true;
                WorkInProgress.Leave();
            },
            null);
        _limit.Begin();
        try
        {
            return load();
        }
        finally
        {
            _limit.End();
            leaves.Dispose(); // once it is gone, nobody leaves this load any more
            if (isLeft)
                WorkInProgress.ComeBack();
            WorkInProgress.End();
        }
    }

    private async Task<LoadedModel> AnswerAsync(Task<LoadedModel> loading, CancellationToken cancellation)
    {
        Task<LoadedModel> first = await Task.WhenAny(loading, _over.Task).WaitAsync(cancellation).ConfigureAwait(false);
        LoadedModel model = await first.ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested(); // a token's callbacks may still be on their way
        return model;
    }

    private async Task EndAsync(Task<LoadedModel> loading)
    {
        await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loading.IsCompletedSuccessfully && !Answer.IsCompletedSuccessfully)
            (await loading.ConfigureAwait(false)).Dispose();
    }
}
