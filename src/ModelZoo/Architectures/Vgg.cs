using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// What the networks of Simonyan and Zisserman ("Very deep convolutional networks for large-scale image recognition", 2014; arXiv
/// 1409.1556, table 1) have in common: stages of 3 x 3 convolutions, each ended by a pooling that halves the picture, then three
/// fully connected layers. The block kinds are the table's words.
/// </summary>
internal static class Vgg
{
    /// <summary>Builds the column of the table that has these stages.</summary>
    public static ModelProto Build(GraphBuilder g, params (int Convolutions, int Channels)[] stages)
    {
        GraphValue x = g.Input("input", 1, 3, 224, 224);
        int index = 0; // torchvision numbers convolutions, rectifiers and poolings alike
        foreach ((int convolutions, int channels) in stages)
        {
            for (int i = 0; i < convolutions; i++, index += 2)
            {
                g.Block($"conv3-{channels}/features.{index}");
                x = g.Relu(g.Conv(x, $"features.{index}", channels, kernel: 3, pad: 1));
            }
            g.Block($"maxpool/features.{index}");
            x = g.MaxPool(x, $"features.{index++}", kernel: 2, stride: 2);
        }

        g.Block("FC-4096/classifier.0");
        x = g.Relu(g.Linear(g.Flatten(x), "classifier.0", features: 4096));
        g.Block("FC-4096/classifier.3");
        x = g.Relu(g.Linear(x, "classifier.3", features: 4096));
        g.Block($"FC-{g.Classes(1000)}/classifier.6");
        x = g.Linear(x, "classifier.6", features: g.Classes(1000));
        return g.Output(x, "logits");
    }
}
