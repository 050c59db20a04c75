namespace RealtimeCnn;

/// <summary>One class with its score.</summary>
/// <param name="ClassId">Index of the output.</param>
/// <param name="Label">Name of the class; the index in words if the model has no labels.</param>
/// <param name="Score">
/// Probability, 0..1: that this class is the one, or, in a result that <see cref="FrameResult.IsMultiLabel"/>, that it is there at all.
/// </param>
public readonly record struct Prediction(int ClassId, string Label, float Score);

/// <summary>
/// What the engine found in one frame. Pooled: an instance belongs to the engine and holds until its next tick;
/// <see cref="CopyFrom"/> keeps one for longer.
/// </summary>
public sealed class FrameResult
{
    /// <summary>Most predictions that a result holds.</summary>
    public const int MaxPredictions = 10;

    private readonly Prediction[] _top = new Prediction[MaxPredictions];

    /// <summary>Number of the frame within its source.</summary>
    public long Sequence { get; internal set; }

    /// <summary>Catalogue id of the model that ran, or the file's name.</summary>
    public string Model { get; internal set; } = "";

    /// <summary>Whether the model's weights are trained.</summary>
    public bool IsTrained { get; internal set; } = true;

    /// <summary>Whether each score is its class's own, so that they do not add up to 1: several classes, or none, may be true.</summary>
    public bool IsMultiLabel { get; internal set; }

    /// <summary>Execution provider that ran the network: "cpu", "directml".</summary>
    public string Backend { get; internal set; } = "";

    /// <summary>Preprocessor that made the tensor: "cpu", "scalar", "vulkan".</summary>
    public string Preprocess { get; internal set; } = "";

    /// <summary>
    /// "no digit", where the model's card tells when a picture shows none of its classes and this one does not: then
    /// <see cref="Top"/> only says which class is nearest. Null otherwise.
    /// </summary>
    public string? Absence { get; internal set; }

    /// <summary>What the frame is known to show, or null.</summary>
    public string? Truth { get; internal set; }

    /// <summary>Where the frame's time went.</summary>
    public StageTimings Timings;

    /// <summary>Predictions, best first.</summary>
    public ReadOnlySpan<Prediction> Top => _top.AsSpan(0, TopCount);

    /// <summary>Number of predictions in <see cref="Top"/>.</summary>
    public int TopCount { get; internal set; }

    /// <summary>
    /// Where the network looks; empty unless the model was loaded with InferenceOptions.Explains, and ends in a form of which a map can be
    /// made.
    /// </summary>
    public AttentionMap Attention { get; } = new();

    internal Span<Prediction> Slots => _top;

    /// <summary>Makes this a copy of another result, for keeping it beyond the engine's next tick. Allocates nothing.</summary>
    public void CopyFrom(FrameResult other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (Sequence, Model, IsTrained, IsMultiLabel) = (other.Sequence, other.Model, other.IsTrained, other.IsMultiLabel);
        (Backend, Preprocess, Truth, Absence) = (other.Backend, other.Preprocess, other.Truth, other.Absence);
        Timings = other.Timings;
        TopCount = other.TopCount;
        other._top.AsSpan().CopyTo(_top);
        Attention.CopyFrom(other.Attention);
    }

    /// <summary>Replaces the predictions, in a copy of one's own: by averages over time, for example. Allocates nothing.</summary>
    /// <param name="predictions">Best first, at most <see cref="MaxPredictions"/>.</param>
    /// <exception cref="ArgumentException">There are more.</exception>
    public void SetTop(ReadOnlySpan<Prediction> predictions)
    {
        predictions.CopyTo(_top);
        TopCount = predictions.Length;
    }
}
