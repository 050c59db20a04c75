namespace RealtimeCnn.DemoApp;

/// <summary>
/// Published weights on their way while an engine runs: one pull at a time for each model. What has come the engine's catalogue knows from
/// then on. Any thread.
/// </summary>
/// <param name="engine">Borrowed.</param>
/// <param name="store">Where they go.</param>
/// <param name="reload">Reads the catalogue with what the store has then; null for the one that ships.</param>
/// <param name="time">The clock of rates; null for the system's.</param>
internal sealed class WeightPulls(
    VisionEngine engine, ModelStore store, Func<ModelCatalogue>? reload = null, TimeProvider? time = null) : IDisposable
{
    private readonly Dictionary<string, CancellationTokenSource> _underWay = [];
    private readonly Lock _lock = new();
    private bool _isOver;

    /// <summary>A pull stands otherwise than before. On the thread that pulls.</summary>
    public event Action<WeightPull>? Changed;

    /// <summary>A model and published weights of it, by <c>id</c> or <c>id@family</c>.</summary>
    /// <exception cref="VisionException">There are none of this name.</exception>
    public static (ModelDefinition Model, WeightFamily Family) Find(ModelCatalogue catalogue, string name)
    {
        string[] parts = name.Split('@', 2);
        ModelDefinition model = catalogue.Get(parts[0]);
        return (model, model.Family(parts.ElementAtOrDefault(1)));
    }

    /// <summary>Whether a store has these very weights.</summary>
    public static bool IsHere(ModelStore store, ModelDefinition model, WeightFamily family) =>
        store.Find(model.Id) is { Problem: null, IsPublished: true } there && there.Family == family.Name;

    /// <summary>Pulls a model's weights, unless they are here.</summary>
    /// <returns>How it ended. Null, at once, if a pull of the model is under way, or no more are begun.</returns>
    public async Task<WeightPull?> PullAsync(ModelDefinition model, WeightFamily family)
    {
        CancellationTokenSource stop = new();
        lock (_lock)
        {
            if (_isOver || !_underWay.TryAdd(model.Id, stop))
            {
                stop.Dispose();
                return null;
            }
        }
        var progress = new Progress(this, new WeightPull(model, family) { Total = family.Bytes }, time ?? TimeProvider.System);
        progress.Tell();
        WeightPull end = await EndOfAsync(progress, stop.Token).ConfigureAwait(false);
        lock (_lock)
            _underWay.Remove(model.Id);
        stop.Dispose();
        Changed?.Invoke(end);
        return end;
    }

    /// <summary>Stops a model's pull.</summary>
    /// <returns>False if there is none.</returns>
    public bool Stop(string id)
    {
        lock (_lock)
        {
            if (!_underWay.TryGetValue(id, out CancellationTokenSource? stop))
                return false;
            stop.Cancel();
            return true;
        }
    }

    /// <summary>Stops all pulls and begins none any more; what they have got stays for the next time.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            foreach (CancellationTokenSource stop in _underWay.Values)
                stop.Cancel();
        }
    }

    private async Task<WeightPull> EndOfAsync(Progress progress, CancellationToken stop)
    {
        WeightPull last = progress.Last;
        try
        {
            if (!IsHere(store, last.Model, last.Family))
                await store.PullAsync(last.Model, last.Family, progress, stop).ConfigureAwait(false);
            lock (_lock)
                engine.Catalogue = reload?.Invoke() ?? ModelCatalogue.Load(store: store);
            return progress.Last with { Stage = PullStage.Done, Notice = null };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return progress.Last with { Stage = PullStage.Stopped, Notice = null };
        }
        catch (Exception e) // whatever it is: nobody waits for it, so that it would be lost
        {
            return progress.Last with { Stage = PullStage.Failed, Notice = RunEnd.Describe(e) };
        }
    }

    private sealed class Progress(WeightPulls pulls, WeightPull first, TimeProvider time)
        : IProgress<(long Received, long? Total, string? Notice)>
    {
        private readonly ByteRate _rate = new(time);

        public WeightPull Last { get; private set; } = first;

        public void Report((long Received, long? Total, string? Notice) progress)
        {
            _rate.Add(progress.Received);
            Last = Last with
            {
                Received = progress.Received,
                Total = progress.Total ?? Last.Total,
                PerSecond = _rate.PerSecond,
                Notice = progress.Notice,
            };
            Tell();
        }

        public void Tell() => pulls.Changed?.Invoke(Last);
    }
}
