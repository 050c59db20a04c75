using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>Layers with weights.</summary>
internal sealed partial class GraphBuilder
{
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
            attributes.Add(OnnxAttribute.Int("group", groups));
        return Append("Conv", layer, [.. operands], [x.Shape[0], channels, height, width], [.. attributes]);
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
        return Append(
            "BatchNormalization", layer, [x.Name, weight, bias, mean, variance], x.Shape, OnnxAttribute.Float("epsilon", epsilon));
    }

    /// <summary>Fully connected layer; binds <c>layer.weight</c> as [features, inputs] and <c>layer.bias</c>.</summary>
    public GraphValue Linear(GraphValue x, string layer, long features)
    {
        Require(x.Shape.Length == 2, layer, x, "a linear layer; flatten first");
        string weight = BindTrainable(layer + ".weight", features, x.Shape[1]);
        string bias = BindTrainable(layer + ".bias", features);
        MultiplyAccumulates += features * x.Shape[1];
        return Append("Gemm", layer, [x.Name, weight, bias], [x.Shape[0], features], OnnxAttribute.Int("transB", 1));
    }
}
