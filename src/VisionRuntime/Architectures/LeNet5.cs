using RealtimeCnn.Onnx;

namespace RealtimeCnn;

/// <summary>
/// LeNet-5 (LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998), in the form
/// in use today: every C3 map sees every S2 map, subsampling is a plain mean, and a linear layer gives the ten logits.
/// </summary>
internal static class LeNet5
{
    /// <summary>Trainable values in all layers.</summary>
    public const long Parameters = 61_706;

    /// <summary>Multiply-accumulates of one picture.</summary>
    public const long MultiplyAccumulates = 416_520;

    /// <summary>Side of the square grey input.</summary>
    public const int InputSize = 32;

    /// <summary>The table of the paper, row by row. The comments give each row's output.</summary>
    public static ModelProto Build(GraphBuilder g)
    {
        GraphValue x = g.Input("input", 1, 1, InputSize, InputSize);
        x = g.Tanh(g.Conv(x, "conv1", channels: 6, kernel: 5));     // C1   6 x 28 x 28
        x = g.AveragePool(x, "pool1", kernel: 2);                   // S2   6 x 14 x 14
        x = g.Tanh(g.Conv(x, "conv2", channels: 16, kernel: 5));    // C3  16 x 10 x 10
        x = g.AveragePool(x, "pool2", kernel: 2);                   // S4  16 x  5 x  5
        x = g.Flatten(x);                                           //     400
        x = g.Tanh(g.Linear(x, "fc1", features: 120));              // C5  120
        x = g.Tanh(g.Linear(x, "fc2", features: 84));               // F6   84
        x = g.Linear(x, "fc3", features: 10);                       //      10
        return g.Output(x, "logits");
    }
}
