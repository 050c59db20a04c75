using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace RealtimeCnn.DemoApp;

/// <summary><c>realtimecnn demo</c>: classifies a live source.</summary>
internal static class DemoCommand
{
    public const string Name = "demo";

    private const string Headless = "--headless";
    private const string Record = "--record";
    private const string Screenshot = "--screenshot";
    private const string Json = "--json";
    private const double DefaultSeconds = 20;
    private const int DefaultKeepWarmMegabytes = 512;

    /// <param name="late">Cancelled when the program is about to be cut off.</param>
    public static Command Create(CancellationToken late = default)
    {
        Option<string?> source = new("--source", "-s")
        {
            Description = "camera:N, a video file or stream URL, an image folder or glob, synthetic:PATTERN, or sample. "
                + "Default: the first camera, or sample without one.",
            HelpName = "SOURCE",
        };
        Option<string?> model = Options.FirstModel();
        Argument<string[]> words = DemoWords.Create(source, model);
        Option<string[]> pull = PullOption.Create();
        Option<string?> labels = Options.Labels();
        ScoreOptions scores = new();
        Option<string> backend = Options.Backend();
        Option<bool> trustBackend = Options.TrustBackend();
        Option<string> preprocess = Options.Preprocess();
        Option<string?> gpu = Options.Gpu();
        Option<int> threads = Options.Threads();
        Option<bool> headless = new(Headless)
        {
            Description = "Run in the terminal, without a window; so does a machine without a display.",
        };
        Option<bool> everyFrame = new("--every-frame") { Description = "Process every frame of a video file or image folder; drop none." };
        Option<bool> once = new("--once")
        {
            Description = "Show a video or images once. Default: again and again in a window, until output is asked for, as below.",
        };
        Option<double> hold = Options.Seconds("--hold", "Seconds to show each image of a folder. Default 1.", "S");
        Option<int> frames = Options.Whole("--frames", "Stop after N classified frames.", "N", 1, int.MaxValue);
        Option<double> duration = Options.Seconds(
            "--duration",
            "Stop after S seconds. Default: until the window is closed, or the source ends if --frames, --record, --screenshot or --json "
            + $"is given; without a window {DefaultSeconds} for endless sources.",
            "S");
        Option<double> timeLimit = Options.TimeLimit();
        Option<SwapAt[]> swaps = new("--swap-at")
        {
            Description = "Swap to a model at a frame, for example 60=alexnet. Repeatable.",
            HelpName = "FRAME=MODEL",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
            CustomParser = ParseSwaps,
        };
        Option<bool> tour = new("--tour") { Description = "Swap through the ten architectures, evenly over the run." };
        Option<int> keepWarm = Options.Whole(
            "--keep-warm-mb",
            "Megabytes of weights that may stay loaded for swapping back, the next model in order among them.",
            "N", 0, 1 << 20, DefaultKeepWarmMegabytes);
        Option<string?> record = Options.OutputFile(Record, "Write a video of the frames with the overlay.", VideoFormat.Endings);
        record.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } path
                && (OutputFile.Problem(path, mustBeRegular: true) ?? VideoFormat.Problem(path)) is { } problem)
                result.AddError($"--record: '{path}' {problem}.");
        });
        Option<string?> screenshot = Options.OutputFile(Screenshot, "Write the last frame with the overlay.", ".png");
        Option<string?> json = Options.OutputFile(Json, "Write every result and a summary.");

        Command command = new(Name, "Classify a camera, a video, images or the bundled sample, live.")
        {
            words, source, model, pull, labels, scores.Output, scores.Kind, backend, trustBackend, preprocess, gpu, threads, headless,
            everyFrame, once, hold, frames, duration, timeLimit, swaps, tour, keepWarm, record, screenshot, json,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(headless),
            DemoWords.Apply(parsed.GetValue(words)!, new DemoOptions
            {
                Source = parsed.GetValue(source),
                Model = parsed.GetValue(model),
                Pulls = parsed.GetValue(pull)!,
                Labels = parsed.GetValue(labels),
                ReadAs = definition => scores.Apply(parsed, definition),
                Loading = Options.Limited(Platform.Options, parsed.GetValue(timeLimit)) with
                {
                    Backend = parsed.GetValue(backend)!,
                    TrustBackend = parsed.GetValue(trustBackend),
                    Preprocess = parsed.GetValue(preprocess)!,
                    Gpu = parsed.GetValue(gpu),
                    Threads = parsed.GetValue(threads),
                },
                EveryFrame = parsed.GetValue(everyFrame),
                Hold = TimeSpan.FromSeconds(parsed.GetValue(hold)),
                Once = parsed.GetValue(once),
                Frames = parsed.GetValue(frames) is > 0 and int n ? n : null,
                Duration = parsed.GetValue(duration) is > 0 and double s ? TimeSpan.FromSeconds(s) : null,
                DefaultDuration = TimeSpan.FromSeconds(DefaultSeconds),
                Swaps = parsed.GetValue(swaps)!,
                Tour = parsed.GetValue(tour),
                KeepWarmMegabytes = parsed.GetValue(keepWarm),
                Record = parsed.GetValue(record),
                Screenshot = parsed.GetValue(screenshot),
                Json = parsed.GetValue(json),
                Late = late,
            }),
            cancellation));
        return command;
    }

    /// <summary>Whether a run that is ended may have files to finish: those asked for, or a recording that a key began.</summary>
    public static bool MayHaveFilesToFinish(ParseResult parsed) =>
        parsed.CommandResult.Command.Name == Name
        && (!parsed.GetValue<bool>(Headless)
            || ((string[])[Record, Screenshot, Json]).Any(output => parsed.GetValue<string?>(output) is not null));

    // A window where there is a display; otherwise the terminal, which says why.
    private static async Task<int> RunAsync(bool headless, DemoOptions options, CancellationToken cancellation)
    {
        if (OutputFile.IsStandardOutput(options.Json) || OutputFile.IsStandardOutput(options.Screenshot))
            Console.SetOut(Console.Error); // what the program says must not stand between
        if (headless)
            return await HeadlessDemo.RunAsync(options, cancellation);
        string? why = WindowDemo.WhyNoWindow;
        if (why is null)
        {
            NativeMessages.LetSpeak();
            try
            {
                OpenWindow open = WindowDemo.Open();
                using (open.Window)
                    return WindowRun.Run(options, open, cancellation);
            }
            catch (WindowUnavailableException e)
            {
                why = e.Message;
            }
        }
        Say.Line($"Running in the terminal: {why}.");
        return await HeadlessDemo.RunAsync(options, cancellation);
    }

    private static SwapAt[] ParseSwaps(ArgumentResult result)
    {
        var swaps = new List<SwapAt>();
        foreach (Token token in result.Tokens)
        {
            string[] parts = token.Value.Split('=', 2);
            if (parts.Length == 2 && parts[1].Length > 0
                && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int frame))
                swaps.Add(new SwapAt(frame, parts[1]));
            else
                result.AddError($"--swap-at takes FRAME=MODEL, for example 60=lenet5, not '{token.Value}'.");
        }
        return [.. swaps.OrderBy(swap => swap.Frame)];
    }
}
