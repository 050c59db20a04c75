using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Inception-v3 (Szegedy, Vanhoucke, Ioffe, Shlens, Wojna, "Rethinking the Inception architecture for computer vision", 2015; arXiv
/// 1512.00567, table 1), as TensorFlow's authors released it and torchvision has it. The auxiliary classifier, which only
/// training needs, is left out. Its average poolings count padding as zeros.
/// </summary>
internal static class InceptionV3
{
    /// <summary>The rows of table 1. The comments give each one's output.</summary>
    public static ModelProto Build(GraphBuilder g, string variant = "")
    {
        GraphValue x = g.Input("input", 1, 3, 299, 299);
        if (variant == InputTransform.Variant)
            x = InputTransform.Apply(g, x);

        g.Block("Conv 3x3-32, stride 2/Conv2d_1a_3x3");
        x = g.ConvBnRelu(x, "Conv2d_1a_3x3", channels: 32, kernel: 3, stride: 2);   //   32 x 149 x 149
        g.Block("Conv 3x3-32/Conv2d_2a_3x3");
        x = g.ConvBnRelu(x, "Conv2d_2a_3x3", channels: 32, kernel: 3);              //   32 x 147 x 147
        g.Block("Conv 3x3-64/Conv2d_2b_3x3");
        x = g.ConvBnRelu(x, "Conv2d_2b_3x3", channels: 64, kernel: 3, pad: 1);      //   64 x 147 x 147
        g.Block("Max pool/maxpool1");
        x = g.MaxPool(x, "maxpool1", kernel: 3, stride: 2);                         //   64 x  73 x  73
        g.Block("Conv 1x1-80/Conv2d_3b_1x1");
        x = g.ConvBnRelu(x, "Conv2d_3b_1x1", channels: 80, kernel: 1);              //   80 x  73 x  73
        g.Block("Conv 3x3-192/Conv2d_4a_3x3");
        x = g.ConvBnRelu(x, "Conv2d_4a_3x3", channels: 192, kernel: 3);             //  192 x  71 x  71
        g.Block("Max pool/maxpool2");
        x = g.MaxPool(x, "maxpool2", kernel: 3, stride: 2);                         //  192 x  35 x  35

        x = InceptionA(g, x, "Mixed_5b", poolProjection: 32);                       //  256 x  35 x  35
        x = InceptionA(g, x, "Mixed_5c", poolProjection: 64);                       //  288
        x = InceptionA(g, x, "Mixed_5d", poolProjection: 64);                       //  288
        x = ReductionA(g, x, "Mixed_6a");                                           //  768 x  17 x  17
        x = InceptionB(g, x, "Mixed_6b", width: 128);
        x = InceptionB(g, x, "Mixed_6c", width: 160);
        x = InceptionB(g, x, "Mixed_6d", width: 160);
        x = InceptionB(g, x, "Mixed_6e", width: 192);
        x = ReductionB(g, x, "Mixed_7a");                                           // 1280 x   8 x   8
        x = InceptionC(g, x, "Mixed_7b");                                           // 2048
        x = InceptionC(g, x, "Mixed_7c");                                           // 2048

        g.Block("Average pool/avgpool");
        x = g.Flatten(g.GlobalAveragePool(x, "avgpool"));
        g.Block("Linear/fc");
        x = g.Linear(x, "fc", features: g.Classes(1000));
        return g.Output(x, "logits");
    }

    /// <summary>Figure 5: the 5 x 5 of Inception-v1 replaced by two 3 x 3 in one branch.</summary>
    private static GraphValue InceptionA(GraphBuilder g, GraphValue x, string m, int poolProjection)
    {
        g.Block($"Inception-A/{m}");
        GraphValue one = g.ConvBnRelu(x, $"{m}.branch1x1", 64, kernel: 1);

        GraphValue five = g.ConvBnRelu(x, $"{m}.branch5x5_1", 48, kernel: 1);
        five = g.ConvBnRelu(five, $"{m}.branch5x5_2", 64, kernel: 5, pad: 2);

        GraphValue twice = g.ConvBnRelu(x, $"{m}.branch3x3dbl_1", 64, kernel: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch3x3dbl_2", 96, kernel: 3, pad: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch3x3dbl_3", 96, kernel: 3, pad: 1);

        return g.Concat(m, one, five, twice, Pooled(g, x, m, poolProjection));
    }

    /// <summary>Figure 10, left: halves the picture by strides in two branches beside a pooling.</summary>
    private static GraphValue ReductionA(GraphBuilder g, GraphValue x, string m)
    {
        g.Block($"Reduction-A/{m}");
        GraphValue three = g.ConvBnRelu(x, $"{m}.branch3x3", 384, kernel: 3, stride: 2);

        GraphValue twice = g.ConvBnRelu(x, $"{m}.branch3x3dbl_1", 64, kernel: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch3x3dbl_2", 96, kernel: 3, pad: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch3x3dbl_3", 96, kernel: 3, stride: 2);

        return g.Concat(m, three, twice, g.MaxPool(x, $"{m}.branch_pool", kernel: 3, stride: 2));
    }

    /// <summary>Figure 6: 7 x 7 factorised into 1 x 7 and 7 x 1, once and twice.</summary>
    private static GraphValue InceptionB(GraphBuilder g, GraphValue x, string m, int width)
    {
        g.Block($"Inception-B/{m}");
        GraphValue one = g.ConvBnRelu(x, $"{m}.branch1x1", 192, kernel: 1);

        GraphValue seven = g.ConvBnRelu(x, $"{m}.branch7x7_1", width, kernel: 1);
        seven = g.ConvBnRelu(seven, $"{m}.branch7x7_2", width, kernel: (1, 7), pad: (0, 3));
        seven = g.ConvBnRelu(seven, $"{m}.branch7x7_3", 192, kernel: (7, 1), pad: (3, 0));

        GraphValue twice = g.ConvBnRelu(x, $"{m}.branch7x7dbl_1", width, kernel: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch7x7dbl_2", width, kernel: (7, 1), pad: (3, 0));
        twice = g.ConvBnRelu(twice, $"{m}.branch7x7dbl_3", width, kernel: (1, 7), pad: (0, 3));
        twice = g.ConvBnRelu(twice, $"{m}.branch7x7dbl_4", width, kernel: (7, 1), pad: (3, 0));
        twice = g.ConvBnRelu(twice, $"{m}.branch7x7dbl_5", 192, kernel: (1, 7), pad: (0, 3));

        return g.Concat(m, one, seven, twice, Pooled(g, x, m, 192));
    }

    /// <summary>The second halving, after a factorised 7 x 7 in one branch.</summary>
    private static GraphValue ReductionB(GraphBuilder g, GraphValue x, string m)
    {
        g.Block($"Reduction-B/{m}");
        GraphValue three = g.ConvBnRelu(x, $"{m}.branch3x3_1", 192, kernel: 1);
        three = g.ConvBnRelu(three, $"{m}.branch3x3_2", 320, kernel: 3, stride: 2);

        GraphValue seven = g.ConvBnRelu(x, $"{m}.branch7x7x3_1", 192, kernel: 1);
        seven = g.ConvBnRelu(seven, $"{m}.branch7x7x3_2", 192, kernel: (1, 7), pad: (0, 3));
        seven = g.ConvBnRelu(seven, $"{m}.branch7x7x3_3", 192, kernel: (7, 1), pad: (3, 0));
        seven = g.ConvBnRelu(seven, $"{m}.branch7x7x3_4", 192, kernel: 3, stride: 2);

        return g.Concat(m, three, seven, g.MaxPool(x, $"{m}.branch_pool", kernel: 3, stride: 2));
    }

    /// <summary>Figure 7: branches that fork at their ends, for wide features on a small picture.</summary>
    private static GraphValue InceptionC(GraphBuilder g, GraphValue x, string m)
    {
        g.Block($"Inception-C/{m}");
        GraphValue one = g.ConvBnRelu(x, $"{m}.branch1x1", 320, kernel: 1);

        GraphValue three = g.ConvBnRelu(x, $"{m}.branch3x3_1", 384, kernel: 1);
        GraphValue threeAcross = g.ConvBnRelu(three, $"{m}.branch3x3_2a", 384, kernel: (1, 3), pad: (0, 1));
        GraphValue threeDown = g.ConvBnRelu(three, $"{m}.branch3x3_2b", 384, kernel: (3, 1), pad: (1, 0));

        GraphValue twice = g.ConvBnRelu(x, $"{m}.branch3x3dbl_1", 448, kernel: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch3x3dbl_2", 384, kernel: 3, pad: 1);
        GraphValue twiceAcross = g.ConvBnRelu(twice, $"{m}.branch3x3dbl_3a", 384, kernel: (1, 3), pad: (0, 1));
        GraphValue twiceDown = g.ConvBnRelu(twice, $"{m}.branch3x3dbl_3b", 384, kernel: (3, 1), pad: (1, 0));

        return g.Concat(m, one, threeAcross, threeDown, twiceAcross, twiceDown, Pooled(g, x, m, 192));
    }

    private static GraphValue Pooled(GraphBuilder g, GraphValue x, string m, int channels)
    {
        x = g.AveragePool(x, $"{m}.pool", kernel: 3, stride: 1, pad: 1, countPad: true);
        return g.ConvBnRelu(x, $"{m}.branch_pool", channels, kernel: 1);
    }
}
