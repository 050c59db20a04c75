namespace RealtimeCnn.OverlayRenderer;

/// <summary>A classified frame with all that belongs to it, on its way from the vision thread to the one that shows it.</summary>
internal sealed class LiveFrame : IDisposable
{
    private byte[] _input = [];
    private int _inputLength;
    private Frame? _explained; // with a map; null while none is wished for
    private bool _hasMap;
    private bool _isExplained; // with the map of this result

    /// <summary>The picture that was classified.</summary>
    public Frame Frame { get; } = new();

    /// <summary>The picture as it is shown: with the map of where the network looks, if there is one and it is wished for.</summary>
    public Frame Picture
    {
        get
        {
            if (!_hasMap)
                return Frame;
            _explained ??= new Frame();
            if (!_isExplained)
                AttentionPaint.Draw(Result.Attention, Frame, _explained);
            _isExplained = true;
            return _explained;
        }
    }

    /// <summary>Name of the class that the map is for; null without a map.</summary>
    public string? Where { get; private set; }

    /// <summary>Why there is no map although it is wished for; null if there is.</summary>
    public string? NoMap { get; private set; }

    /// <summary>What was found in it.</summary>
    public FrameResult Result { get; } = new();

    /// <summary>The model that ran; null if none did.</summary>
    public ModelDefinition? Model { get; private set; }

    /// <summary>How that model was loaded.</summary>
    public InferenceOptions? Options { get; private set; }

    /// <summary>What ran it, and why not something better.</summary>
    public Choice<string>? Backend { get; private set; }

    /// <summary>How the frame became the model's input.</summary>
    public PreprocessSpec? Spec { get; private set; }

    /// <summary>What was decided about the model although its file leaves it open.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>What made the input and why.</summary>
    public Choice<string>? Preprocessor { get; private set; }

    /// <summary>Whether the GPU made it.</summary>
    public bool IsPreprocessOnGpu { get; private set; }

    /// <summary>The very tensor that the model saw; empty unless <see cref="LiveFrames.WithInput"/> asked for it.</summary>
    public ReadOnlySpan<byte> Input => _input.AsSpan(0, _inputLength);

    /// <summary>Frees the picture. Calling it twice does nothing.</summary>
    public void Dispose()
    {
        Frame.Dispose();
        _explained?.Dispose();
    }

    /// <summary>Fills it with a frame that no model saw.</summary>
    public void Fill(Frame frame)
    {
        _hasMap = false;
        Frame.CopyFrom(frame);
        Model = null;
    }

    /// <summary>Takes in a frame that was classified.</summary>
    /// <param name="result">Of it.</param>
    /// <param name="frame">Copied.</param>
    /// <param name="model">That was run.</param>
    /// <param name="withInput">Whether its input is copied too.</param>
    /// <param name="withMap">Whether where it looks is still wished for: the model may be one that was loaded when it was.</param>
    public void Fill(FrameResult result, Frame frame, LoadedModel model, bool withInput, bool withMap)
    {
        if (!withMap)
        {
            _explained?.Dispose();
            _explained = null;
        }
        _isExplained = false;
        _hasMap = withMap && !result.Attention.IsEmpty;
        Where = _hasMap ? model.Labels[result.Attention.ClassId] : null;
        NoMap = withMap ? model.NoAttention : null;
        Frame.CopyFrom(frame);
        Result.CopyFrom(result);
        (Model, Options, Backend, Spec) = (model.Definition, model.Options, model.Backend, model.Spec);
        (Preprocessor, IsPreprocessOnGpu, Notes) = (model.Preprocessor, model.IsPreprocessOnGpu, model.Notes);
        _inputLength = 0;
        if (!withInput)
            return;
        ReadOnlySpan<byte> input = model.InputBytes;
        if (_input.Length < input.Length)
            _input = new byte[input.Length];
        input.CopyTo(_input);
        _inputLength = input.Length;
    }
}

/// <summary>
/// Hands classified frames from the vision thread to one that shows them, latest wins: copies each into one of three buffers, so that
/// picture, result and tensor shown together belong together. Allocates nothing once the sizes have been seen.
/// </summary>
/// <param name="published">Called on the vision thread after each frame, to wake the other; null for none.</param>
internal sealed class LiveFrames(Action? published = null) : VisionBehaviour
{
    private readonly TripleBuffer<LiveFrame> _frames = new();
    private volatile bool _withInput;
    private bool _hasShown;

    /// <summary>Whether frames bring the model's input along. Any thread.</summary>
    public bool WithInput
    {
        get => _withInput;
        set => _withInput = value;
    }

    /// <summary>Takes the newest frame that was not taken before. One thread.</summary>
    /// <param name="newest">Readable until the next call.</param>
    public bool TryTake(out LiveFrame newest) => _frames.TryTake(out newest);

    // While the first model loads, the first picture is better than none.
    protected override void Update()
    {
        if (_hasShown || Engine.Model is not null || Engine.Source is not PausableSource source || !source.TryPeek(out Frame? first))
            return;
        _hasShown = true;
        _frames.Writing.Fill(first!);
        _frames.Publish();
        published?.Invoke();
    }

    /// <inheritdoc/>
    protected override void OnResult(FrameResult result, Frame frame)
    {
        _hasShown = true;
        _frames.Writing.Fill(result, frame, Engine.Model!, _withInput, Engine.Options.Explains);
        _frames.Publish();
        published?.Invoke();
    }
}
