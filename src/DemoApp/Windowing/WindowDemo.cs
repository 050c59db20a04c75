using RealtimeCnn.CameraCapture;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>The demo in a window. The thread that calls this becomes the window's; the vision thread runs beside it.</summary>
internal static class WindowDemo
{
    private const int Width = 1280;
    private const int Height = 720;
    private const int Failed = 1;

    /// <summary>Why no window can be opened here, as far as can be told without trying; null if one may.</summary>
    public static string? WhyNoWindow
    {
        get
        {
            if (OperatingSystem.IsLinux() && IsUnset("DISPLAY") && IsUnset("WAYLAND_DISPLAY"))
                return "there is no display (DISPLAY is not set)";
            if (OperatingSystem.IsWindows() && !Environment.UserInteractive)
                return "this session has no desktop";
            return null;
        }
    }

    /// <summary>Opens the window and the GPU.</summary>
    /// <exception cref="WindowUnavailableException">One of them cannot be had; the message says why.</exception>
    public static OpenWindow Open()
    {
        IWindow? window = null;
        try
        {
            window = DesktopWindow.Open("RealtimeCnn", Width, Height);
            return new OpenWindow(window, window.OpenPresenter());
        }
        catch (VisionException e)
        {
            window?.Dispose();
            throw new WindowUnavailableException(e);
        }
    }

    /// <summary>
    /// Runs until the window closes or the run is over. When the source ends, its last frame stays on screen and can still be looked at
    /// through other models, unless the run was asked for output: frames, a duration, files.
    /// </summary>
    /// <exception cref="VisionException">The source, the model or the window failed; the message says how.</exception>
    public static int Run(DemoOptions options, OpenWindow open, CancellationToken cancellation)
    {
        CaptureSource capture = CaptureSource.Open(options.Source ?? CameraDevice.DefaultSource(), options.EveryFrame);
        using var source = new PausableSource(capture);
        using var engine = new VisionEngine(source, options.Loading);
        engine.Models.KeepWarmBytes = options.KeepWarmMegabytes * 1_000_000L;
        ModelDefinition first = engine.Catalogue.Resolve(options.Model, options.Labels);
        var schedule = new SwapSchedule(engine, options, first);
        FrameLog? log = options.Json is null ? null : new FrameLog(capacity: options.Frames is int n ? Math.Min(n, 100_000) : 4096);

        using var view = new LiveView(engine, open.Window.Wake);
        using var session = new WindowSession(open, view, capture.Name);
        if (options.Record is not null)
            session.StartRecording(options.Record);

        var run = new DemoRun(engine, schedule, log, options);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using CancellationTokenRegistration wakes = cancellation.Register(open.Window.Wake);
        Task<bool> firstSwap = view.SwapAsync(first);
        Task vision = Task.Factory.StartNew(() => run.Loop(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            session.Run(isOver: () => cancellation.IsCancellationRequested || vision.IsCompleted
                || (options.EndsWithSource && source.IsDrained)
                || (firstSwap is { IsCompleted: true, Result: false } && view.Shown is null));
        }
        finally
        {
            stop.Cancel();
            Task.WaitAny(vision); // it may have failed; that is told below
        }
        return Finish(options, capture.StatesTruth, source, engine, session, run, log, vision);
    }

    private static int Finish(
        DemoOptions options, bool withTruth, PausableSource source, VisionEngine engine, WindowSession session, DemoRun run, FrameLog? log, Task vision)
    {
        // What was recorded is kept, whatever ended the run.
        string? video = session.FinishRecording();
        RunSummary summary = run.Summary();
        summary = summary with
        {
            Stages = [.. Enum.GetValues<Stage>().Select(session.View.History.Percentiles)],
            AllocatedBytesPerFrame = summary.AllocatedBytesPerFrame + session.AllocatedBytesPerFrame,
            PresentIntervals = session.Intervals,
        };
        if (options.Screenshot is not null && session.View.Shown is not null)
            SaveScreenshot(session.View, options.Screenshot);
        if (log is not null)
        {
            log.SetPresented(session.Shown.All);
            HeadlessDemo.WriteJson(options.Json!, log, summary, withTruth);
        }
        HeadlessDemo.Report(summary, options with { Record = video });

        vision.GetAwaiter().GetResult(); // throws what the vision thread threw
        if (session.Window.IsLost)
            return Fail($"The display was lost after {run.Frames} frames{(video is null ? "" : $"; the recording '{video}' is complete up to there")}.");
        if (run.Frames == 0 && engine.Models.Error is { } error)
            return Fail(error);
        if (source.Inner.State == CaptureState.Failed)
            return Fail($"Source '{source.Name}': {source.Error ?? "it delivered no frame"}.");
        if (options.Swaps.Length > 0 && summary.Swaps.FirstOrDefault(swap => !swap.Ok) is { } failed)
            return Fail($"Swap to '{failed.To}' failed, '{failed.From}' went on: {failed.Error}");
        return 0;
    }

    private static int Fail(string why)
    {
        Console.Error.WriteLine(why);
        return Failed;
    }

    private static void SaveScreenshot(LiveView view, string path)
    {
        using var canvas = new BgraCanvas();
        view.Compose(canvas);
        canvas.SavePng(path);
    }

    private static bool IsUnset(string variable) => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}

/// <summary>A window with what draws into it.</summary>
/// <param name="Window">The window.</param>
/// <param name="Presenter">The presenter, opened to see whether it works.</param>
internal sealed record OpenWindow(IWindow Window, IPresenter Presenter);

/// <summary>No window can be shown on this machine now.</summary>
internal sealed class WindowUnavailableException(VisionException why) : Exception(why.Message.TrimEnd('.'), why);
