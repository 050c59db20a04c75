using System.Diagnostics;

namespace RealtimeCnn.Native;

/// <summary>One request for a model, as the host asks about it. Any thread.</summary>
/// <param name="id">Its number.</param>
/// <param name="model">Id of the model.</param>
internal sealed class Swap(ulong id, string model) : IProgress<SwapStage>
{
    private readonly Lock _lock = new();
    private readonly long _askedAt = Stopwatch.GetTimestamp();
    private readonly CancellationTokenSource _ends = new();
    private long _endedAt;
    private int _stage = SwapStages.Waiting;
    private SwapReport? _report;

    public ulong Id => id;

    public string Model => model;

    /// <summary>Whether its model may run, now or soon.</summary>
    public bool CanRun => Volatile.Read(ref _stage) is >= SwapStages.Warming and <= SwapStages.Running;

    public CancellationToken Ends => _ends.Token;

    public void Report(SwapStage value) => Move((int)value, null);

    /// <summary>Goes on to a later stage.</summary>
    /// <param name="stage">One of <see cref="SwapStages"/>.</param>
    /// <param name="report">What is known of its end; null if nothing.</param>
    /// <returns>False if it was there, or further.</returns>
    public bool Move(int stage, SwapReport? report)
    {
        lock (_lock)
        {
            if (stage <= _stage)
                return false;
            if (stage >= SwapStages.Running && _endedAt == 0)
                _endedAt = Stopwatch.GetTimestamp();
            (_stage, _report) = (stage, report ?? _report);
            return true;
        }
    }

    /// <summary>Ends it, unless its model is ready.</summary>
    /// <returns>Whether it was not.</returns>
    public bool Cancel()
    {
        if (Volatile.Read(ref _stage) >= SwapStages.Ready)
            return false;
        _ = _ends.CancelAsync(); // what follows is the engine's, on a thread of the pool
        return true;
    }

    /// <summary>Tells how far it is. Allocates nothing.</summary>
    public unsafe void Describe(NativeSwapInfo* info)
    {
        lock (_lock)
        {
            long until = _endedAt == 0 ? Stopwatch.GetTimestamp() : _endedAt;
            info->Stage = _stage;
            info->Seconds = (float)Stopwatch.GetElapsedTime(_askedAt, until).TotalSeconds;
            info->LoadMs = (float)(_report?.LoadMs ?? 0);
            info->GapMs = (float)(_report?.GapMs ?? 0);
            info->AtFrame = _report?.AtFrame ?? -1;
            Text.Write(model, info->Model, TextLimits.NameBytes);
            Text.Write(_report?.Error, info->Error, TextLimits.TextBytes);
        }
    }
}
