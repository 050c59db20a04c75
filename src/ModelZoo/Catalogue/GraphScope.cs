using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>The values of a graph, or of a function of its own that is called, by the operators that make them.</summary>
internal sealed class GraphScope
{
    /// <summary>How far operators are followed: far beyond any ending. Ends cycles, which a file from outside may have.</summary>
    public const int MaxSteps = 256;

    private readonly OnnxOutline _outline;
    private readonly Dictionary<string, NodeProto> _makers = [];
    private readonly (GraphScope Scope, FunctionProto Function, NodeProto Node)? _call;

    /// <summary>Takes the graph.</summary>
    public GraphScope(OnnxOutline outline) : this(outline, outline.Nodes)
    {
    }

    private GraphScope(
        OnnxOutline outline, IEnumerable<NodeProto> nodes, (GraphScope Scope, FunctionProto Function, NodeProto Node)? call = null)
    {
        (_outline, _call) = (outline, call);
        foreach (NodeProto node in nodes)
            foreach (string output in node.Output)
                _makers.TryAdd(output, node);
    }

    /// <summary>The operator that makes a value.</summary>
    public NodeProto? Maker(string value) => _makers.GetValueOrDefault(value);

    /// <summary>What the caller of a function hands in under this name.</summary>
    public (GraphScope Scope, string Name)? Outside(string name) =>
        _call is var (outer, function, node) && function.Input.IndexOf(name) is >= 0 and int at && at < node.Input.Count
            ? (outer, node.Input[at])
            : null;

    /// <summary>The function that a node calls, and which of its values the node's value is.</summary>
    public (GraphScope Scope, string Name)? Body(NodeProto node, string name)
    {
        FunctionProto? function = _outline.Functions.FirstOrDefault(f => f.Name == node.OpType && f.Domain == node.Domain);
        int output = node.Output.IndexOf(name);
        return function is not null && output < function.Output.Count
            ? (new GraphScope(_outline, function.Node, (this, function, node)), function.Output[output])
            : null;
    }

    /// <summary>Whether an operator is the standard's, or ONNX Runtime's own.</summary>
    public static bool IsKnownFamily(NodeProto node) => node.Domain is "" or "ai.onnx" or "com.microsoft";

    /// <summary>Whether an operator hands its input on, in another type, shape or order.</summary>
    public static bool OnlyPasses(NodeProto node) => IsKnownFamily(node) && node.Input.Count > 0
        && node.OpType is "Identity" or "Cast" or "CastLike" or "QuantizeLinear" or "DequantizeLinear" or "Dropout" or "Clip" or "Reshape"
            or "Flatten" or "Squeeze" or "Unsqueeze" or "Transpose";

    /// <summary>The value whose numbers these are, under another name or in another shape.</summary>
    public string Origin(string value)
    {
        for (int i = 0; i < MaxSteps && Maker(value) is { } node && OnlyPasses(node); i++)
            value = node.Input[0];
        return value;
    }

    /// <summary>The inputs of an operator that are not stored.</summary>
    public string[] Values(NodeProto node) => [.. node.Input.Where(input => input.Length > 0 && !IsConstant(input))];

    /// <summary>Whether a value is stored.</summary>
    public bool IsConstant(string name) =>
        _makers.TryGetValue(name, out NodeProto? node) ? node.OpType == "Constant"
            : _call is null && _outline.IsInitializer(name);

    /// <summary>A stored value, if it is a single number.</summary>
    public double? Number(string name)
    {
        if (!_makers.TryGetValue(name, out NodeProto? node))
            return _call is null ? _outline.Number(name) : null;
        if (node.OpType != "Constant" || node.Attribute is not [var value])
            return null;
        return value.Name switch
        {
            "value" when value.T is not null => OnnxOutline.NumberIn(value.T),
            "value_float" => value.F,
            _ => null,
        };
    }
}
