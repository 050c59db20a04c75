using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>VGG-19: column E of the table that <see cref="Vgg"/> names; 16 convolutions and 3 fully connected layers.</summary>
internal static class Vgg19
{
    /// <summary>The five stages, 224 to 7 pixels a side.</summary>
    public static ModelProto Build(GraphBuilder g, string variant = "") =>
        Vgg.Build(g, (2, 64), (2, 128), (4, 256), (4, 512), (4, 512));
}
