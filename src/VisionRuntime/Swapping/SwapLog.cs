using System.Collections.Concurrent;

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
/// <remarks>Any thread.</remarks>
internal sealed class SwapLog
{
    private readonly ConcurrentQueue<SwapReport> _all = new();
    private int _requests;
    private SlotStatus _status = new(null, 0, null);
    private SwapReport? _lastRetry;

    /// <summary>What is being loaded, and how the last load ended.</summary>
    public SlotStatus Status => Volatile.Read(ref _status);

    /// <summary>The swap that finished last, or null; while <see cref="Status"/> has a reason, the one that failed for it.</summary>
    public SwapReport? Last { get; private set; }

    /// <summary>All finished swaps, oldest first; a copy.</summary>
    public IReadOnlyList<SwapReport> All => _all.ToArray();

    /// <summary>The number of the latest request.</summary>
    public int Latest => Volatile.Read(ref _requests);

    /// <summary>Somebody asks for a model.</summary>
    /// <returns>The number of the request.</returns>
    public int Ask(ModelDefinition definition, long askedAt)
    {
        int request = Interlocked.Increment(ref _requests);
        var asked = new SlotStatus(definition, askedAt, null) { Request = request };
        SlotStatus before;
        do
            before = Status;
        while (before.Request < request && !Replace(before, asked));
        return request;
    }

    /// <summary>Nothing is asked for any more: the latest request is superseded.</summary>
    public void End() => Interlocked.Increment(ref _requests);

    /// <summary>A model is loaded that nobody asked for. Why the last request failed goes on to be told.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="since">Stopwatch ticks.</param>
    public void Restore(ModelDefinition definition, long since)
    {
        SlotStatus before = Status;
        if (before.Loading is null)
            Replace(before, before with { Loading = definition, Since = since });
    }

    /// <summary>A swap has ended.</summary>
    /// <param name="report">How.</param>
    /// <param name="request">The request that it belongs to; a later one owns <see cref="Status"/>.</param>
    /// <param name="cause">Why the model was loaded.</param>
    /// <returns>Whether it went well.</returns>
    public bool Finish(SwapReport report, int request, LoadCause cause = LoadCause.Request)
    {
        _all.Enqueue(report);
        EngineMeter.Swapped(report.Ok, report.To);
        SlotStatus before = Status; // before the comparison below: what is asked for meanwhile is not overwritten
        // Why a request failed is news until the next one; that a GPU is still away, or is back, is told elsewhere. But that not even the
        // processor can have a model has to be told here.
        bool canWait = cause == LoadCause.Retry || cause == LoadCause.StandIn && report.Ok;
        bool keepsReason = canWait && before.Error is not null && Last != _lastRetry;
        if (!keepsReason)
            Last = report;
        if (cause == LoadCause.Retry)
            _lastRetry = report;
        if (request == Latest)
            Replace(before, before with { Loading = null, Since = 0, Error = keepsReason ? before.Error : report.Error });
        return report.Ok;
    }

    private bool Replace(SlotStatus before, SlotStatus after) =>
        ReferenceEquals(Interlocked.CompareExchange(ref _status, after, before), before);
}
