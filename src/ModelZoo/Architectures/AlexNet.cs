using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// AlexNet (Krizhevsky, Sutskever, Hinton, "ImageNet classification with deep convolutional neural networks", NIPS 2012) in its
/// single-tower form (Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014): 64-192-384-256-256
/// filters, neither two halves nor local response normalisation. This is the form whose weights torchvision publishes.
/// </summary>
internal static class AlexNet
{
    /// <summary>Five convolutions and three fully connected layers. The comments give each stage's output.</summary>
    public static ModelProto Build(GraphBuilder g, string variant = "")
    {
        GraphValue x = g.Input("input", 1, 3, 224, 224);

        g.Block("Conv 11x11-64/features.0");
        x = g.Relu(g.Conv(x, "features.0", channels: 64, kernel: 11, stride: 4, pad: 2));       //  64 x 55 x 55
        g.Block("Max pool/features.2");
        x = g.MaxPool(x, "features.2", kernel: 3, stride: 2);                                   //  64 x 27 x 27
        g.Block("Conv 5x5-192/features.3");
        x = g.Relu(g.Conv(x, "features.3", channels: 192, kernel: 5, pad: 2));                  // 192 x 27 x 27
        g.Block("Max pool/features.5");
        x = g.MaxPool(x, "features.5", kernel: 3, stride: 2);                                   // 192 x 13 x 13
        g.Block("Conv 3x3-384/features.6");
        x = g.Relu(g.Conv(x, "features.6", channels: 384, kernel: 3, pad: 1));                  // 384 x 13 x 13
        g.Block("Conv 3x3-256/features.8");
        x = g.Relu(g.Conv(x, "features.8", channels: 256, kernel: 3, pad: 1));                  // 256 x 13 x 13
        g.Block("Conv 3x3-256/features.10");
        x = g.Relu(g.Conv(x, "features.10", channels: 256, kernel: 3, pad: 1));                 // 256 x 13 x 13
        g.Block("Max pool/features.12");
        x = g.MaxPool(x, "features.12", kernel: 3, stride: 2);                                  // 256 x  6 x  6

        g.Block("FC-4096/classifier.1");
        x = g.Relu(g.Linear(g.Flatten(x), "classifier.1", features: 4096));
        g.Block("FC-4096/classifier.4");
        x = g.Relu(g.Linear(x, "classifier.4", features: 4096));
        g.Block($"FC-{g.Classes(1000)}/classifier.6");
        x = g.Linear(x, "classifier.6", features: g.Classes(1000));
        return g.Output(x, "logits");
    }
}
