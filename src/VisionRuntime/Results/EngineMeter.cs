using System.Diagnostics.Metrics;

namespace RealtimeCnn;

/// <summary>
/// Publishes the engine's numbers as the <see cref="System.Diagnostics.Metrics"/> meter <c>RealtimeCnn</c>, for dotnet-counters and
/// OpenTelemetry. Costs next to nothing while nobody listens. Any thread.
/// </summary>
public static class EngineMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "RealtimeCnn";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Frames = Meter.CreateCounter<long>("realtimecnn.frames", "{frame}", "Frames with a result.");
    private static readonly Counter<long> Drops = Meter.CreateCounter<long>("realtimecnn.drops", "{frame}", "Frames lost, by reason.");
    private static readonly Counter<long> Swaps = Meter.CreateCounter<long>("realtimecnn.swaps", "{swap}", "Model swaps, by outcome.");
    private static readonly Histogram<double> Stages = Meter.CreateHistogram<double>("realtimecnn.stage.duration", "s", "Time per stage.");
    private static readonly KeyValuePair<string, object?> Preprocess = new("stage", "preprocess");
    private static readonly KeyValuePair<string, object?> Infer = new("stage", "infer");
    private static readonly KeyValuePair<string, object?> Total = new("stage", "total");
    private static readonly KeyValuePair<string, object?> Busy = new("reason", "busy");
    private static readonly KeyValuePair<string, object?> Repeated = new("reason", "repeated");
    private static readonly KeyValuePair<string, object?> Corrupt = new("reason", "corrupt");

    internal static void FrameDone(in StageTimings timings)
    {
        Frames.Add(1);
        if (!Stages.Enabled)
            return;
        Stages.Record(timings.PreprocessMs / 1000, Preprocess);
        Stages.Record(timings.InferMs / 1000, Infer);
        Stages.Record(timings.TotalMs / 1000, Total);
    }

    internal static void Dropped(in DropCounts before, in DropCounts now)
    {
        if (!Drops.Enabled || before == now)
            return;
        Drops.Add(now.Busy - before.Busy, Busy);
        Drops.Add(now.Repeated - before.Repeated, Repeated);
        Drops.Add(now.Corrupt - before.Corrupt, Corrupt);
    }

    internal static void Swapped(SwapReport report) =>
        Swaps.Add(1, new KeyValuePair<string, object?>("outcome", report.Ok ? "ok" : "failed"), new KeyValuePair<string, object?>("model", report.To));
}
