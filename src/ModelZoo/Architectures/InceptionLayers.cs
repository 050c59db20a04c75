namespace RealtimeCnn.ModelZoo;

/// <summary>Layers in the groups that the Inception networks and Xception put them in.</summary>
internal static class InceptionLayers
{
    /// <summary>Epsilon of the batch normalisations in all Inception networks.</summary>
    private const double Epsilon = 1e-3;

    /// <summary>The brick of all Inception networks: convolution <c>layer.conv</c>, normalisation <c>layer.bn</c>, rectifier.</summary>
    public static GraphValue ConvBnRelu(
        this GraphBuilder g, GraphValue x, string layer, long channels, Kernel kernel, int stride = 1, Padding pad = default)
    {
        x = g.Conv(x, layer + ".conv", channels, kernel, stride, pad, bias: false);
        return g.Relu(g.BatchNorm(x, layer + ".bn", Epsilon));
    }

    /// <summary>
    /// Depthwise convolution 3 x 3, each channel by itself, then pointwise convolution 1 x 1; binds <c>layer.conv1.weight</c> and
    /// <c>layer.pointwise.weight</c>.
    /// </summary>
    public static GraphValue SeparableConv(this GraphBuilder g, GraphValue x, string layer, long channels)
    {
        x = g.Conv(x, layer + ".conv1", x.Channels, kernel: 3, pad: 1, groups: (int)x.Channels, bias: false);
        return g.Conv(x, layer + ".pointwise", channels, kernel: 1, bias: false);
    }
}
