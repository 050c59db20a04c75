using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>Layers with weights.</summary>
internal sealed partial class GraphBuilder
{
    /// <summary>Epsilon of the batch normalisations in all Inception networks.</summary>
    public const double InceptionEpsilon = 1e-3;

    /// <summary>
    /// Convolution; binds <c>layer.weight</c> as [channels, inputs / groups, height, width] and, unless there is none,
    /// <c>layer.bias</c>.
    /// </summary>
    /// <param name="x">N x C x H x W.</param>
    /// <param name="layer">State-dict name of the layer.</param>
    /// <param name="channels">Number of filters.</param>
    /// <param name="kernel">Size of a filter.</param>
    /// <param name="stride">Pixels from one window to the next, down and across.</param>
    /// <param name="pad">Zeros around the input.</param>
    /// <param name="groups">Number of equal parts of the channels that do not see each other.</param>
    /// <param name="bias">False where a normalisation follows, which has one of its own.</param>
    public GraphValue Conv(
        GraphValue x, string layer, long channels, Kernel kernel, int stride = 1, Padding pad = default, int groups = 1, bool bias = true)
    {
        (long height, long width) = Windows(x, layer, kernel, stride, pad, ceil: false);
        Require(x.Channels % groups == 0 && channels % groups == 0, layer, x, $"{groups} groups and {channels} filters");
        long inputs = x.Channels / groups;
        List<string> operands = [x.Name, BindTrainable(layer + ".weight", channels, inputs, kernel.Height, kernel.Width)];
        if (bias)
            operands.Add(BindTrainable(layer + ".bias", channels));
        MultiplyAccumulates += channels * height * width * inputs * kernel.Height * kernel.Width;

        List<AttributeProto> attributes = WindowAttributes(kernel, stride, pad);
        if (groups > 1)
            attributes.Add(Int("group", groups));
        return Append("Conv", layer, [.. operands], [x.Shape[0], channels, height, width], [.. attributes]);
    }

    /// <summary>
    /// Depthwise convolution 3 x 3, each channel by itself, then pointwise convolution 1 x 1; binds <c>layer.conv1.weight</c> and
    /// <c>layer.pointwise.weight</c>.
    /// </summary>
    public GraphValue SeparableConv(GraphValue x, string layer, long channels)
    {
        x = Conv(x, layer + ".conv1", x.Channels, kernel: 3, pad: 1, groups: (int)x.Channels, bias: false);
        return Conv(x, layer + ".pointwise", channels, kernel: 1, bias: false);
    }

    /// <summary>
    /// Batch normalisation with learned statistics: (x - mean) / sqrt(variance + epsilon) * weight + bias by channel; binds
    /// <c>layer.weight</c>, <c>.bias</c>, <c>.running_mean</c>, <c>.running_var</c>.
    /// </summary>
    public GraphValue BatchNorm(GraphValue x, string layer, double epsilon)
    {
        string weight = BindTrainable(layer + ".weight", x.Channels);
        string bias = BindTrainable(layer + ".bias", x.Channels);
        string mean = Bind(layer + ".running_mean", x.Channels);
        string variance = Bind(layer + ".running_var", x.Channels);
        return Append("BatchNormalization", layer, [x.Name, weight, bias, mean, variance], x.Shape, Float("epsilon", epsilon));
    }

    /// <summary>The brick of all Inception networks: convolution <c>layer.conv</c>, normalisation <c>layer.bn</c>, rectifier.</summary>
    public GraphValue ConvBnRelu(GraphValue x, string layer, long channels, Kernel kernel, int stride = 1, Padding pad = default)
    {
        x = Conv(x, layer + ".conv", channels, kernel, stride, pad, bias: false);
        return Relu(BatchNorm(x, layer + ".bn", InceptionEpsilon));
    }

    /// <summary>Fully connected layer; binds <c>layer.weight</c> as [features, inputs] and <c>layer.bias</c>.</summary>
    public GraphValue Linear(GraphValue x, string layer, long features)
    {
        Require(x.Shape.Length == 2, layer, x, "a linear layer; flatten first");
        string weight = BindTrainable(layer + ".weight", features, x.Shape[1]);
        string bias = BindTrainable(layer + ".bias", features);
        MultiplyAccumulates += features * x.Shape[1];
        return Append("Gemm", layer, [x.Name, weight, bias], [x.Shape[0], features], Int("transB", 1));
    }
}
