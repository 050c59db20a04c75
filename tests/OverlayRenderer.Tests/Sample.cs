using System.Diagnostics;
using System.Runtime.CompilerServices;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

/// <summary>Fixed contents to paint.</summary>
internal static class Sample
{
    private static readonly string[] Names =
    [
        "LeNet-5 (1998)", "AlexNet (2012)", "VGG-16 (2014)", "GoogLeNet (2014)", "ResNet-50 (2015)",
        "SqueezeNet (2016)", "DenseNet-121 (2016)", "MobileNetV2 (2018)", "EfficientNet-B0 (2019)", "ConvNeXt-Tiny (2022)",
    ];

    /// <summary>All is well: a trained model, frames flowing.</summary>
    public static OverlayContent Calm()
    {
        var content = new OverlayContent
        {
            ModelDisplayName = Names[4],
            ActiveModel = 4,
            Models = [.. Names.Select((name, i) => new ModelEntry(name, name, ((i + 1) % 10).ToString(), i == 9))],
            Keys = [("1-0", "model"), ("N", "next model"), ("O", "overlay"), ("Space", "pause"), ("S", "save picture"), ("Esc", "quit")],
            History = History(200),
            NetworkDetail = "2 threads, float32",
            PreprocessDetail = "llvmpipe",
            PresentDevice = "Vulkan, llvmpipe",
        };
        EngineStatus status = content.Status;
        (status.SourceName, status.SourceState) = ("webcam 0", CaptureState.Running);
        (status.FpsIn, status.FpsOut, status.Drops) = (30, 29.8, new DropCounts(12, 3, 0));
        status.LastSwap = new SwapReport { From = "vgg16", To = "resnet50", LoadMs = 1243, GapMs = 16.7 };
        SetModel(content.Result, "resnet50");
        SetBackend(content.Result, "cpu");
        SetPreprocess(content.Result, "vulkan");
        SetTop(
            content.Result,
            ("espresso", 0.734f), ("cup", 0.121f), ("coffee mug", 0.082f), ("soup bowl", 0.021f),
            ("chocolate sauce, chocolate syrup", 0.009f));
        return content;
    }

    /// <summary>Everything happens at once: a load under way, the camera gone, paused, the truth known.</summary>
    public static OverlayContent Busy()
    {
        OverlayContent content = Calm();
        SetTruth(content.Result, "7");
        (content.Status.Loading, content.Status.LoadingSeconds) = (Model("VGG-16 (2014)"), 1.2);
        (content.Status.SourceState, content.Status.SourceError) = (CaptureState.Reconnecting, "the camera sent no picture for 2 s");
        content.Paused = true;
        content.RecordingSeconds = 83;
        content.IsSmoothed = true;
        new[] { 0.9f, 0.02f, 0.05f, 0, 0.01f }.CopyTo(content.RawScores, 0);
        return content;
    }

    /// <summary>Nothing was seen yet: the first model is being loaded.</summary>
    public static OverlayContent Start()
    {
        OverlayContent content = Calm();
        SetModel(content.Result, "");
        SetTop(content.Result);
        (content.History, content.PresentDevice, content.ActiveModel, content.PointedModel) = (new LatencyHistory(), "", -1, 5);
        (content.Status.Loading, content.Status.LoadingSeconds, content.Status.LastSwap) = (Model("LeNet-5 (1998)"), 0.2, null);
        (content.Status.SourceState, content.Status.FpsOut) = (CaptureState.Opening, 0);
        return content;
    }

    /// <summary>Long reasons, synonyms, thousands of drops, a source that is over.</summary>
    public static OverlayContent Reasons()
    {
        OverlayContent content = Calm();
        SetPreprocess(content.Result, "cpu");
        content.PreprocessDetail = "0.65 ms against 69.12 ms on llvmpipe (LLVM 15.0.6, 256 bits)";
        content.NetworkDetail = "2 threads, float32; directml cannot be used: it needs Windows";
        SetTop(content.Result, ("ashcan, trash can, garbage can", 0.6f), ("maillot", 0.2f), ("maillot, tank suit", 0.1f));
        (content.Status.SourceState, content.Status.Drops) = (CaptureState.Ended, new DropCounts(11_952, 104, 12));
        return content;
    }

    /// <summary>A network without weights, in the list others with them, without, on their way.</summary>
    /// <param name="words">What the card says.</param>
    /// <param name="download">How far the running one's are; null if nobody asked for them.</param>
    public static OverlayContent Noise(string? words = null, WeightDownload? download = null)
    {
        OverlayContent content = Calm();
        SetIsTrained(content.Result, false);
        content.Status.LastSwap = null;
        content.Models = ModelEntry.AllOf(ModelCatalogue.Embedded, []);
        content.ActiveModel = content.Models.ToList().FindIndex(model => model.Id == "resnet50");
        ModelWeights weights = content.Weights!;
        (weights.Words, weights.Download) = (words, download);
        for (int i = 0; i < 2; i++) // the first is not counted
        {
            weights.Measure(new StageTimings { AcquiredAt = 1, PreprocessedAt = 1, InferredAt = 1 + Stopwatch.Frequency / 10 });
            content.Models[0].Weights!.Measure(
                new StageTimings { AcquiredAt = 1, PreprocessedAt = 1, InferredAt = 1 + Stopwatch.Frequency / 5000 });
        }
        content.Models[1].Weights!.Download = new WeightDownload(200_000_000, 244_408_911, 9e6);
        return content;
    }

    /// <summary>All keys are explained over the rest.</summary>
    public static OverlayContent Help()
    {
        OverlayContent content = Calm();
        content.Help =
        [
            .. Enumerable.Range(0, 16)
                .Select(i => (i == 0 ? "1–9, 0" : ((char)('A' + i)).ToString(), $"meaning number {i}, in some words")),
        ];
        return content;
    }

    /// <summary>Weights are offered to somebody who has none.</summary>
    public static OverlayContent Offered()
    {
        OverlayContent content = Calm();
        content.Offer = "See real answers: Inception-v1, about 52.1 MB\nNo weights are here yet but those of LeNet-5, which knows digits "
            + "only. Of the good networks this is the smallest: 69.8 % of ImageNet's pictures right, 1.50 G multiply-adds per frame.\n"
            + "! Licence: words that warn\nEnter: download.  Anything else: go on without.";
        return content;
    }

    /// <summary>Networks are compared: some have answered, one looks, one cannot, others wait.</summary>
    public static OverlayContent Comparing()
    {
        OverlayContent content = Calm();
        const ComparisonState Answered = ComparisonState.Answered;
        content.Comparison = new PictureComparison(
            "What each network sees in this picture",
            [
                Row("LeNet-5 (1998)", Answered, 247_000, "7 (of 10 classes)", 0.412f, 0.18),
                Row("AlexNet (2012)", Answered, 244_000_000, "espresso", 0.734f, 24.6),
                Row("VGG-16 (2014)", Answered, 553_000_000, "espresso", 0.912f, 924),
                Row("Inception-v1 (2014)", Answered, 26_500_000, "chocolate sauce and chocolate syrup beside it", 0.341f, 61.3),
                Row(
                    "Inception-v3 (2015)", ComparisonState.Failed, 95_300_000,
                    "inception_v3.onnx is 512 bytes long; its header asks for 4096."),
                Row("ResNet-50 (2015)", ComparisonState.Running, 102_000_000),
                Row("Inception-ResNet-v2 (2016)", ComparisonState.Waiting, 223_000_000),
                Row("Xception (2016)", ComparisonState.Waiting, 91_400_000),
            ],
            "4 more have no weights here: 'realtimecnn models pull ID' gets them");
        return content;

        static ComparisonRow Row(
            string name, ComparisonState state, long bytes, string answer = "", float score = 0, double ms = double.NaN) =>
            new(name, state, bytes) { Answer = answer, Score = score, Milliseconds = ms };
    }

    /// <summary>A swap failed and a notice is up.</summary>
    public static OverlayContent Failed()
    {
        OverlayContent content = Calm();
        content.Failure = "vgg16.safetensors is 512 bytes long; its header asks for 4096. ResNet-50 goes on running.";
        content.Status.LastSwap = new SwapReport { From = "resnet50", To = "vgg16", Error = content.Failure };
        content.Notice = "Picture saved to shot-0001.png";
        return content;
    }

    /// <summary>Values and texts that no designer hoped for.</summary>
    public static OverlayContent Extreme()
    {
        OverlayContent content = Busy();
        string endless = new('W', 5000);
        SetModel(content.Result, endless);
        SetBackend(content.Result, endless);
        SetPreprocess(content.Result, endless);
        SetTruth(content.Result, endless);
        SetTop(
            content.Result,
            (endless, float.NaN), ("東京タワー 🗼", float.PositiveInfinity), ("\ud800 lone \u0007 control\n", -3), ("", 7),
            (null!, float.Epsilon));
        EngineStatus status = content.Status;
        (content.ModelDisplayName, content.Notice, content.Failure) = (endless, endless, endless);
        (status.SourceName, status.SourceError, status.Loading) = (endless, endless, Model(endless));
        (status.FpsIn, status.FpsOut, status.LoadingSeconds) = (double.NaN, 1e300, double.PositiveInfinity);
        status.Drops = new DropCounts(long.MaxValue / 4, -1, 1_234_567);
        status.LastSwap = new SwapReport { From = "a", To = "b", LoadMs = 1e12, GapMs = double.NaN };
        content.Offer = endless;
        content.Models = [.. Enumerable.Range(0, 60).Select(i => new ModelEntry(endless, endless, endless, i % 2 == 0))];
        content.ActiveModel = 1000;
        content.Help = content.Keys = [.. Enumerable.Range(0, 60).Select(_ => (endless, endless))];
        content.History = new LatencyHistory(8);
        content.History.Add(new StageTimings { PresentedAt = long.MaxValue / 2000 });
        content.History.Add(new StageTimings { CapturedAt = long.MaxValue / 2000 });
        return content;
    }

    /// <summary>A history of frames that took about 21 ms each.</summary>
    public static LatencyHistory History(int frames)
    {
        var history = new LatencyHistory();
        var random = new Random(1);
        for (int i = 0; i < frames; i++)
            history.Add(Timings(i, random));
        return history;
    }

    /// <summary>Stage times of one frame.</summary>
    public static StageTimings Timings(int frame, Random random)
    {
        double ms = Stopwatch.Frequency / 1000.0;
        var timings = new StageTimings { CapturedAt = (long)(frame * 33 * ms) };
        timings.AcquiredAt = timings.CapturedAt + (long)((1 + random.NextDouble() * 2) * ms);
        timings.PreprocessedAt = timings.AcquiredAt + (long)((0.6 + random.NextDouble() * 0.3) * ms);
        timings.InferredAt = timings.PreprocessedAt + (long)((14 + random.NextDouble() * 3 + (frame % 53 == 0 ? 9 : 0)) * ms);
        timings.PresentedAt = timings.InferredAt + (long)((2 + random.NextDouble()) * ms);
        return timings;
    }

    /// <summary>Replaces the predictions.</summary>
    public static void SetTop(FrameResult result, params ReadOnlySpan<(string Label, float Score)> predictions)
    {
        for (int i = 0; i < predictions.Length; i++)
            Slots(result)[i] = new Prediction(i, predictions[i].Label, predictions[i].Score);
        SetTopCount(result, predictions.Length);
    }

    /// <summary>A model of which only the name matters.</summary>
    public static ModelDefinition Model(string name) => new() { Id = name, Name = name };

    // Only the engine fills results in the product; tests reach the same setters.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Model")]
    public static extern void SetModel(FrameResult result, string value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Backend")]
    public static extern void SetBackend(FrameResult result, string value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Preprocess")]
    public static extern void SetPreprocess(FrameResult result, string value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Truth")]
    public static extern void SetTruth(FrameResult result, string? value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_IsTrained")]
    public static extern void SetIsTrained(FrameResult result, bool value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_TopCount")]
    private static extern void SetTopCount(FrameResult result, int value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Slots")]
    private static extern Span<Prediction> Slots(FrameResult result);
}
