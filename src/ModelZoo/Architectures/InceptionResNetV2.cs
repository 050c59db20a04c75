using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Inception-ResNet-v2 (Szegedy, Ioffe, Vanhoucke, Alemi, "Inception-v4, Inception-ResNet and the impact of residual connections on
/// learning", 2016; arXiv 1602.07261, figure 15), as its authors released it: a simpler stem than the paper's with one Inception-A
/// at its end, 10, 20 and 10 residual blocks, and a 1 x 1 convolution before the mean. Tensor names are timm's.
/// </summary>
internal static class InceptionResNetV2
{
    /// <summary>Figure 15 from bottom to top. The comments give each block's output.</summary>
    public static ModelProto Build(GraphBuilder g, string variant = "")
    {
        GraphValue x = g.Input("input", 1, 3, 299, 299);
        x = Stem(g, x);                                                                         //  192 x 35 x 35
        x = InceptionA(g, x, "mixed_5b");                                                       //  320 x 35 x 35
        for (int i = 0; i < 10; i++)
            x = Residual(g, x, "Inception-ResNet-A", $"repeat.{i}", BranchesA, scale: 0.17f);   //  320 x 35 x 35
        x = ReductionA(g, x, "mixed_6a");                                                       // 1088 x 17 x 17
        for (int i = 0; i < 20; i++)
            x = Residual(g, x, "Inception-ResNet-B", $"repeat_1.{i}", BranchesB, scale: 0.1f);  // 1088 x 17 x 17
        x = ReductionB(g, x, "mixed_7a");                                                       // 2080 x  8 x  8
        for (int i = 0; i < 9; i++)
            x = Residual(g, x, "Inception-ResNet-C", $"repeat_2.{i}", BranchesC, scale: 0.2f);  // 2080 x  8 x  8
        x = LinearResidual(g, x, "block8");                                                     // 2080 x  8 x  8

        g.Block("Conv 1x1-1536/conv2d_7b");
        x = g.ConvBnRelu(x, "conv2d_7b", 1536, kernel: 1);                                      // 1536 x  8 x  8
        g.Block("Average pool/global_pool");
        x = g.Flatten(g.GlobalAveragePool(x, "global_pool.pool"), "global_pool.flatten");
        g.Block("Linear/classif");
        x = g.Linear(x, "classif", features: g.Classes(1000));
        return g.Output(x, "logits");
    }

    /// <summary>
    /// A residual block: the branches, brought to the block's width by a 1 x 1 convolution that nothing normalises, are damped by
    /// <paramref name="scale"/> before they are added, without which such wide networks did not train stably (section 3.3).
    /// </summary>
    private static GraphValue Residual(
        GraphBuilder g, GraphValue x, string kind, string m, Func<GraphBuilder, GraphValue, string, GraphValue[]> branches, float scale)
    {
        g.Block($"{kind}/{m}");
        GraphValue residual = g.Concat($"{m}.cat", branches(g, x, m));
        residual = g.Scale(g.Conv(residual, $"{m}.conv2d", x.Channels, kernel: 1), $"{m}.scaled", scale);
        return g.Relu(g.Add(residual, x, $"{m}.add"), m);
    }

    /// <summary>The last residual block: neither damped nor rectified.</summary>
    private static GraphValue LinearResidual(GraphBuilder g, GraphValue x, string m)
    {
        g.Block($"Inception-ResNet-C, linear/{m}");
        GraphValue residual = g.Concat($"{m}.cat", BranchesC(g, x, m));
        return g.Add(g.Conv(residual, $"{m}.conv2d", x.Channels, kernel: 1), x, m);
    }

    private static GraphValue Stem(GraphBuilder g, GraphValue x)
    {
        g.Block("Stem/conv2d_1a");
        x = g.ConvBnRelu(x, "conv2d_1a", 32, kernel: 3, stride: 2);             //  32 x 149 x 149
        x = g.ConvBnRelu(x, "conv2d_2a", 32, kernel: 3);                        //  32 x 147 x 147
        x = g.ConvBnRelu(x, "conv2d_2b", 64, kernel: 3, pad: 1);                //  64 x 147 x 147
        x = g.MaxPool(x, "maxpool_3a", kernel: 3, stride: 2);                   //  64 x  73 x  73
        x = g.ConvBnRelu(x, "conv2d_3b", 80, kernel: 1);                        //  80 x  73 x  73
        x = g.ConvBnRelu(x, "conv2d_4a", 192, kernel: 3);                       // 192 x  71 x  71
        return g.MaxPool(x, "maxpool_5a", kernel: 3, stride: 2);                // 192 x  35 x  35
    }

    /// <summary>As in Inception-v3, with other widths; its mean leaves padding out.</summary>
    private static GraphValue InceptionA(GraphBuilder g, GraphValue x, string m)
    {
        g.Block($"Inception-A/{m}");
        GraphValue one = g.ConvBnRelu(x, $"{m}.branch0", 96, kernel: 1);

        GraphValue five = g.ConvBnRelu(x, $"{m}.branch1.0", 48, kernel: 1);
        five = g.ConvBnRelu(five, $"{m}.branch1.1", 64, kernel: 5, pad: 2);

        GraphValue twice = g.ConvBnRelu(x, $"{m}.branch2.0", 64, kernel: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch2.1", 96, kernel: 3, pad: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch2.2", 96, kernel: 3, pad: 1);

        GraphValue pooled = g.AveragePool(x, $"{m}.branch3.0", kernel: 3, stride: 1, pad: 1);
        pooled = g.ConvBnRelu(pooled, $"{m}.branch3.1", 64, kernel: 1);

        return g.Concat(m, one, five, twice, pooled);
    }

    /// <summary>Figure 16.</summary>
    private static GraphValue[] BranchesA(GraphBuilder g, GraphValue x, string m)
    {
        GraphValue one = g.ConvBnRelu(x, $"{m}.branch0", 32, kernel: 1);

        GraphValue three = g.ConvBnRelu(x, $"{m}.branch1.0", 32, kernel: 1);
        three = g.ConvBnRelu(three, $"{m}.branch1.1", 32, kernel: 3, pad: 1);

        GraphValue twice = g.ConvBnRelu(x, $"{m}.branch2.0", 32, kernel: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch2.1", 48, kernel: 3, pad: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch2.2", 64, kernel: 3, pad: 1);

        return [one, three, twice];
    }

    /// <summary>Figure 7 with k, l, m, n = 256, 256, 384, 384.</summary>
    private static GraphValue ReductionA(GraphBuilder g, GraphValue x, string m)
    {
        g.Block($"Reduction-A/{m}");
        GraphValue three = g.ConvBnRelu(x, $"{m}.branch0", 384, kernel: 3, stride: 2);

        GraphValue twice = g.ConvBnRelu(x, $"{m}.branch1.0", 256, kernel: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch1.1", 256, kernel: 3, pad: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch1.2", 384, kernel: 3, stride: 2);

        return g.Concat(m, three, twice, g.MaxPool(x, $"{m}.branch2", kernel: 3, stride: 2));
    }

    /// <summary>Figure 17.</summary>
    private static GraphValue[] BranchesB(GraphBuilder g, GraphValue x, string m)
    {
        GraphValue one = g.ConvBnRelu(x, $"{m}.branch0", 192, kernel: 1);

        GraphValue seven = g.ConvBnRelu(x, $"{m}.branch1.0", 128, kernel: 1);
        seven = g.ConvBnRelu(seven, $"{m}.branch1.1", 160, kernel: (1, 7), pad: (0, 3));
        seven = g.ConvBnRelu(seven, $"{m}.branch1.2", 192, kernel: (7, 1), pad: (3, 0));

        return [one, seven];
    }

    /// <summary>Figure 18.</summary>
    private static GraphValue ReductionB(GraphBuilder g, GraphValue x, string m)
    {
        g.Block($"Reduction-B/{m}");
        GraphValue wide = g.ConvBnRelu(x, $"{m}.branch0.0", 256, kernel: 1);
        wide = g.ConvBnRelu(wide, $"{m}.branch0.1", 384, kernel: 3, stride: 2);

        GraphValue narrow = g.ConvBnRelu(x, $"{m}.branch1.0", 256, kernel: 1);
        narrow = g.ConvBnRelu(narrow, $"{m}.branch1.1", 288, kernel: 3, stride: 2);

        GraphValue twice = g.ConvBnRelu(x, $"{m}.branch2.0", 256, kernel: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch2.1", 288, kernel: 3, pad: 1);
        twice = g.ConvBnRelu(twice, $"{m}.branch2.2", 320, kernel: 3, stride: 2);

        return g.Concat(m, wide, narrow, twice, g.MaxPool(x, $"{m}.branch3", kernel: 3, stride: 2));
    }

    /// <summary>Figure 19.</summary>
    private static GraphValue[] BranchesC(GraphBuilder g, GraphValue x, string m)
    {
        GraphValue one = g.ConvBnRelu(x, $"{m}.branch0", 192, kernel: 1);

        GraphValue three = g.ConvBnRelu(x, $"{m}.branch1.0", 192, kernel: 1);
        three = g.ConvBnRelu(three, $"{m}.branch1.1", 224, kernel: (1, 3), pad: (0, 1));
        three = g.ConvBnRelu(three, $"{m}.branch1.2", 256, kernel: (3, 1), pad: (1, 0));

        return [one, three];
    }
}
