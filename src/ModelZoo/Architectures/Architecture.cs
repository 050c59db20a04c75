using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>A network that can be built here: its id, its builder, and the forms in which published weights exist.</summary>
/// <param name="Id">Id used everywhere, such as <c>resnet50</c>.</param>
/// <param name="Build">Writes the graph; the second argument is a variant, empty for the usual form.</param>
internal sealed record Architecture(string Id, Func<GraphBuilder, string, ModelProto> Build)
{
    /// <summary>Names of the other forms: same tensors, another computation, such as <c>transform_input</c>.</summary>
    public IReadOnlyList<string> Variants { get; init; } = [];

    /// <summary>Prefixes of tensors that published files hold and inference does not use, such as <c>aux1.</c></summary>
    public IReadOnlyList<string> IgnoredPrefixes { get; init; } = [];

    /// <summary>Every network, in the article's order, with the day of its first publication, of the preprint where there is one.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        new("lenet5", LeNet5.Build) { Variants = [LeNet5.Pad28] },                              // November 1998
        new("alexnet", AlexNet.Build),                                                          // December 2012
        new("nin", NetworkInNetwork.Build),                                                     // 16 December 2013
        new("vgg16", Vgg16.Build),                                                              //  4 September 2014
        new("vgg19", Vgg19.Build),                                                              //  4 September 2014
        new("inception_v1", InceptionV1.Build)                                                  // 17 September 2014
            { Variants = [InputTransform.Variant], IgnoredPrefixes = ["aux1.", "aux2."] },
        new("inception_v3", InceptionV3.Build)                                                  //  2 December 2015
            { Variants = [InputTransform.Variant], IgnoredPrefixes = ["AuxLogits."] },
        new("resnet50", ResNet50.Build) { Variants = [ResNet50.StrideOnConv1] },                // 10 December 2015
        new("xception", Xception.Build) { Variants = [Xception.KerasEpsilon, Xception.Keras] }, //  7 October 2016
        new("inception_v4", InceptionV4.Build),                                                 // 23 February 2016
        new("inception_resnet_v2", InceptionResNetV2.Build),                                    // 23 February 2016
        new("resnext50_32x4d", ResNeXt50.Build),                                                // 16 November 2016
    ];

    /// <summary>The other network that goes by LeNet's name: can be built and imported, but is no further architecture to show.</summary>
    private static readonly Architecture CaffeLeNet = new("lenet_caffe", LeNetCaffe.Build);

    /// <summary>The network of this id, or null.</summary>
    public static Architecture? Find(string id) => All.Append(CaffeLeNet).FirstOrDefault(architecture => architecture.Id == id);

    /// <summary>Builds the network over weights.</summary>
    /// <param name="weights">Where its tensors come from.</param>
    /// <param name="variant">Form of the network; empty for the usual one.</param>
    /// <param name="classes">Classes to tell apart; null for as many as the published network does.</param>
    /// <exception cref="ArgumentException">There is no such variant.</exception>
    public ModelProto Create(WeightSource weights, string variant = "", long? classes = null)
    {
        if (variant.Length > 0 && !Variants.Contains(variant))
            throw new ArgumentException($"{Id} has no variant '{variant}'.", nameof(variant));
        return Build(new GraphBuilder(Id, weights, classes), variant);
    }

    /// <summary>The tensors of the network in the order in which it asks for them, and what it costs; nothing is filled or kept.</summary>
    /// <inheritdoc cref="Create"/>
    public (IReadOnlyList<(string Name, long[] Shape)> Tensors, long Parameters, long Macs) Measure(string variant, long? classes)
    {
        List<(string, long[])> tensors = [];
        GraphBuilder builder = new(Id, Note, classes);
        Build(builder, variant);
        return (tensors, builder.Parameters, builder.MultiplyAccumulates);

        TensorProto Note(string name, ReadOnlySpan<long> shape)
        {
            tensors.Add((name, shape.ToArray()));
            return new TensorProto { Name = name, Dims = { shape.ToArray() } };
        }
    }
}
