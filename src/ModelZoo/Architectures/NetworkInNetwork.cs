using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Network in network (Lin, Chen, Yan, 2013; arXiv 1312.4400): each convolution is followed by two of 1 x 1, a small perceptron
/// that slides over the picture ("mlpconv"; Caffe calls the 1 x 1 layers cccp, cascaded cross-channel parametric pooling), and the
/// classes are the means of the last maps. In the authors' ImageNet form of Caffe's model zoo, whose last layer is rectified too.
/// </summary>
internal static class NetworkInNetwork
{
    /// <summary>Four mlpconv layers. The comments give each one's output; Caffe's pooling counts windows begun at the edge.</summary>
    public static ModelProto Build(GraphBuilder g, string variant = "")
    {
        GraphValue x = g.Input("input", 1, 3, 224, 224);

        x = Conv(x, "conv1", channels: 96, kernel: 11, stride: 4);
        x = Cccp(x, "cccp1", channels: 96);
        x = Cccp(x, "cccp2", channels: 96);             //   96 x 54 x 54
        x = MaxPool(x, "pool0");

        x = Conv(x, "conv2", channels: 256, kernel: 5, pad: 2);
        x = Cccp(x, "cccp3", channels: 256);
        x = Cccp(x, "cccp4", channels: 256);            //  256 x 27 x 27
        x = MaxPool(x, "pool2");

        x = Conv(x, "conv3", channels: 384, kernel: 3, pad: 1);
        x = Cccp(x, "cccp5", channels: 384);
        x = Cccp(x, "cccp6", channels: 384);            //  384 x 13 x 13
        x = MaxPool(x, "pool3");

        x = Conv(x, "conv4-1024", channels: 1024, kernel: 3, pad: 1);
        x = Cccp(x, "cccp7-1024", channels: 1024);
        x = Cccp(x, "cccp8-1024", g.Classes(1000));     // 1000 x  6 x  6

        g.Block("Average pool/pool4");
        x = g.Flatten(g.GlobalAveragePool(x, "pool4"));
        return g.Output(x, "logits");

        GraphValue Conv(GraphValue input, string layer, int channels, int kernel, int stride = 1, int pad = 0)
        {
            g.Block($"Conv {kernel}x{kernel}-{channels}/{layer}");
            return g.Relu(g.Conv(input, layer, channels, kernel, stride, pad));
        }

        GraphValue Cccp(GraphValue input, string layer, long channels)
        {
            g.Block($"Cccp-{channels}/{layer}");
            return g.Relu(g.Conv(input, layer, channels, kernel: 1));
        }

        GraphValue MaxPool(GraphValue input, string layer)
        {
            g.Block($"Max pool/{layer}");
            return g.MaxPool(input, layer, kernel: 3, stride: 2, ceil: true);
        }
    }
}
