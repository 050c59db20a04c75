using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>What a slot is doing beside running its model.</summary>
/// <param name="Loading">The model being loaded, until its first scores; null if none is.</param>
/// <param name="Since">Stopwatch ticks at which it was asked for.</param>
/// <param name="Error">Why the last load failed; null if it did not.</param>
internal sealed record SlotStatus(ModelDefinition? Loading, long Since, string? Error)
{
    /// <summary>Number of the latest request.</summary>
    public int Request { get; init; }

    /// <summary>Seconds since the load in progress was asked for; 0 if none is.</summary>
    public double LoadingSeconds => Loading is null ? 0 : Stopwatch.GetElapsedTime(Since).TotalSeconds;
}

/// <summary>What other threads may know of the running model, whose own members belong to the vision thread.</summary>
/// <param name="Definition">Which model.</param>
/// <param name="GpuLoss">Why the GPU that ran it is not used, if it was lost and the CPU stands in for it; otherwise null.</param>
internal sealed record RunningModel(ModelDefinition Definition, string? GpuLoss);
