namespace RealtimeCnn.ModelZoo;

/// <summary>
/// When a picture shows one of the classes at all, for a network that knows drawings of one thing, such as digits, and nothing else: what
/// is drawn stands out from an even ground, hangs together, is made of strokes and leaves the border free, and the scores favour one class.
/// Each bound is as <c>catalogue.json</c> writes it.
/// </summary>
/// <remarks>Immutable: any thread. Judging allocates nothing.</remarks>
internal sealed record SubjectRule
{
    /// <summary>Most pixels that an input may have: the picture is judged on the stack.</summary>
    public const int MostPixels = 4096;

    /// <summary>What one class is, in a word: "digit".</summary>
    public required string Name { get; init; }

    /// <summary>Least difference of ink and ground, in 0..1.</summary>
    public required float MinContrast { get; init; }

    /// <summary>Least share of the picture that is ink, 0..1.</summary>
    public required float MinInk { get; init; }

    /// <summary>Largest share of the picture that is ink, 0..1.</summary>
    public required float MaxInk { get; init; }

    /// <summary>Least share of all differences of brightness that ink against ground explains, 0..1.</summary>
    public required float MinSeparation { get; init; }

    /// <summary>Largest share of the outermost pixels that are ink, 0..1.</summary>
    public required float MaxBorderInk { get; init; }

    /// <summary>Least share of the ink in its largest connected part, 0..1.</summary>
    public required float MinConnected { get; init; }

    /// <summary>Largest unevenness of the ground, as its standard deviation by the contrast.</summary>
    public required float MaxUnevenness { get; init; }

    /// <summary>Widest stroke, in times that a pixel's width can be taken off all around before nothing is left.</summary>
    public required int MaxStroke { get; init; }

    /// <summary>Least height of the largest connected part, as a share of the picture's.</summary>
    public required float MinHeight { get; init; }

    /// <summary>Least lead of the best score over the second, as the network gives them.</summary>
    public required float MinLead { get; init; }

    /// <summary>Judges a picture of one plane and the scores that the network gave it.</summary>
    /// <param name="pixels">Row after row; the unit and its zero are free.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="unit">What the pixels' unit is in 0..1: the standard deviation that they were normalised with.</param>
    /// <param name="scores">One per class, at least two.</param>
    public bool IsMet(ReadOnlySpan<float> pixels, int width, float unit, ReadOnlySpan<float> scores)
    {
        (float best, float second) = (float.NegativeInfinity, float.NegativeInfinity);
        foreach (float score in scores)
            (best, second) = score > best ? (score, best) : (best, MathF.Max(second, score));
        if (best - second < MinLead)
            return false;
        Drawing drawing = Drawing.Of(pixels, width);
        return drawing.Contrast * unit >= MinContrast && drawing.Ink >= MinInk && drawing.Ink <= MaxInk
            && drawing.Separation >= MinSeparation && drawing.BorderInk <= MaxBorderInk && drawing.Connected >= MinConnected
            && drawing.Unevenness <= MaxUnevenness && drawing.Height >= MinHeight && drawing.Stroke <= MaxStroke;
    }

    /// <summary>What is out of range, as the end of a sentence; null if nothing is.</summary>
    /// <param name="spec">The input that is judged.</param>
    public string? Problem(PreprocessSpec spec) =>
        string.IsNullOrWhiteSpace(Name) ? "its subject has no name"
        : spec is not { Channels: ChannelOrder.Grey, Type: TensorType.Float32 } ? "a subject is judged in grey inputs of float32"
        : spec.ElementCount > MostPixels || spec.Width < 3 || spec.Height < 3 ? $"a subject is judged in at most {MostPixels} pixels"
        : MinInk > MaxInk ? "no share of ink suits its subject"
        : null;
}
