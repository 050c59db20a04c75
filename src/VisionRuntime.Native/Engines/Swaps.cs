namespace RealtimeCnn.Native;

/// <summary>An engine's last requests for models, and the events that they make. Any thread.</summary>
/// <param name="engine">Its engine.</param>
internal sealed class Swaps(VisionEngine engine)
{
    private const int Kept = 32;
    private const int KeptEvents = 64;

    private static long _count;

    private readonly Lock _lock = new();
    private readonly Queue<Swap> _swaps = new(Kept);
    private volatile string _running = "";

    /// <summary>What has not been told yet.</summary>
    public RecentQueue<EngineEvent> Events { get; } = new(KeptEvents);

    /// <summary>Id of the model that scored last; empty before the first.</summary>
    public string Running => _running;

    /// <summary>Asks the engine for a model.</summary>
    /// <returns>The request's number.</returns>
    public ulong Ask(ModelDefinition definition)
    {
        Swap swap = new((ulong)Interlocked.Increment(ref _count), definition.Id);
        lock (_lock)
        {
            if (_swaps.Count == Kept)
                _swaps.Dequeue();
            _swaps.Enqueue(swap);
        }
        _ = FollowAsync(swap, engine.SwapAsync(definition, swap.Ends, swap));
        return swap.Id;
    }

    /// <summary>A request by its number, if it is this engine's and remembered.</summary>
    public Swap? Find(ulong id)
    {
        lock (_lock)
        {
            foreach (Swap swap in _swaps)
            {
                if (swap.Id == id)
                    return swap;
            }
            return null;
        }
    }

    /// <summary>For <see cref="VisionEngine.SwapFinished"/>: a model scored for the first time, or was taken back.</summary>
    public void Finished(SwapReport report)
    {
        if (report.Error is null)
        {
            _running = report.To;
            Tell(EventKind.Swapped, SwapStages.Running, report);
        }
        else if (report.WasTakenBack)
        {
            _running = report.From ?? "";
            Tell(EventKind.TakenBack, SwapStages.TakenBack, report);
        }
    }

    /// <summary>Tells when the engine's thread ends by a fault; as a rule it ends because it is destroyed.</summary>
    public async Task TellEndAsync(Task running)
    {
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Events.Add(new EngineEvent(EventKind.Stopped, 0, _running, -1, e.Message));
        }
    }

    // What never ran is told here, where the request is known.
    private async Task FollowAsync(Swap swap, Task<SwapReport> asked)
    {
        SwapReport report;
        try
        {
            report = await asked.ConfigureAwait(false);
        }
        catch (Exception e) // it promises not to; a host that waits for the end of a swap would wait for ever
        {
            report = new SwapReport { To = swap.Model, Error = e.Message };
        }
        if (report.Error is not { } error)
        {
            swap.Move(SwapStages.Ready, report);
            return;
        }
        (int kind, int stage) = report.WasCancelled
            ? (EventKind.SwapCancelled, SwapStages.Cancelled) : (EventKind.SwapFailed, SwapStages.Failed);
        swap.Move(stage, report);
        Events.Add(new EngineEvent(kind, swap.Id, swap.Model, -1, error));
    }

    private void Tell(int kind, int stage, SwapReport report)
    {
        Swap? swap = null;
        lock (_lock)
        {
            foreach (Swap one in _swaps)
            {
                if (one.Model == report.To) // the latest that can have come so far
                    swap = one.CanRun ? one : swap;
            }
        }
        swap?.Move(stage, report);
        Events.Add(new EngineEvent(kind, swap?.Id ?? 0, report.To, report.AtFrame, report.Error ?? ""));
    }
}
