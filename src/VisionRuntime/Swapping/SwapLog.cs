using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace RealtimeCnn;

/// <summary>Why a model is loaded.</summary>
internal enum LoadCause
{
    /// <summary>Somebody asked for it.</summary>
    Request,

    /// <summary>The GPU that ran it was lost, and the processor is to stand in.</summary>
    StandIn,

    /// <summary>The lost GPU is tried again.</summary>
    Retry,
}

/// <summary>What a slot tells of its swaps: what is being loaded, and how the loads before it ended.</summary>
/// <param name="notices">Tells each swap that is over.</param>
/// <remarks>Any thread.</remarks>
internal sealed class SwapLog(EngineNotices notices)
{
    private const int NoRequest = -1;

    private readonly ConcurrentQueue<SwapReport> _all = new();
    private readonly ConcurrentQueue<SwapReport> _untold = new();
    private SlotStatus _status = new(null, 0, null);
    private SwapReport? _lastRetry;

    /// <summary>What is being loaded, and how the last load ended.</summary>
    public SlotStatus Status => Volatile.Read(ref _status);

    /// <summary>The swap that finished last, or null; while <see cref="Status"/> has a reason, the one that failed for it.</summary>
    public SwapReport? Last { get; private set; }

    /// <summary>All finished swaps, oldest first; a copy.</summary>
    public IReadOnlyList<SwapReport> All => _all.ToArray();

    /// <summary>The number of the latest request.</summary>
    public int Latest => Status.Request;

    /// <summary>Somebody asks for a model.</summary>
    /// <returns>The number of the request.</returns>
    public int Ask(ModelDefinition definition, long askedAt)
    {
        SlotStatus asked = null!;
        ImmutableInterlocked.Update(
            ref _status, before => asked = new SlotStatus(definition, askedAt, null) { Request = before.Request + 1 });
        return asked.Request;
    }

    /// <summary>Nothing is asked for any more: the latest request is superseded.</summary>
    public void End() => ImmutableInterlocked.Update(ref _status, before => before with { Request = before.Request + 1 });

    /// <summary>A model is loaded that nobody asked for. Why the last request failed goes on to be told.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="since">Stopwatch ticks.</param>
    public void Restore(ModelDefinition definition, long since) => ImmutableInterlocked.Update(
        ref _status, before => before.Loading is null ? before with { Loading = definition, Since = since } : before);

    /// <summary>A swap has ended.</summary>
    /// <param name="report">How.</param>
    /// <param name="request">The request that it belongs to; a later one owns <see cref="Status"/>.</param>
    /// <param name="cause">Why the model was loaded.</param>
    /// <returns>The report.</returns>
    public SwapReport Finish(SwapReport report, int request, LoadCause cause = LoadCause.Request)
    {
        _all.Enqueue(report);
        Tell(report);
        _untold.Enqueue(report);
        // Why a request failed is news until the next one; that a GPU is still away, or is back, is told elsewhere. But that not even the
        // processor can have a model has to be told here.
        bool canWait = cause == LoadCause.Retry || cause == LoadCause.StandIn && report.Ok;
        bool keepsReason = canWait && Status.Error is not null && Last != _lastRetry;
        if (!keepsReason)
            Last = report;
        if (cause == LoadCause.Retry)
            _lastRetry = report;
        ImmutableInterlocked.Update(ref _status, before => before.Request == request
            ? before with { Loading = null, Since = 0, Error = keepsReason ? before.Error : report.Error }
            : before);
        return report;
    }

    /// <summary>Something failed that no load stands for. What is being loaded goes on.</summary>
    /// <param name="from">Id of the model that runs, or will.</param>
    /// <param name="to">The one that does not.</param>
    /// <param name="reason">Why.</param>
    /// <returns>The report.</returns>
    public SwapReport Refuse(string? from, string to, string reason) =>
        Finish(new SwapReport { From = from, To = to, Error = reason }, Status.Loading is null ? Latest : NoRequest);

    /// <summary>A model that has scored frames goes, and the one that served before is loaded again.</summary>
    /// <param name="from">Id of that one.</param>
    /// <param name="to">The one that goes.</param>
    /// <param name="why">What it failed with.</param>
    public void TakeBack(string from, string to, VisionException why) => Finish(
        new SwapReport { From = from, To = to, Error = SwapReport.WentBack(from, why), WasTakenBack = true },
        Status.Loading is null ? Latest : NoRequest);

    /// <summary>Takes the next swap that is over and was not taken before: for the engine's event.</summary>
    public bool TryTake(out SwapReport report) => _untold.TryDequeue(out report!);

    private void Tell(SwapReport report)
    {
        notices.Meter.Swapped(report.Ok, report.To);
        if (report.Error is not { } error)
            notices.Tell(FormattableString.Invariant($"'{report.To}' runs; it was loaded in {report.LoadMs:0} ms."));
        else if (report.WasCancelled)
            notices.Tell($"The swap to '{report.To}' ended: {error}.");
        else
            notices.Warn($"The swap to '{report.To}' failed: {error}");
    }
}
