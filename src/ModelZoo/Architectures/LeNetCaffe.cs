using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// The LeNet of Caffe's MNIST example (BVLC, 2014): LeNet-5's layout with wider layers, largest values instead of means, and one
/// rectifier. Much of what is called LeNet is this network.
/// </summary>
internal static class LeNetCaffe
{
    /// <summary>The layers of the example's prototxt. The comments give each one's output.</summary>
    public static ModelProto Build(GraphBuilder g, string variant = "")
    {
        GraphValue x = g.Input("input", 1, 1, 28, 28);
        g.Block("Conv 5x5-20/conv1");
        x = g.Conv(x, "conv1", channels: 20, kernel: 5);            // 20 x 24 x 24
        g.Block("Max pool/pool1");
        x = g.MaxPool(x, "pool1", kernel: 2, stride: 2);            // 20 x 12 x 12
        g.Block("Conv 5x5-50/conv2");
        x = g.Conv(x, "conv2", channels: 50, kernel: 5);            // 50 x  8 x  8
        g.Block("Max pool/pool2");
        x = g.MaxPool(x, "pool2", kernel: 2, stride: 2);            // 50 x  4 x  4
        g.Block("FC-500/ip1");
        x = g.Relu(g.Linear(g.Flatten(x), "ip1", features: 500));
        g.Block("FC-10/ip2");
        x = g.Linear(x, "ip2", features: g.Classes(10));
        return g.Output(x, "logits");
    }
}
