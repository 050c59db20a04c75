using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Xception (Chollet, "Xception: deep learning with depthwise separable convolutions", 2016; arXiv 1610.02357, figure 5), with the
/// tensor names of timm's <c>legacy_xception</c>. Its published weights come from Keras; the usual form here is timm's, which
/// normalises with PyTorch's epsilon instead of Keras's.
/// </summary>
internal static class Xception
{
    /// <summary>timm's form with the epsilon that the weights were trained with.</summary>
    public const string KerasEpsilon = "bn_eps=1e-3";

    /// <summary>Keras's own computation: its epsilon, and TensorFlow's padding of the poolings.</summary>
    public const string Keras = "keras";

    /// <summary>Figure 5 from top to bottom. The comments give each block's output.</summary>
    public static ModelProto Build(GraphBuilder g, string variant = "")
    {
        double epsilon = variant.Length > 0 ? 1e-3 : 1e-5;
        GraphValue x = g.Input("input", 1, 3, 299, 299);

        g.Block("Conv 3x3-32, stride 2/conv1");
        x = g.Relu(g.BatchNorm(g.Conv(x, "conv1", 32, kernel: 3, stride: 2, bias: false), "bn1", epsilon));     //   32 x 149 x 149
        g.Block("Conv 3x3-64/conv2");
        x = g.Relu(g.BatchNorm(g.Conv(x, "conv2", 64, kernel: 3, bias: false), "bn2", epsilon));                //   64 x 147 x 147

        x = Halving(x, "Entry flow 128/block1", 128, 128, rectifyInput: false);                                 //  128 x  74 x  74
        x = Halving(x, "Entry flow 256/block2", 256, 256);                                                      //  256 x  37 x  37
        x = Halving(x, "Entry flow 728/block3", 728, 728);                                                      //  728 x  19 x  19
        for (int i = 4; i < 12; i++)
            x = Middle(x, $"Middle flow/block{i}");                                                             //  728 x  19 x  19
        x = Halving(x, "Exit flow 1024/block12", 728, 1024);                                                    // 1024 x  10 x  10

        g.Block("Separable conv 3x3-1536/conv3");
        x = g.Relu(g.BatchNorm(g.SeparableConv(x, "conv3", 1536), "bn3", epsilon));
        g.Block("Separable conv 3x3-2048/conv4");
        x = g.Relu(g.BatchNorm(g.SeparableConv(x, "conv4", 2048), "bn4", epsilon));                             // 2048 x  10 x  10

        g.Block("Average pool/global_pool");
        x = g.Flatten(g.GlobalAveragePool(x, "global_pool.pool"), "global_pool.flatten");
        g.Block("Linear/fc");
        x = g.Linear(x, "fc", features: g.Classes(1000));
        return g.Output(x, "logits");

        // Two separable convolutions and a pooling, beside a shortcut of 1 x 1.
        GraphValue Halving(GraphValue input, string block, int channels1, int channels2, bool rectifyInput = true)
        {
            string m = Begin(block);
            int index = 0; // timm numbers rectifiers, convolutions and normalisations alike
            GraphValue y = rectifyInput ? g.Relu(input, $"{m}.rep.{index++}") : input;
            y = g.BatchNorm(g.SeparableConv(y, $"{m}.rep.{index++}", channels1), $"{m}.rep.{index++}", epsilon);
            y = g.Relu(y, $"{m}.rep.{index++}");
            y = g.BatchNorm(g.SeparableConv(y, $"{m}.rep.{index++}", channels2), $"{m}.rep.{index++}", epsilon);

            const int Kernel = 3, Stride = 2;
            Padding pad = variant == Keras ? Padding.Same(y, Kernel, Stride) : 1;
            y = g.MaxPool(y, $"{m}.rep.{index}", Kernel, Stride, pad);

            GraphValue shortcut = g.Conv(input, $"{m}.skip", channels2, kernel: 1, Stride, bias: false);
            return g.Add(y, g.BatchNorm(shortcut, $"{m}.skipbn", epsilon), m);
        }

        // Three separable convolutions, each after a rectifier; the shortcut is the input before the first.
        GraphValue Middle(GraphValue input, string block)
        {
            string m = Begin(block);
            GraphValue y = input;
            for (int index = 0; index < 9; index += 3)
            {
                y = g.Relu(y, $"{m}.rep.{index}");
                y = g.BatchNorm(g.SeparableConv(y, $"{m}.rep.{index + 1}", y.Channels), $"{m}.rep.{index + 2}", epsilon);
            }
            return g.Add(y, input, m);
        }

        string Begin(string block)
        {
            g.Block(block);
            return block[(block.IndexOf('/') + 1)..];
        }
    }
}
