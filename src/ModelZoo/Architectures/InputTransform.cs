namespace RealtimeCnn.ModelZoo;

/// <summary>
/// torchvision's <c>transform_input</c>: its GoogLeNet and Inception-v3 weights were trained by others on pictures in [-1, 1], so
/// the networks first undo ImageNet's normalisation, which every torchvision model is fed, and apply that range.
/// </summary>
internal static class InputTransform
{
    /// <summary>Name of the variant that has it.</summary>
    public const string Variant = "transform_input";

    /// <summary>From (p - mean) / std by channel to (p - 0.5) / 0.5, for pixels p in [0, 1].</summary>
    public static GraphValue Apply(GraphBuilder g, GraphValue x)
    {
        (float[] mean, float[] std) = PreprocessSpec.ImageNet;
        g.Block("Input transform/transform_input");
        x = g.Scale(x, "transform_input.scaled", [.. std.Select(s => s / 0.5f)]);
        return g.Shift(x, "transform_input", [.. mean.Select(m => (m - 0.5f) / 0.5f)]);
    }
}
