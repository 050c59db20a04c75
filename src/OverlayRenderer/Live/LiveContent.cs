using System.Diagnostics;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>Keeps what the overlay of a live view shows: the frame's result, raw or smoothed, names, news, the engine's state.</summary>
/// <remarks>One thread, but for <see cref="Notify"/> and <see cref="News"/>. Allocates nothing in the steady state.</remarks>
internal sealed class LiveContent : IDisposable
{
    private static readonly long NoticeTime = 4 * Stopwatch.Frequency;
    private static readonly long FailureTime = 8 * Stopwatch.Frequency;
    private static readonly long InputInterval = Stopwatch.Frequency / 10;

    private readonly PredictionSmoother _smoother = new();
    private readonly InputPicture _input = new();
    private volatile Notice? _notice;
    private InferenceOptions? _namedOptions;
    private Choice<string>? _namedPreprocessor;
    private string? _toldPreprocessor;
    private string? _toldLoss;
    private string? _toldNote;
    private ModelDefinition? _decidedModel;
    private SwapReport? _failure;
    private long _failureUntil;
    private long _inputAt;
    private bool _showsInput;
    private bool _statesTruth;

    /// <summary>What is painted; the presenter is not known yet.</summary>
    public OverlayContent Shown { get; } = new() { PresentDevice = "" };

    /// <summary>The model that is named.</summary>
    public ModelDefinition? Model { get; private set; }

    /// <summary>Whether the tensor that the model saw is shown, once a frame brings it along.</summary>
    public bool ShowsInput
    {
        get => _showsInput;
        set => (_showsInput, Shown.Input) = (value, null);
    }

    /// <summary>When the recording began that is being made, in Stopwatch ticks; null while there is none.</summary>
    public long? RecordingSince { get; set; }

    /// <summary>The newest line of news, shown or not any more; null before the first. Any thread.</summary>
    public string? News => _notice?.Text;

    /// <summary>Shows a line of news for a few seconds. Any thread.</summary>
    public void Notify(string notice) => _notice = new Notice(notice, Stopwatch.GetTimestamp() + NoticeTime);

    /// <summary>The catalogue whose models are listed.</summary>
    public ModelCatalogue? Listed { get; private set; }

    /// <summary>Lists the models of a catalogue, unless they are listed. What is known of them stays.</summary>
    public void List(ModelCatalogue catalogue)
    {
        if (ReferenceEquals(catalogue, Listed))
            return;
        Listed = catalogue;
        Shown.Models = ModelEntry.AllOf(catalogue, Shown.Models);
        if (Model is { } model)
            Shown.Name(model); // its place may be another
    }

    /// <summary>Says what is known of a model's weights; one that is not listed is left out. Any thread.</summary>
    public void ShowWeights(string model, string? words, WeightDownload? download)
    {
        if (Shown.Models.FirstOrDefault(entry => entry.Id == model).Weights is { } weights)
            (weights.Words, weights.Download) = (words, download);
    }

    /// <summary>Takes the frame to show next.</summary>
    /// <param name="frame">Read during the call.</param>
    /// <param name="now">Stopwatch ticks.</param>
    /// <returns>True if another model or processor than before made its result.</returns>
    public bool Take(LiveFrame frame, long now)
    {
        (Shown.Where, Shown.NoMap) = (frame.Where, frame.NoMap);
        _smoother.Add(frame.Result);
        ShowScores(frame.Result);
        bool isAnother = false;
        if (!ReferenceEquals(frame.Model, Model) || !ReferenceEquals(frame.Options, _namedOptions))
        {
            isAnother = true;
            Describe(frame);
        }
        if (!ReferenceEquals(frame.Preprocessor, _namedPreprocessor))
        {
            isAnother = true;
            DescribePreprocess(frame);
        }
        _statesTruth |= frame.Result.Truth is not null;
        Shown.Aim = _statesTruth ? default : AimOf(frame);
        Shown.Weights?.Measure(frame.Result.Timings);
        if (!frame.Input.IsEmpty && (now - _inputAt >= InputInterval || Shown.Input is null))
        {
            _input.Show(frame.Input, frame.Spec!);
            (_inputAt, Shown.Input) = (now, ShowsInput ? _input : null);
        }
        return isAnother;
    }

    /// <summary>Averages scores from now on, or does not.</summary>
    /// <param name="isWished">Which.</param>
    /// <param name="raw">What is shown now; null for nothing.</param>
    public void Smooth(bool isWished, FrameResult? raw)
    {
        Shown.IsSmoothed = isWished;
        if (raw is not null)
            ShowScores(raw);
    }

    /// <summary>Shows a result's scores as they are, or averaged if that is wished for.</summary>
    public void ShowScores(FrameResult raw)
    {
        Shown.Result.CopyFrom(raw);
        if (!Shown.IsSmoothed)
            return;
        _smoother.CopyTo(Shown.Result);
        ReadOnlySpan<Prediction> smoothed = Shown.Result.Top;
        for (int i = 0; i < smoothed.Length; i++)
            Shown.RawScores[i] = ScoreOf(raw, smoothed[i].ClassId);

        static float ScoreOf(FrameResult result, int classId)
        {
            foreach (ref readonly Prediction prediction in result.Top)
            {
                if (prediction.ClassId == classId)
                    return prediction.Score;
            }
            return 0;
        }
    }

    /// <summary>Brings the engine's state and the news up to date.</summary>
    /// <param name="engine">Read.</param>
    /// <param name="source">The source to tell of.</param>
    /// <param name="now">Stopwatch ticks.</param>
    /// <param name="anyFrame">Whether there is a frame to show.</param>
    public void Refresh(VisionEngine engine, IFrameSource source, long now, bool anyFrame)
    {
        if (engine.Source.StandsStill)
            Shown.History?.Rest();
        List(engine.Catalogue);
        Shown.Status.Read(engine, source, Shown.History);
        Shown.RecordingSeconds = RecordingSince is { } since ? Stopwatch.GetElapsedTime(since, now).TotalSeconds : null;
        Shown.SourceRemedy = Shown.Status.SourceState is CaptureState.Ended or CaptureState.Failed
            ? (engine.Source as PausableSource)?.Remedy : null;
        Shown.Failure = FailureToShow(now, anyFrame);
        if (!ReferenceEquals(Shown.Status.GpuLoss, _toldLoss))
        {
            _toldLoss = Shown.Status.GpuLoss;
            if (_toldLoss is not null)
                Notify($"{_toldLoss} The CPU goes on; the GPU is tried again.");
        }
        if (Shown.Status.SourceNote != _toldNote)
        {
            _toldNote = Shown.Status.SourceNote;
            if (_toldNote is not null)
                Notify($"Source: {_toldNote}.");
        }
        Shown.Notice = _notice is { } notice && now < notice.Until ? notice.Text : null;
    }

    public void Dispose() => _input.Dispose();

    // What holds a drawing into a camera should know where the network looks. A source that says what it shows needs no help.
    private static (int Width, int Height, float Side) AimOf(LiveFrame frame)
    {
        if (frame.Model!.Subject is null || frame.Spec is not { Policy: ResizePolicy.ShorterSideCentreCrop } spec)
            return default;
        float zoom = spec.ResizeTo > 0 ? (float)Math.Min(spec.Width, spec.Height) / spec.ResizeTo : 1;
        return (frame.Frame.UprightWidth, frame.Frame.UprightHeight, Math.Min(frame.Frame.UprightWidth, frame.Frame.UprightHeight) * zoom);
    }

    // Once per model: names and details are new strings each time.
    private void Describe(LiveFrame frame)
    {
        (Model, _namedOptions) = (frame.Model, frame.Options);
        Shown.Name(frame.Model!);
        string device = frame.Backend!.Detail
            ?? (frame.Options!.Threads switch { 0 => "all cores", 1 => "1 thread", int n => $"{n} threads" });
        string element = frame.Spec!.Type switch { TensorType.UInt8 => "uint8", TensorType.Float16 => "float16", _ => "float32" };
        Shown.NetworkDetail = $"{device}, {element}";
        if (frame.Notes.Count > 0)
            Notify(string.Join(' ', frame.Notes));
    }

    // Another processor is news; that a new model has to measure anew is not.
    private void DescribePreprocess(LiveFrame frame)
    {
        Choice<string> decision = _namedPreprocessor = frame.Preprocessor!;
        Shown.PreprocessDetail = decision.Reasons;
        bool isNewModel = !ReferenceEquals(frame.Model, _decidedModel);
        _decidedModel = frame.Model;
        if (isNewModel && _toldPreprocessor is not null)
            return;
        if (_toldPreprocessor is not null && _toldPreprocessor != decision.Chosen)
            Notify($"Preprocessing on {decision}");
        _toldPreprocessor = decision.Chosen;
    }

    // A failure is news for a while; the model goes on as before.
    private string? FailureToShow(long now, bool anyFrame)
    {
        if (Shown.Status.FrameError is { } failing)
            return failing;
        if (Shown.Status is not { SwapError: { } error, LastSwap: { } failed })
            return null;
        if (!ReferenceEquals(failed, _failure))
            (_failure, _failureUntil) = (failed, now + FailureTime);
        return now < _failureUntil || !anyFrame ? error : null;
    }

    private sealed record Notice(string Text, long Until);
}
