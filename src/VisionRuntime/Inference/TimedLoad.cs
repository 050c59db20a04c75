namespace RealtimeCnn;

/// <summary>
/// A load on a thread of its own, within its time limit. Who waits is answered at once when the limit is over or nobody wants the model any
/// more; the load is told to stop, and native code that does not is left to itself: what it still brings is disposed.
/// </summary>
/// <remarks>Any thread.</remarks>
internal sealed class TimedLoad
{
    private readonly TaskCompletionSource<LoadedModel> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to load.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="options">How; its <see cref="InferenceOptions.TimeLimit"/> counts.</param>
    /// <param name="watch">Who waits for it.</param>
    /// <param name="load">Does it.</param>
    /// <param name="isPolite">Whether it runs below the priority of the program's other threads.</param>
    public TimedLoad(
        ModelDefinition definition, InferenceOptions options, LoadWatch watch,
        Func<ModelDefinition, InferenceOptions, LoadWatch, LoadedModel> load, bool isPolite = true)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(watch.Cancellation);
        var limit = new WorkLimit(options.TimeLimit, "a load", why =>
        {
            _over.TrySetException(WorkLimit.Over($"Model '{definition.Id}' cannot be loaded: {why}."));
            stop.Cancel();
        });
        Task<LoadedModel> loading = LoadThread.RunAsync(
            () =>
            {
                WorkInProgress.Begin();
                limit.Begin();
                try
                {
                    return load(definition, options, new LoadWatch(stop.Token, watch.Told, limit.Begin));
                }
                finally
                {
                    limit.Dispose();
                    stop.Dispose();
                    WorkInProgress.End();
                }
            },
            isPolite);
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

    private async Task<LoadedModel> AnswerAsync(Task<LoadedModel> loading, CancellationToken cancellation)
    {
        Task<LoadedModel> first = await Task.WhenAny(loading, _over.Task).WaitAsync(cancellation).ConfigureAwait(false);
        return await first.ConfigureAwait(false);
    }

    private async Task EndAsync(Task<LoadedModel> loading)
    {
        await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loading.IsCompletedSuccessfully && !Answer.IsCompletedSuccessfully)
            (await loading.ConfigureAwait(false)).Dispose();
    }
}
