using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// LeNet-5 (LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998, figure 2), in the form
/// in use today: every C3 map sees every S2 map, subsampling is a plain mean, and a linear layer gives the ten logits.
/// </summary>
internal static class LeNet5
{
    /// <summary>Takes MNIST's 28 x 28 as it comes: C1 pads by two what the usual form expects in the picture.</summary>
    public const string Pad28 = "pad28";

    /// <summary>The table of the paper, row by row. The comments give each row's output.</summary>
    public static ModelProto Build(GraphBuilder g, string variant = "")
    {
        (int size, int pad) = variant == Pad28 ? (28, 2) : (32, 0);
        GraphValue x = g.Input("input", 1, 1, size, size);
        g.Block("C1/conv1");
        x = g.Tanh(g.Conv(x, "conv1", channels: 6, kernel: 5, pad: pad));   //  6 x 28 x 28
        g.Block("S2/pool1");
        x = g.AveragePool(x, "pool1", kernel: 2);                           //  6 x 14 x 14
        g.Block("C3/conv2");
        x = g.Tanh(g.Conv(x, "conv2", channels: 16, kernel: 5));            // 16 x 10 x 10
        g.Block("S4/pool2");
        x = g.AveragePool(x, "pool2", kernel: 2);                           // 16 x  5 x  5
        g.Block("C5/fc1");
        x = g.Flatten(x);                                                   // 400
        x = g.Tanh(g.Linear(x, "fc1", features: 120));                      // 120
        g.Block("F6/fc2");
        x = g.Tanh(g.Linear(x, "fc2", features: 84));                       //  84
        g.Block("Output/fc3");
        x = g.Linear(x, "fc3", features: g.Classes(10));                    //  10
        return g.Output(x, "logits");
    }
}
