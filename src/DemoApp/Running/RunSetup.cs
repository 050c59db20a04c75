using RealtimeCnn.CameraCapture;

namespace RealtimeCnn.DemoApp;

/// <summary>What every run needs, with a window or without: source, engine, first model, schedule, log. Nothing runs yet.</summary>
/// <typeparam name="TSource">The source as the engine sees it.</typeparam>
internal sealed class RunSetup<TSource> : IDisposable where TSource : class, IFrameSource
{
    /// <param name="options">What was asked for.</param>
    /// <param name="wrap">Makes the engine's source of the one that captures, and owns that one from then on.</param>
    /// <param name="loops">Whether a video or images begin again at their end.</param>
    /// <exception cref="VisionException">The source or a model does not exist.</exception>
    public RunSetup(DemoOptions options, Func<CaptureSource, TSource> wrap, bool loops = false)
    {
        Open = words => CaptureSource.Open(words, options.EveryFrame, loops, options.Hold);
        SourceWords = options.Source ?? DefaultSource();
        Capture = Open(SourceWords);
        Source = wrap(Capture);
        try
        {
            Engine = new VisionEngine(Source, options.Loading) { KeepWarmBytes = options.KeepWarmMegabytes * 1_000_000L };
            // Every model of the script is looked up before anything runs: a typing error must not surface after ten minutes.
            if (options.Model is null)
                options = options with { Model = ChooseModel(options, SourceWords) };
            LabelledModels models = new(Engine.Catalogue, options);
            First = models.First;
            Schedule = new SwapSchedule(Engine, options, models);
            Log = options.Json is null ? null : new FrameLog(capacity: options.Frames is int n ? Math.Min(n, 100_000) : 4096);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens a source as it was asked for.</summary>
    public Func<string, CaptureSource> Open { get; }

    /// <summary>What the source was opened with.</summary>
    public string SourceWords { get; }

    /// <summary>The source that captures; <see cref="Source"/> owns it.</summary>
    public CaptureSource Capture { get; }

    /// <summary>Where the engine's frames come from.</summary>
    public TSource Source { get; }

    /// <summary>The engine, without a model.</summary>
    public VisionEngine Engine { get; } = null!;

    /// <summary>The model to begin with.</summary>
    public ModelDefinition First { get; } = null!;

    /// <summary>The swaps that were asked for.</summary>
    public SwapSchedule Schedule { get; } = null!;

    /// <summary>Null unless a log was asked for.</summary>
    public FrameLog? Log { get; }

    /// <summary>Whether somebody looks at pictures of the world through a network that knows digits only, for want of weights.</summary>
    public bool IsWorthAnOffer { get; private set; }

    private string ChooseModel(DemoOptions options, string source)
    {
        string chosen = FirstModel.For(source, Engine.Catalogue, new ModelStore());
        if (chosen != FirstModel.Usual)
            Say.Line($"Model: {chosen}, whose weights came last; --model takes another.");
        IsWorthAnOffer = chosen == FirstModel.Usual && FirstModel.ShowsTheWorld(source) && !options.EndsWithSource
            && options.Pulls.Count == 0;
        return chosen;
    }

    // Nobody asked for it, so it is said why it is not the camera that somebody may expect.
    private static string DefaultSource()
    {
        Choice<string> choice = CaptureSource.DefaultSource();
        if (choice.Rejected.Count > 0)
            Say.Line($"Source: {choice}");
        return choice.Chosen!;
    }

    /// <summary>Frees engine and source. The vision thread must have stopped.</summary>
    public void Dispose()
    {
#pragma warning disable RS0030 // The program ends after this, when ONNX Runtime and drivers should not be at work.
        Engine?.DisposeAsync().AsTask().GetAwaiter().GetResult();
#pragma warning restore RS0030
        Source.Dispose();
    }
}
