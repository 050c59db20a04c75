using System.Collections.Concurrent;

namespace RealtimeCnn;

/// <summary>What a slot tells of its swaps: what is being loaded, and how the loads before it ended.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class SwapLog
{
    private readonly ConcurrentQueue<SwapReport> _all = new();
    private int _requests;
    private volatile SlotStatus _status = new(null, 0, null);
    private SwapReport? _lastRetry;

    /// <summary>What is being loaded, and how the last load ended.</summary>
    public SlotStatus Status => _status;

    /// <summary>The swap that finished last, or null. It has the reason in <see cref="Status"/>, if there is one.</summary>
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
        _status = new SlotStatus(definition, askedAt, null);
        return request;
    }

    /// <summary>Nothing is asked for any more: the latest request is superseded.</summary>
    public void End() => Interlocked.Increment(ref _requests);

    /// <summary>A model is loaded that nobody asked for, because a GPU was lost.</summary>
    /// <param name="definition">The model.</param>
    /// <param name="since">Stopwatch ticks.</param>
    /// <param name="isRetry">Whether the GPU is tried again: then the reason why the last request failed stays.</param>
    public void Restore(ModelDefinition definition, long since, bool isRetry)
    {
        SlotStatus before = _status;
        if (before.Loading is null)
            Replace(before, new SlotStatus(definition, since, isRetry ? before.Error : null));
    }

    /// <summary>A swap has ended.</summary>
    /// <param name="report">How.</param>
    /// <param name="request">The request that it belongs to; a later one owns <see cref="Status"/>.</param>
    /// <param name="isRetry">As in <see cref="Restore"/>.</param>
    /// <returns>Whether it went well.</returns>
    public bool Finish(SwapReport report, int request, bool isRetry = false)
    {
        _all.Enqueue(report);
        EngineMeter.Swapped(report.Ok, report.To);
        SlotStatus before = _status; // before the comparison below: what is asked for meanwhile is not overwritten
        // That a GPU is still away is no news; why somebody's request failed is.
        bool keepsReason = isRetry && !report.Ok && before.Error is not null && Last != _lastRetry;
        if (!keepsReason)
            Last = report;
        if (isRetry)
            _lastRetry = report;
        if (request == Latest)
            Replace(before, keepsReason ? before with { Loading = null } : new SlotStatus(null, 0, report.Error));
        return report.Ok;
    }

    private void Replace(SlotStatus before, SlotStatus after) => Interlocked.CompareExchange(ref _status, after, before);
}
