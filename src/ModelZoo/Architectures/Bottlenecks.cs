using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// What <see cref="ResNet50"/> and <see cref="ResNeXt50"/> have in common: a stem, stages of bottleneck blocks, a mean and one linear
/// layer. Names are torchvision's, whose form ("v1.5") halves the picture in a block's 3 x 3 convolution.
/// </summary>
/// <param name="g">Where the graph is written.</param>
/// <param name="groups">Cardinality: parts of a block's 3 x 3 convolution that do not see each other.</param>
/// <param name="strideFirst">Whether a block halves the picture in its first 1 x 1 convolution, as the ResNet paper has it.</param>
internal sealed class Bottlenecks(GraphBuilder g, int groups = 1, bool strideFirst = false)
{
    private const double Epsilon = 1e-5;

    /// <summary>Row conv1 of the tables and the pooling of conv2_x: 64 x 56 x 56.</summary>
    public GraphValue Stem(GraphValue x)
    {
        g.Block("Stem/conv1");
        x = g.Relu(g.BatchNorm(g.Conv(x, "conv1", 64, kernel: 7, stride: 2, pad: 3, bias: false), "bn1", Epsilon));
        return g.MaxPool(x, "maxpool", kernel: 3, stride: 2, pad: 1);
    }

    /// <summary>One row of the tables: blocks of [1 x 1, width], [3 x 3, width], [1 x 1, channels].</summary>
    public GraphValue Stage(GraphValue x, string layer, int blocks, int width, int channels, int stride)
    {
        x = Block(x, $"{layer}.0", width, channels, stride, projection: true);
        for (int i = 1; i < blocks; i++)
            x = Block(x, $"{layer}.{i}", width, channels, stride: 1, projection: false);
        return x;
    }

    /// <summary>The last row: mean, linear layer; closes the model.</summary>
    public ModelProto Head(GraphValue x)
    {
        g.Block("Average pool/avgpool");
        x = g.Flatten(g.GlobalAveragePool(x, "avgpool"));
        g.Block("Linear/fc");
        return g.Output(g.Linear(x, "fc", features: g.Classes(1000)), "logits");
    }

    /// <summary>A bottleneck; where its shape changes, the shortcut is a 1 x 1 convolution ("projection"), else the input itself.</summary>
    private GraphValue Block(GraphValue x, string m, int width, int channels, int stride, bool projection)
    {
        g.Block(projection ? $"Bottleneck {channels}, projection/{m}" : $"Bottleneck {channels}/{m}");
        (int stride1, int stride2) = strideFirst ? (stride, 1) : (1, stride);

        GraphValue y = g.Conv(x, $"{m}.conv1", width, kernel: 1, stride: stride1, bias: false);
        y = g.Relu(g.BatchNorm(y, $"{m}.bn1", Epsilon));
        y = g.Conv(y, $"{m}.conv2", width, kernel: 3, stride: stride2, pad: 1, groups: groups, bias: false);
        y = g.Relu(g.BatchNorm(y, $"{m}.bn2", Epsilon));
        y = g.BatchNorm(g.Conv(y, $"{m}.conv3", channels, kernel: 1, bias: false), $"{m}.bn3", Epsilon);

        if (projection)
        {
            x = g.Conv(x, $"{m}.downsample.0", channels, kernel: 1, stride: stride, bias: false);
            x = g.BatchNorm(x, $"{m}.downsample.1", Epsilon);
        }
        return g.Relu(g.Add(y, x, $"{m}.add"), m);
    }
}
