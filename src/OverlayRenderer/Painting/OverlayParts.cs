namespace RealtimeCnn.OverlayRenderer;

/// <summary>The parts of the overlay, in the order in which they are painted over each other.</summary>
internal enum OverlayPart
{
    Status,
    Keys,
    Aim,
    Predictions,
    Models,
    Timing,
    Input,
    Messages,
    Diagram,
    Comparison,
    Help,
    Offer,
    Count,
}

/// <summary>A set of parts.</summary>
internal readonly record struct OverlayParts(uint Bits)
{
    public static OverlayParts None => default;

    public static OverlayParts All => new((1u << (int)OverlayPart.Count) - 1);

    public bool Has(OverlayPart part) => (Bits & 1u << (int)part) != 0;

    public OverlayParts With(OverlayPart part) => new(Bits | 1u << (int)part);
}
