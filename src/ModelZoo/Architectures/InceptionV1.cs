using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Inception-v1, GoogLeNet (Szegedy, Liu, Jia and others, "Going deeper with convolutions", 2014; arXiv 1409.4842, table 1), in
/// torchvision's form: batch normalisation instead of local response normalisation, and 3 x 3 kernels in the branch that has
/// 5 x 5 in the paper, because that is what the published weights were trained with. The two auxiliary classifiers, which
/// only training needs, are left out.
/// </summary>
internal static class InceptionV1
{
    /// <summary>The rows of table 1. The comments give each one's output.</summary>
    public static ModelProto Build(GraphBuilder g, string variant = "")
    {
        GraphValue x = g.Input("input", 1, 3, 224, 224);
        if (variant == InputTransform.Variant)
            x = InputTransform.Apply(g, x);

        g.Block("Conv 7x7-64, stride 2/conv1");
        x = g.ConvBnRelu(x, "conv1", channels: 64, kernel: 7, stride: 2, pad: 3);   //   64 x 112 x 112
        x = MaxPool(x, "maxpool1", kernel: 3);                                      //   64 x  56 x  56
        g.Block("Conv 1x1-64/conv2");
        x = g.ConvBnRelu(x, "conv2", channels: 64, kernel: 1);
        g.Block("Conv 3x3-192/conv3");
        x = g.ConvBnRelu(x, "conv3", channels: 192, kernel: 3, pad: 1);             //  192 x  56 x  56
        x = MaxPool(x, "maxpool2", kernel: 3);                                      //  192 x  28 x  28

        // Columns of the table:             1x1  3x3: reduce, conv  5x5: reduce, conv  pool: proj
        x = Inception(x, "inception3a", 64, 96, 128, 16, 32, 32);                   //  256 x  28 x  28
        x = Inception(x, "inception3b", 128, 128, 192, 32, 96, 64);                 //  480
        x = MaxPool(x, "maxpool3", kernel: 3);
        x = Inception(x, "inception4a", 192, 96, 208, 16, 48, 64);                  //  512 x  14 x  14
        x = Inception(x, "inception4b", 160, 112, 224, 24, 64, 64);                 //  512
        x = Inception(x, "inception4c", 128, 128, 256, 24, 64, 64);                 //  512
        x = Inception(x, "inception4d", 112, 144, 288, 32, 64, 64);                 //  528
        x = Inception(x, "inception4e", 256, 160, 320, 32, 128, 128);               //  832
        x = MaxPool(x, "maxpool4", kernel: 2);
        x = Inception(x, "inception5a", 256, 160, 320, 32, 128, 128);               //  832 x   7 x   7
        x = Inception(x, "inception5b", 384, 192, 384, 48, 128, 128);               // 1024

        g.Block("Average pool/avgpool");
        x = g.Flatten(g.GlobalAveragePool(x, "avgpool"));
        g.Block("Linear/fc");
        x = g.Linear(x, "fc", features: g.Classes(1000));
        return g.Output(x, "logits");

        GraphValue MaxPool(GraphValue input, string layer, int kernel)
        {
            g.Block($"Max pool/{layer}");
            return g.MaxPool(input, layer, kernel, stride: 2, ceil: true);
        }

        // Figure 2b: four branches side by side.
        GraphValue Inception(GraphValue input, string m, int conv1, int reduce3, int conv3, int reduce5, int conv5, int poolProjection)
        {
            g.Block($"Inception/{m}");
            GraphValue branch1 = g.ConvBnRelu(input, $"{m}.branch1", conv1, kernel: 1);

            GraphValue branch2 = g.ConvBnRelu(input, $"{m}.branch2.0", reduce3, kernel: 1);
            branch2 = g.ConvBnRelu(branch2, $"{m}.branch2.1", conv3, kernel: 3, pad: 1);

            GraphValue branch3 = g.ConvBnRelu(input, $"{m}.branch3.0", reduce5, kernel: 1);
            branch3 = g.ConvBnRelu(branch3, $"{m}.branch3.1", conv5, kernel: 3, pad: 1);

            GraphValue branch4 = g.MaxPool(input, $"{m}.branch4.0", kernel: 3, stride: 1, pad: 1, ceil: true);
            branch4 = g.ConvBnRelu(branch4, $"{m}.branch4.1", poolProjection, kernel: 1);

            return g.Concat(m, branch1, branch2, branch3, branch4);
        }
    }
}
