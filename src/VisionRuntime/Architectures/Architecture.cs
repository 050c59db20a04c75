using RealtimeCnn.Onnx;

namespace RealtimeCnn;

/// <summary>A network that can be built here: its id, its builder, and the forms in which published weights exist.</summary>
/// <param name="Id">Id used everywhere, such as <c>resnet50</c>.</param>
/// <param name="Build">Writes the graph; the second argument is a variant, empty for the usual form.</param>
internal sealed record Architecture(string Id, Func<GraphBuilder, string, ModelProto> Build)
{
    /// <summary>Names of the other forms: same tensors, another computation, such as <c>transform_input</c>.</summary>
    public IReadOnlyList<string> Variants { get; init; } = [];

    /// <summary>Prefixes of tensors that published files hold and inference does not use, such as <c>aux1.</c></summary>
    public IReadOnlyList<string> IgnoredPrefixes { get; init; } = [];

    /// <summary>Every network, in order of publication.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        new("lenet5", (g, _) => LeNet5.Build(g)),
    ];

    /// <summary>The network of this id, or null.</summary>
    public static Architecture? Find(string id) => All.FirstOrDefault(architecture => architecture.Id == id);

    /// <summary>Builds the network over weights.</summary>
    /// <exception cref="ArgumentException">There is no such variant.</exception>
    public ModelProto Create(WeightSource weights, string variant = "")
    {
        if (variant.Length > 0 && !Variants.Contains(variant))
            throw new ArgumentException($"{Id} has no variant '{variant}'.", nameof(variant));
        return Build(new GraphBuilder(Id, weights), variant);
    }
}
