using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>A run in a window. The thread that calls this becomes the window's; the vision thread runs beside it.</summary>
internal static class WindowRun
{
    /// <summary>
    /// Runs until the window closes or the run is over. When the source ends, its last frame stays on screen and can still be looked at
    /// through other models, unless the run was asked for output: frames, a duration, files.
    /// </summary>
    /// <exception cref="VisionException">The source, the model or the window failed; the message says how.</exception>
    public static int Run(DemoOptions options, OpenWindow open, CancellationToken cancellation)
    {
        using var setup = new RunSetup<PausableSource>(options, source => new PausableSource(source), loops: options.Loops);
        using var view = new LiveView(setup.Engine, open.Window.Wake);
        using var controls = new LiveControls(setup.Engine, view, open.Window.Wake);
        var sources = new SourceControls(setup.Engine, view, setup.SourceWords, setup.Open);
        using var session = new WindowSession(open, view, controls, setup.Engine, sources);
        var shown = new ShownFrames();
        if (setup.Log is not null) // it grows with the run
            view.FrameShown += result => shown.Add(result.Sequence, result.Timings.PresentedAt);
        if (options.Record is not null)
            controls.StartRecording(options.Record);

        var run = new DemoRun(setup.Engine, setup.Schedule, setup.Log, options);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using CancellationTokenRegistration wakes = cancellation.Register(open.Window.Wake);
        if (setup.IsWorthAnOffer)
            controls.Weights.OfferFirst();
        _ = controls.Weights.PullAllAsync(options.Pulls);
        Task<bool> firstSwap = controls.SwapAsync(setup.First);
        Task vision = run.StartAsync(stop.Token);
        try
        {
            session.Run(isOver: () => cancellation.IsCancellationRequested || vision.IsCompleted
                || (options.EndsWithSource && setup.Source.IsDrained)
                || (firstSwap is { IsCompleted: true, Result: false } && view.Result is null));
        }
        finally
        {
            stop.Cancel();
            Task.WaitAny(vision); // it may have failed; that is told below
        }
        bool wasEnded = cancellation.IsCancellationRequested || open.Window.IsClosing || open.Window.IsLost;
        return Finish(options, setup, session, shown, run, wasEnded, vision);
    }

    private static int Finish(
        DemoOptions options, RunSetup<PausableSource> setup, WindowSession session, ShownFrames shown, DemoRun run, bool wasEnded,
        Task vision)
    {
        // What was recorded is kept, whatever ended the run.
        RecordingEnd? video = session.Controls.FinishRecording();
        LiveView view = session.View;
        RunSummary summary = run.Summary(wasEnded);
        summary = summary with
        {
            Stages = [.. Enum.GetValues<Stage>().Select(view.History.Percentiles)],
            AllocatedBytesPerFrame = summary.AllocatedBytesPerFrame + session.AllocatedBytesPerFrame,
            PresentIntervals = session.Intervals,
        };
        List<string> failures = [];
        if (vision.Exception?.InnerException is { } fault)
            failures.Add(RunEnd.Describe(fault));
        if (session.Window.IsLost)
        {
            string kept = video is { Failure: null } ? $"; the recording '{video.Path}' is complete up to there" : "";
            failures.Add($"The display was lost after {run.Frames} frames{kept}.");
        }
        else if (run.Frames == 0 && setup.Engine.SwapError is { } error)
            failures.Add(error);
        else
            failures.AddRange(RunEnd.WhyFailed(setup.Source.Inner, summary, mindsSwaps: options.Swaps.Length > 0));
        setup.Log?.SetPresented(shown.All);
        int code = RunEnd.Finish(
            options, summary, video,
            view.Result is null ? null : stream => WriteScreenshot(view, stream),
            setup.Log is { } log ? stream => RunEnd.WriteJson(stream, log, summary, withTruth: session.Sources.StatesTruth) : null,
            failures);
        return session.Controls.HasFailed ? ExitCode.Failed : code;
    }

    private static void WriteScreenshot(LiveView view, Stream to)
    {
        using var canvas = new BgraCanvas();
        view.Compose(canvas);
        canvas.WritePng(to);
    }
}
