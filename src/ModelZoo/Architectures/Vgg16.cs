using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>VGG-16: column D of the table that <see cref="Vgg"/> names; 13 convolutions and 3 fully connected layers.</summary>
internal static class Vgg16
{
    /// <summary>The five stages, 224 to 7 pixels a side.</summary>
    public static ModelProto Build(GraphBuilder g, string variant = "") =>
        Vgg.Build(g, (2, 64), (2, 128), (3, 256), (3, 512), (3, 512));
}
