using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// ResNet-50 (He, Zhang, Ren, Sun, "Deep residual learning for image recognition", 2015; arXiv 1512.03385, table 1, column
/// "50-layer"), in torchvision's form.
/// </summary>
internal static class ResNet50
{
    /// <summary>
    /// The paper's own placement of strides, in the first 1 x 1 convolution of a stage; weights from Caffe, Keras and the ONNX model
    /// zoo have it.
    /// </summary>
    public const string StrideOnConv1 = "v1_stride_on_conv1";

    /// <summary>The rows of the table. The comments give each one's output.</summary>
    public static ModelProto Build(GraphBuilder g, string variant = "")
    {
        Bottlenecks row = new(g, strideFirst: variant == StrideOnConv1);
        GraphValue x = g.Input("input", 1, 3, 224, 224);
        x = row.Stem(x);                                                                //   64 x 56 x 56
        x = row.Stage(x, "layer1", blocks: 3, width: 64, channels: 256, stride: 1);     //  256 x 56 x 56
        x = row.Stage(x, "layer2", blocks: 4, width: 128, channels: 512, stride: 2);    //  512 x 28 x 28
        x = row.Stage(x, "layer3", blocks: 6, width: 256, channels: 1024, stride: 2);   // 1024 x 14 x 14
        x = row.Stage(x, "layer4", blocks: 3, width: 512, channels: 2048, stride: 2);   // 2048 x  7 x  7
        return row.Head(x);
    }
}
