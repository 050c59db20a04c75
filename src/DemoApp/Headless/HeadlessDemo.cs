using RealtimeCnn.CameraCapture;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>The demo without a window: a live table in the terminal, and on request a video, a screenshot and a log.</summary>
internal static class HeadlessDemo
{
    public static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellation)
    {
        using var setup = new RunSetup<CaptureSource>(options, source => source);
        VisionEngine engine = setup.Engine;
        if (options.Tour && engine.Catalogue.Models.Count < 2)
            Console.WriteLine("The catalogue has one model; there is nothing to tour.");
        if ((await engine.SwapAsync(setup.First, cancellation)).Error is { } why)
            throw new VisionException(why);

        using PartialFile? file = options.Record is null ? null : new PartialFile(options.Record);
        using VideoRecorder? video = file is null ? null : new VideoRecorder(file.Path);
        OverlayBehaviour? overlay = options.Record is null && options.Screenshot is null ? null : new OverlayBehaviour();
        if (overlay is not null)
        {
            if (video is not null)
                overlay.Painted += (picture, frame) => video.Write(picture, frame.CapturedAt);
            engine.Add(overlay);
        }

        if (options.Duration is null && options.Frames is null && !setup.Capture.IsFinite)
            options = options with { Duration = options.DefaultDuration };
        var run = new DemoRun(engine, setup.Schedule, setup.Log, options);
        using (var table = new LiveTable(run.Readings, setup.Capture.Name))
            await run.StartAsync(cancellation);

        if (run.Frames == 0)
            throw new VisionException(RunEnd.Trouble(setup.Source));
        video?.Dispose(); // completes it
        file?.Commit();
        if (options.Screenshot is not null)
            PartialFile.Write(options.Screenshot, overlay!.Canvas.WritePng);
        RunSummary summary = run.Summary();
        if (setup.Log is { } log)
            RunEnd.WriteJson(options.Json!, log, summary, withTruth: setup.Capture.StatesTruth);
        RunEnd.Report(Console.Out, summary, options.Record, options);
        return RunEnd.Tell(RunEnd.WhyFailed(setup.Source, summary, mindsSwaps: true));
    }
}
