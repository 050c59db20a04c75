using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Follows a network's scores back to the last feature maps: through linear layers and the rectifiers between them, then through poolings.
/// Operators: https://onnx.ai/onnx/operators.
/// </summary>
/// <remarks>
/// Every value on the way is made of one other and of stored numbers, so the gradient along it is the whole gradient. Where something else
/// comes, the way ends: what stands there are the feature maps, or nothing that a map can be made of, which its shape tells.
/// </remarks>
internal sealed class HeadWalk
{
    private readonly GraphScope _scope;
    private readonly StoredTensors _stored;
    private readonly List<HeadLayer> _layers = [];
    private long _width; // of the vector at hand; 0: not known

    private HeadWalk(GraphScope scope, StoredTensors stored, long classes) => (_scope, _stored, _width) = (scope, stored, classes);

    /// <summary>The linear layers, from the scores backwards.</summary>
    public IReadOnlyList<HeadLayer> Layers => _layers;

    /// <summary>Name of the value that the walk came to.</summary>
    public string Features { get; private set; } = "";

    /// <summary>Whether poolings after it are all means.</summary>
    public bool IsAveraged { get; private set; } = true;

    /// <summary>Walks.</summary>
    /// <param name="outline">The graph.</param>
    /// <param name="stored">Its weights.</param>
    /// <param name="output">Name of the output with the scores.</param>
    /// <param name="classes">How many scores there are; 0 if that is not stated.</param>
    /// <exception cref="VisionException">The end is none that can be followed: the reason, as the end of a sentence.</exception>
    public static HeadWalk From(OnnxOutline outline, StoredTensors stored, string output, long classes)
    {
        HeadWalk walk = new(new GraphScope(outline), stored, classes);
        walk.Features = walk.BackOverPoolings(walk.BackOverLayers(output));
        return walk._scope.Maker(walk.Features) is not null
            ? walk
            : throw new VisionException("no feature maps come before its last layers");
    }

    private string BackOverLayers(string value)
    {
        for (int i = 0; i < GraphScope.MaxSteps && _scope.Maker(value) is { } node && GraphScope.IsKnownFamily(node); i++)
        {
            if (Passed(node) is { } passed)
                value = passed;
            else if (_layers.Count == 0 && node.OpType is "Softmax" or "LogSoftmax" or "Sigmoid")
                value = node.Input[0]; // the gradient is that of the logit
            else if (LayerOf(node) is { } layer)
            {
                _layers.Add(layer);
                _width = layer.Inputs;
                value = node.Input[0];
            }
            else if (node.OpType is "Relu" or "Tanh" or "Sigmoid" && _layers is [.., { Activation: null } last]
                && ComesFromLayer(node.Input[0]))
            {
                _layers[^1] = last with { Activation = node.OpType, Activated = value };
                value = node.Input[0];
            }
            else
                break;
        }
        return value;
    }

    private string BackOverPoolings(string value)
    {
        for (int i = 0; i < GraphScope.MaxSteps && _scope.Maker(value) is { } node && GraphScope.IsKnownFamily(node); i++)
        {
            if (!KeepsSums(node))
                break;
            IsAveraged &= node.OpType is not ("MaxPool" or "GlobalMaxPool");
            value = node.Input[0];
        }
        return value;
    }

    // What hands a vector on as it is, or adds stored numbers to it, which no gradient sees.
    private string? Passed(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Identity" or "Dropout" or "Cast" or "Flatten" or "Reshape" or "Squeeze" or "Unsqueeze" when node.Input.Count > 0:
                return node.Input[0];
            case "Add" when node.Input is [var first, var second]:
                return _scope.IsConstant(second) ? first : _scope.IsConstant(first) ? second : null;
            case "Sub" when node.Input is [var value, var taken] && _scope.IsConstant(taken):
                return value;
            default:
                return null;
        }
    }

    private HeadLayer? LayerOf(NodeProto node)
    {
        if (node.Input.Count < 2 || node.OpType is not ("Gemm" or "MatMul" or "Conv"))
            return null;
        string weights = node.Input[1];
        if (_stored.ShapeOf(weights) is not { } shape)
        {
            return node.OpType == "Conv"
                ? null
                : throw new VisionException($"the weights of its last {node.OpType} are not stored as floating numbers");
        }
        if (node.OpType == "Conv")
            return IsWhole(node, shape) ? new HeadLayer(weights, shape[0], shape[1] * shape[2] * shape[3], false, 1) : null;
        bool isInputFirst = node.OpType == "MatMul" || Whole(node, "transB", 0) == 0;
        bool isPlain = shape.Count == 2 && Whole(node, "transA", 0) == 0;
        HeadLayer? layer = !isPlain ? null
            : isInputFirst ? new HeadLayer(weights, shape[1], shape[0], true, Alpha(node))
            : new HeadLayer(weights, shape[0], shape[1], false, Alpha(node));
        return layer is not null && (_width == 0 || _width == layer.Outputs)
            ? layer
            : throw new VisionException($"its last {node.OpType} is no matrix that gives one vector");
    }

    // A convolution whose window is all of the picture is a linear layer; one that gives a picture has more outputs than channels.
    private bool IsWhole(NodeProto node, IReadOnlyList<long> shape) =>
        shape.Count == 4 && shape[0] == _width && Whole(node, "group", 1) == 1 && HasNoPadding(node)
            && Numbers(node, "dilations").All(dilation => dilation == 1);

    private bool ComesFromLayer(string value)
    {
        for (int i = 0; i < GraphScope.MaxSteps && _scope.Maker(value) is { } node; i++)
        {
            if (Passed(node) is not { } before)
                return LayerOf(node) is not null;
            value = before;
        }
        return false;
    }

    // Whether the gradient's sum over a channel is the same before and after: each window hands on all that it gets. A mean that counts
    // places of the padding does not.
    private static bool KeepsSums(NodeProto node) => node.OpType switch
    {
        "Identity" or "Dropout" or "Cast" or "GlobalAveragePool" or "GlobalMaxPool" or "MaxPool" => true,
        "AveragePool" => Whole(node, "count_include_pad", 0) == 0 || (HasNoPadding(node) && Whole(node, "ceil_mode", 0) == 0),
        "ReduceMean" => node.Input.Count > 1 || Numbers(node, "axes") is [2 or -2, 3 or -1] or [3 or -1, 2 or -2],
        _ => false,
    };

    private static bool HasNoPadding(NodeProto node) =>
        Numbers(node, "pads").All(pad => pad == 0)
            && node.Attribute.FirstOrDefault(one => one.Name == "auto_pad")?.S.ToStringUtf8() is null or "" or "NOTSET" or "VALID";

    private static long Whole(NodeProto node, string attribute, long otherwise) =>
        node.Attribute.FirstOrDefault(one => one.Name == attribute)?.I ?? otherwise;

    private static long[] Numbers(NodeProto node, string attribute) =>
        [.. node.Attribute.FirstOrDefault(one => one.Name == attribute)?.Ints ?? []];

    private static float Alpha(NodeProto node) => node.Attribute.FirstOrDefault(one => one.Name == "alpha")?.F ?? 1;
}
