using System.Text.Json;
using RealtimeCnn.CameraCapture;

namespace RealtimeCnn.DemoApp;

/// <summary>The demo without a window: a live table in the terminal, and on request a video, a screenshot and a log.</summary>
internal static class HeadlessDemo
{
    private const int Failed = 1;

    public static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellation)
    {
        using CaptureSource source = CaptureSource.Open(options.Source ?? CameraDevice.DefaultSource(), options.EveryFrame);
        using var engine = new VisionEngine(source, options.Loading);
        engine.Models.KeepWarmBytes = options.KeepWarmMegabytes * 1_000_000L;

        // Every model of the script is looked up before anything runs: a typing error must not surface after ten minutes.
        ModelDefinition first = engine.Catalogue.Resolve(options.Model, options.Labels);
        var schedule = new SwapSchedule(engine, options, first);
        if (options.Tour && engine.Catalogue.Models.Count < 2)
            Console.WriteLine("The catalogue has one model; there is nothing to tour.");
        if (!await engine.SwapAsync(first))
            throw new VisionException(engine.Models.Error!);

        using PartialFile? video = options.Record is null ? null : new PartialFile(options.Record);
        using var painter = options.Record is null && options.Screenshot is null ? null : new OverlayBehaviour(video?.Path);
        if (painter is not null)
            engine.Add(painter);
        FrameLog? log = options.Json is null ? null : new FrameLog(capacity: options.Frames is int n ? Math.Min(n, 100_000) : 4096);

        if (options.Duration is null && options.Frames is null && !source.IsFinite)
            options = options with { Duration = options.DefaultDuration };
        var run = new DemoRun(engine, schedule, log, options);
        using (var table = new LiveTable(run.Snapshots, source.Name))
            await Task.Factory.StartNew(() => run.Loop(cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        if (run.Frames == 0)
            throw new VisionException(Trouble(source));
        painter?.FinishVideo();
        video?.Commit();
        if (options.Screenshot is not null)
            painter!.SaveScreenshot(options.Screenshot);
        RunSummary summary = run.Summary();
        if (options.Json is not null)
            WriteJson(options.Json, log!, summary, withTruth: source.StatesTruth);
        Report(summary, options);

        // A camera that was lost for good, or a file that broke off: what was recorded is kept, the exit code tells.
        if (source.State == CaptureState.Failed)
        {
            Console.Error.WriteLine(Trouble(source));
            return Failed;
        }
        if (summary.Swaps.FirstOrDefault(swap => !swap.Ok) is { } failed)
        {
            Console.Error.WriteLine($"Swap to '{failed.To}' failed, '{failed.From}' went on: {failed.Error}");
            return Failed;
        }
        return 0;
    }

    private static string Trouble(CaptureSource source) => $"Source '{source.Name}': {source.Error ?? "it delivered no frame"}.";

    /// <summary>Writes the log of a run.</summary>
    public static void WriteJson(string path, FrameLog log, RunSummary summary, bool withTruth) => PartialFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        log.WriteTo(json, withTruth);
        summary.WriteTo(json);
        json.WriteEndObject();
    });

    /// <summary>Says in a few lines what a run came to.</summary>
    public static void Report(RunSummary summary, DemoOptions options)
    {
        Percentiles total = summary.Stages[(int)Stage.Total];
        Console.WriteLine(
            $"{summary.Frames} frames in {summary.Seconds:0.0} s, {summary.FramesPerSecond:0.0} fps; latency p50 {total.P50:0.00} ms, p95 {total.P95:0.00} ms, p99 {total.P99:0.00} ms; "
            + $"{summary.Drops.Total} dropped; {summary.AllocatedBytesPerFrame} managed bytes per frame.");
        if (summary.Backend.Length > 0)
            Console.WriteLine($"Network on {summary.Backend}");
        if (summary.Preprocess.Length > 0)
            Console.WriteLine($"Preprocessing on {summary.Preprocess}");
        foreach (string? file in new[] { options.Record, options.Screenshot, options.Json })
            if (file is not null)
                Console.WriteLine($"Wrote {file}");
    }
}
