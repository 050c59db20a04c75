using System.Diagnostics.Metrics;

namespace RealtimeCnn;

/// <summary>
/// Publishes one engine's numbers through the <see cref="System.Diagnostics.Metrics"/> meter <c>RealtimeCnn</c>, for dotnet-counters and
/// OpenTelemetry; the tag <c>engine</c> tells engines apart. Costs next to nothing while nobody listens. Any thread.
/// </summary>
/// <param name="engine">Name of the engine.</param>
internal sealed class EngineMeter(string engine)
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "RealtimeCnn";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Frames = Meter.CreateCounter<long>("realtimecnn.frames", "{frame}", "Frames with a result.");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "realtimecnn.frames.failed", "{frame}", "Frames that the model failed on.");
    private static readonly Counter<long> Drops = Meter.CreateCounter<long>("realtimecnn.drops", "{frame}", "Frames lost, by reason.");
    private static readonly Counter<long> Swaps = Meter.CreateCounter<long>("realtimecnn.swaps", "{swap}", "Model swaps, by outcome.");
    private static readonly Histogram<double> Stages = Meter.CreateHistogram<double>("realtimecnn.stage.duration", "s", "Time per stage.");
    private static readonly KeyValuePair<string, object?> Preprocess = new("stage", "preprocess");
    private static readonly KeyValuePair<string, object?> Infer = new("stage", "infer");
    private static readonly KeyValuePair<string, object?> Total = new("stage", "total");
    private static readonly KeyValuePair<string, object?> Busy = new("reason", "busy");
    private static readonly KeyValuePair<string, object?> Repeated = new("reason", "repeated");
    private static readonly KeyValuePair<string, object?> Corrupt = new("reason", "corrupt");

    private readonly KeyValuePair<string, object?> _engine = new("engine", engine);

    /// <summary>A frame has its result.</summary>
    public void FrameDone(in StageTimings timings)
    {
        Frames.Add(1, _engine);
        if (!Stages.Enabled)
            return;
        Stages.Record(timings.PreprocessMs / 1000, Preprocess, _engine);
        Stages.Record(timings.InferMs / 1000, Infer, _engine);
        Stages.Record(timings.TotalMs / 1000, Total, _engine);
    }

    /// <summary>The model failed on a frame.</summary>
    public void FrameFailed() => Failures.Add(1, _engine);

    /// <summary>So many more frames were lost, by reason.</summary>
    public void Dropped(long busy, long repeated, long corrupt)
    {
        if (!Drops.Enabled)
            return;
        Drops.Add(busy, Busy, _engine);
        Drops.Add(repeated, Repeated, _engine);
        Drops.Add(corrupt, Corrupt, _engine);
    }

    /// <summary>A swap is over.</summary>
    public void Swapped(bool ok, string model) => Swaps.Add(
        1, new KeyValuePair<string, object?>("outcome", ok ? "ok" : "failed"), new KeyValuePair<string, object?>("model", model), _engine);
}
