using RealtimeCnn.CameraCapture;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>The demo without a window: a live table in the terminal, and on request a video, a screenshot and a log.</summary>
internal static class HeadlessDemo
{
    private const string EndedEarly = "It was ended before the first frame.";

    public static async Task<int> RunAsync(DemoOptions options, CancellationToken cancellation)
    {
        await FirstPulls.RunAsync(options.Pulls, new ModelStore(), cancellation);
        using var setup = new RunSetup<CaptureSource>(options, source => source);
        VisionEngine engine = setup.Engine;
        if (options.Tour && engine.Catalogue.Models.Count < 2)
            Say.Line("The catalogue has one model; there is nothing to tour.");
        if ((await engine.SwapAsync(setup.First, cancellation)).Error is { } why)
            throw new VisionException(cancellation.IsCancellationRequested ? EndedEarly : why);

        using Recording? recording = options.Record is null
            ? null
            : new Recording(options.Record, line => Say.Line(line), Say.Error, options.EveryFrame, cancellation);
        OverlayBehaviour? overlay = options.Record is null && options.Screenshot is null ? null : new OverlayBehaviour();
        if (overlay is not null)
        {
            if (recording is not null)
                overlay.Painted += (picture, frame) => recording.Take(picture, frame.CapturedAt);
            engine.Add(overlay);
        }

        if (options.Duration is null && options.Frames is null && !setup.Capture.IsFinite)
            options = options with { Duration = options.DefaultDuration };
        var run = new DemoRun(engine, setup.Schedule, setup.Log, options);
        Exception? fault = null;
        using (var table = new LiveTable(run.Readings, setup.Capture.Name))
        {
            try
            {
                await run.StartAsync(cancellation);
            }
            catch (Exception e) // what there is of the run is kept all the same
            {
                fault = e;
            }
        }

        if (run.Frames == 0)
        {
            throw fault ?? new VisionException(
                run.FrameError ?? (cancellation.IsCancellationRequested ? EndedEarly : RunEnd.Trouble(setup.Source)));
        }
        RecordingEnd? video = recording?.Finish();
        RunSummary summary = run.Summary(wasEnded: cancellation.IsCancellationRequested);
        return RunEnd.Finish(
            options, summary, video,
            overlay is null ? null : overlay.Canvas.WritePng,
            setup.Log is { } log ? stream => RunEnd.WriteJson(stream, log, summary, withTruth: setup.Capture.StatesTruth) : null,
            [.. RunEnd.WhyFailed(setup.Source, summary, mindsSwaps: true), .. fault is null ? [] : new[] { RunEnd.Describe(fault) }]);
    }
}
