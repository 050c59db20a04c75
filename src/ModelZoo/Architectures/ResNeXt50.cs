using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// ResNeXt-50 32x4d (Xie, Girshick, Dollár, Tu, He, "Aggregated residual transformations for deep neural networks", 2016; arXiv
/// 1611.05431, table 1, right column): ResNet-50 with every 3 x 3 convolution twice as wide and in 32 groups, 4 channels each in
/// the first stage.
/// </summary>
internal static class ResNeXt50
{
    /// <summary>The rows of the table. The comments give each one's output.</summary>
    public static ModelProto Build(GraphBuilder g, string variant = "")
    {
        Bottlenecks row = new(g, groups: 32);
        GraphValue x = g.Input("input", 1, 3, 224, 224);
        x = row.Stem(x);                                                                //   64 x 56 x 56
        x = row.Stage(x, "layer1", blocks: 3, width: 128, channels: 256, stride: 1);    //  256 x 56 x 56
        x = row.Stage(x, "layer2", blocks: 4, width: 256, channels: 512, stride: 2);    //  512 x 28 x 28
        x = row.Stage(x, "layer3", blocks: 6, width: 512, channels: 1024, stride: 2);   // 1024 x 14 x 14
        x = row.Stage(x, "layer4", blocks: 3, width: 1024, channels: 2048, stride: 2);  // 2048 x  7 x  7
        return row.Head(x);
    }
}
