using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Inception-v4 (Szegedy, Ioffe, Vanhoucke, Alemi, "Inception-v4, Inception-ResNet and the impact of residual connections on
/// learning", 2016; arXiv 1602.07261, figure 9), with the tensor names of timm. Its average poolings leave padding out of the
/// mean.
/// </summary>
internal static class InceptionV4
{
    /// <summary>Figure 9 from bottom to top. The comments give each block's output.</summary>
    public static ModelProto Build(GraphBuilder g, string variant = "")
    {
        GraphValue x = g.Input("input", 1, 3, 299, 299);
        x = Stem(g, x);                                         //  384 x 35 x 35
        for (int i = 6; i < 10; i++)
            x = InceptionA(g, x, $"features.{i}");              //  384 x 35 x 35
        x = ReductionA(g, x, "features.10");                    // 1024 x 17 x 17
        for (int i = 11; i < 18; i++)
            x = InceptionB(g, x, $"features.{i}");              // 1024 x 17 x 17
        x = ReductionB(g, x, "features.18");                    // 1536 x  8 x  8
        for (int i = 19; i < 22; i++)
            x = InceptionC(g, x, $"features.{i}");              // 1536 x  8 x  8

        g.Block("Average pool/global_pool");
        x = g.Flatten(g.GlobalAveragePool(x, "global_pool.pool"), "global_pool.flatten");
        g.Block("Linear/last_linear");
        x = g.Linear(x, "last_linear", features: g.Classes(1000));
        return g.Output(x, "logits");
    }

    /// <summary>Figure 3.</summary>
    private static GraphValue Stem(GraphBuilder g, GraphValue x)
    {
        g.Block("Stem/features.0-5");
        x = g.ConvBnRelu(x, "features.0", 32, kernel: 3, stride: 2);        //  32 x 149 x 149
        x = g.ConvBnRelu(x, "features.1", 32, kernel: 3);                   //  32 x 147 x 147
        x = g.ConvBnRelu(x, "features.2", 64, kernel: 3, pad: 1);           //  64 x 147 x 147

        GraphValue pooled = g.MaxPool(x, "features.3.maxpool", kernel: 3, stride: 2);
        GraphValue strided = g.ConvBnRelu(x, "features.3.conv", 96, kernel: 3, stride: 2);
        x = g.Concat("features.3", pooled, strided);                        // 160 x  73 x  73

        GraphValue three = g.ConvBnRelu(x, "features.4.branch0.0", 64, kernel: 1);
        three = g.ConvBnRelu(three, "features.4.branch0.1", 96, kernel: 3);
        GraphValue seven = g.ConvBnRelu(x, "features.4.branch1.0", 64, kernel: 1);
        seven = g.ConvBnRelu(seven, "features.4.branch1.1", 64, kernel: (1, 7), pad: (0, 3));
        seven = g.ConvBnRelu(seven, "features.4.branch1.2", 64, kernel: (7, 1), pad: (3, 0));
        seven = g.ConvBnRelu(seven, "features.4.branch1.3", 96, kernel: 3);
        x = g.Concat("features.4", three, seven);                           // 192 x  71 x  71

        strided = g.ConvBnRelu(x, "features.5.conv", 192, kernel: 3, stride: 2);
        pooled = g.MaxPool(x, "features.5.maxpool", kernel: 3, stride: 2);
        return g.Concat("features.5", strided, pooled);                     // 384 x  35 x  35
    }

    /// <summary>Figure 4.</summary>
    private static GraphValue InceptionA(GraphBuilder g, GraphValue x, string m)
    {
        g.Block($"Inception-A/{m}");
        GraphValue one = g.ConvBnRelu(x, $"{m}.branch0", 96, kernel: 1);

        GraphValue three = g.ConvBnRelu(x, $"{m}.branch1.0", 64, kernel: 1);
        three = g.ConvBnRelu(three, $"{m}.branch1.1", 96, kernel: 3, pad: 1);

        GraphValue twice = g.ConvBnRelu(x, $"{m}.branch2.0", 64, kernel: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch2.1", 96, kernel: 3, pad: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch2.2", 96, kernel: 3, pad: 1);

        return g.Concat(m, one, three, twice, Pooled(g, x, $"{m}.branch3", 96));
    }

    /// <summary>Figure 7 with k, l, m, n = 192, 224, 256, 384.</summary>
    private static GraphValue ReductionA(GraphBuilder g, GraphValue x, string m)
    {
        g.Block($"Reduction-A/{m}");
        GraphValue three = g.ConvBnRelu(x, $"{m}.branch0", 384, kernel: 3, stride: 2);

        GraphValue twice = g.ConvBnRelu(x, $"{m}.branch1.0", 192, kernel: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch1.1", 224, kernel: 3, pad: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch1.2", 256, kernel: 3, stride: 2);

        return g.Concat(m, three, twice, g.MaxPool(x, $"{m}.branch2", kernel: 3, stride: 2));
    }

    /// <summary>Figure 5.</summary>
    private static GraphValue InceptionB(GraphBuilder g, GraphValue x, string m)
    {
        g.Block($"Inception-B/{m}");
        GraphValue one = g.ConvBnRelu(x, $"{m}.branch0", 384, kernel: 1);

        GraphValue seven = g.ConvBnRelu(x, $"{m}.branch1.0", 192, kernel: 1);
        seven = g.ConvBnRelu(seven, $"{m}.branch1.1", 224, kernel: (1, 7), pad: (0, 3));
        seven = g.ConvBnRelu(seven, $"{m}.branch1.2", 256, kernel: (7, 1), pad: (3, 0));

        GraphValue twice = g.ConvBnRelu(x, $"{m}.branch2.0", 192, kernel: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch2.1", 192, kernel: (7, 1), pad: (3, 0));
        twice = g.ConvBnRelu(twice, $"{m}.branch2.2", 224, kernel: (1, 7), pad: (0, 3));
        twice = g.ConvBnRelu(twice, $"{m}.branch2.3", 224, kernel: (7, 1), pad: (3, 0));
        twice = g.ConvBnRelu(twice, $"{m}.branch2.4", 256, kernel: (1, 7), pad: (0, 3));

        return g.Concat(m, one, seven, twice, Pooled(g, x, $"{m}.branch3", 128));
    }

    /// <summary>Figure 8.</summary>
    private static GraphValue ReductionB(GraphBuilder g, GraphValue x, string m)
    {
        g.Block($"Reduction-B/{m}");
        GraphValue three = g.ConvBnRelu(x, $"{m}.branch0.0", 192, kernel: 1);
        three = g.ConvBnRelu(three, $"{m}.branch0.1", 192, kernel: 3, stride: 2);

        GraphValue seven = g.ConvBnRelu(x, $"{m}.branch1.0", 256, kernel: 1);
        seven = g.ConvBnRelu(seven, $"{m}.branch1.1", 256, kernel: (1, 7), pad: (0, 3));
        seven = g.ConvBnRelu(seven, $"{m}.branch1.2", 320, kernel: (7, 1), pad: (3, 0));
        seven = g.ConvBnRelu(seven, $"{m}.branch1.3", 320, kernel: 3, stride: 2);

        return g.Concat(m, three, seven, g.MaxPool(x, $"{m}.branch2", kernel: 3, stride: 2));
    }

    /// <summary>Figure 6.</summary>
    private static GraphValue InceptionC(GraphBuilder g, GraphValue x, string m)
    {
        g.Block($"Inception-C/{m}");
        GraphValue one = g.ConvBnRelu(x, $"{m}.branch0", 256, kernel: 1);

        GraphValue three = g.ConvBnRelu(x, $"{m}.branch1_0", 384, kernel: 1);
        GraphValue threeAcross = g.ConvBnRelu(three, $"{m}.branch1_1a", 256, kernel: (1, 3), pad: (0, 1));
        GraphValue threeDown = g.ConvBnRelu(three, $"{m}.branch1_1b", 256, kernel: (3, 1), pad: (1, 0));

        GraphValue twice = g.ConvBnRelu(x, $"{m}.branch2_0", 384, kernel: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch2_1", 448, kernel: (3, 1), pad: (1, 0));
        twice = g.ConvBnRelu(twice, $"{m}.branch2_2", 512, kernel: (1, 3), pad: (0, 1));
        GraphValue twiceAcross = g.ConvBnRelu(twice, $"{m}.branch2_3a", 256, kernel: (1, 3), pad: (0, 1));
        GraphValue twiceDown = g.ConvBnRelu(twice, $"{m}.branch2_3b", 256, kernel: (3, 1), pad: (1, 0));

        return g.Concat(m, one, threeAcross, threeDown, twiceAcross, twiceDown, Pooled(g, x, $"{m}.branch3", 256));
    }

    private static GraphValue Pooled(GraphBuilder g, GraphValue x, string branch, int channels)
    {
        x = g.AveragePool(x, $"{branch}.0", kernel: 3, stride: 1, pad: 1);
        return g.ConvBnRelu(x, $"{branch}.1", channels, kernel: 1);
    }
}
