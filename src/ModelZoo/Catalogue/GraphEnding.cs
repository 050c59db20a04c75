using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// What an output's numbers are, by the operators that make them, from the output backwards. Operators:
/// https://onnx.ai/onnx/operators, and those of ONNX Runtime's own family, com.microsoft.
/// </summary>
internal sealed class GraphEnding
{
    private const int MaxSteps = 256; // far beyond any ending; ends cycles, which a file from outside may have

    private readonly OnnxOutline _outline;
    private int _steps;

    private GraphEnding(OnnxOutline outline) => _outline = outline;

    /// <summary>Follows an output back to the operator that decides.</summary>
    /// <returns>
    /// Kind: null where the graph does not tell. Scale: what probabilities are multiplied by afterwards. Reason: the operators, as the
    /// end of a sentence.
    /// </returns>
    public static (string? Kind, double Scale, string Reason) Of(OnnxOutline outline, string output) =>
        new GraphEnding(outline).Follow(new Scope(outline.Nodes), output);

    /// <summary>Those of some outputs that no other of them is computed from: of features and scores the scores.</summary>
    public static string[] Last(OnnxOutline outline, IReadOnlyList<string> outputs)
    {
        var scope = new Scope(outline.Nodes);
        HashSet<string> used = [];
        foreach (string output in outputs)
            CollectSources(scope, Origin(scope, output), used);
        return [.. outputs.Where(output => !used.Contains(Origin(scope, output)))];
    }

    // The value whose numbers these are, under another name or in another shape.
    private static string Origin(Scope scope, string value)
    {
        for (int i = 0; i < MaxSteps && scope.Makers.TryGetValue(value, out NodeProto? node) && OnlyPasses(node); i++)
            value = node.Input[0];
        return value;
    }

    private static bool OnlyPasses(NodeProto node) => IsKnownFamily(node) && node.Input.Count > 0
        && node.OpType is "Identity" or "Cast" or "CastLike" or "QuantizeLinear" or "DequantizeLinear" or "Dropout" or "Clip" or "Reshape"
            or "Flatten" or "Squeeze" or "Unsqueeze" or "Transpose";

    // What a value is computed from, itself left out; what was collected for another output is not looked at again.
    private static void CollectSources(Scope scope, string value, HashSet<string> sources)
    {
        var open = new Stack<string>([value]);
        while (open.TryPop(out string? next))
        {
            if (scope.Makers.TryGetValue(next, out NodeProto? node))
            {
                foreach (string input in node.Input.Where(sources.Add))
                    open.Push(input);
            }
        }
    }

    private (string? Kind, double Scale, string Reason) Follow(Scope scope, string name)
    {
        double scale = 1;
        bool isClipped = false;
        string behind = "";
        while (_steps++ < MaxSteps)
        {
            if (!scope.Makers.TryGetValue(name, out NodeProto? node))
            {
                if (scope.Outside(name) is not var (outer, argument))
                    return (null, 1, "it comes from no operator that can be followed");
                (scope, name) = (outer, argument);
                continue;
            }
            if (Body(node, scope, name) is var (inner, result))
            {
                (scope, name) = (inner, result);
                continue;
            }
            string ending = $"it ends in {Printable.Name(node.OpType)}{behind}";
            switch (IsKnownFamily(node) ? node.OpType : "")
            {
                case not "" when OnlyPasses(node):
                    behind = behind.Length > 0 ? behind : $", then {Printable.Name(node.OpType)}";
                    isClipped |= node.OpType == "Clip";
                    name = node.Input[0];
                    continue;
                case "Mul" or "Div" when Factor(node, scope) is var (factor, other):
                    behind = FormattableString.Invariant($", times {factor:G4}");
                    scale *= factor;
                    name = other;
                    continue;
                case "Softmax" or "QLinearSoftmax" or "BiasSoftmax":
                    return Probabilities(ScoreNames.Softmax, scale, ending);
                case "Div" when IsExponentialsBySum(node, scope):
                    return Probabilities(ScoreNames.Softmax, scale, $"it ends in Exp divided by its sum{behind}");
                case "LogSoftmax":
                    return Probabilities(ScoreNames.LogSoftmax, scale, ending);
                case "Log" when node.Input.Count == 1 && Follow(scope, node.Input[0]) is { Kind: ScoreNames.Softmax, Scale: 1 }:
                    return Probabilities(ScoreNames.LogSoftmax, scale, $"it ends in Log of Softmax{behind}");
                case "Sigmoid" or "HardSigmoid" or "QLinearSigmoid":
                    return Probabilities(ScoreNames.Sigmoid, scale, ending);
                case "Gemm" or "MatMul" or "Conv" or "ConvTranspose" or "BatchNormalization" or "Einsum" or "MatMulInteger" or "ConvInteger"
                    or "QLinearMatMul" or "QLinearConv" or "QGemm" or "MatMulNBits" or "FusedMatMul" or "FusedGemm" or "FusedConv"
                    or "Relu" or "LeakyRelu":
                    return (isClipped ? null : ScoreNames.Logits, 1, ending); // clipped to 0..1 they may be meant as probabilities
                case "Add" or "QLinearAdd" or "Sum" or "Mean" or "ReduceMean" or "GlobalAveragePool" or "AveragePool" or "GlobalMaxPool"
                    or "MaxPool" or "QLinearReduceMean" or "QLinearGlobalAveragePool" or "QLinearAveragePool":
                    return Mixed(scope, node, ending);
                default:
                    return (null, 1, ending);
            }
        }
        return (null, 1, "its operators are too many to follow");
    }

    // A sum or mean of probabilities is none of the kinds; one of anything else is as good as what goes in.
    private (string? Kind, double Scale, string Reason) Mixed(Scope scope, NodeProto node, string ending)
    {
        foreach (string input in node.Input.Where(input => !IsConstant(scope, input)))
        {
            if (Follow(scope, input).Kind is ScoreNames.Softmax or ScoreNames.Sigmoid or ScoreNames.LogSoftmax)
                return (null, 1, $"{ending} of probabilities");
        }
        return (ScoreNames.Logits, 1, ending);
    }

    // A factor that turns the order round, or is no number, leaves no probabilities.
    private static (string? Kind, double Scale, string Reason) Probabilities(string kind, double scale, string ending) =>
        double.IsFinite(scale) && scale > 0 ? (kind, scale, ending) : (null, 1, ending);

    private static bool IsKnownFamily(NodeProto node) => node.Domain is "" or "ai.onnx" or "com.microsoft";

    // The function that a node calls, and which of its values the node's value is.
    private (Scope Scope, string Name)? Body(NodeProto node, Scope scope, string name)
    {
        FunctionProto? function = _outline.Functions.FirstOrDefault(f => f.Name == node.OpType && f.Domain == node.Domain);
        int output = node.Output.IndexOf(name);
        return function is not null && output < function.Output.Count
            ? (new Scope(function.Node) { Call = (scope, function, node) }, function.Output[output])
            : null;
    }

    private (double Factor, string Other)? Factor(NodeProto node, Scope scope)
    {
        if (node.Input.Count != 2)
            return null;
        if (Number(scope, node.Input[1]) is { } second)
            return (node.OpType == "Mul" ? second : 1 / second, node.Input[0]);
        return node.OpType == "Mul" && Number(scope, node.Input[0]) is { } first ? (first, node.Input[1]) : null;
    }

    private double? Number(Scope scope, string name)
    {
        if (!scope.Makers.TryGetValue(name, out NodeProto? node))
            return scope.Call is null ? _outline.Number(name) : null;
        if (node.OpType != "Constant" || node.Attribute is not [var value])
            return null;
        return value.Name switch
        {
            "value" when value.T is not null => OnnxOutline.NumberIn(value.T),
            "value_float" => value.F,
            _ => null,
        };
    }

    private bool IsConstant(Scope scope, string name) =>
        scope.Makers.TryGetValue(name, out NodeProto? node) ? node.OpType == "Constant"
            : scope.Call is null && _outline.IsInitializer(name);

    // Softmax in single steps, as older exporters write it.
    private static bool IsExponentialsBySum(NodeProto node, Scope scope) =>
        node.Input is [var above, var below]
        && scope.Makers.GetValueOrDefault(above) is { OpType: "Exp" }
        && scope.Makers.GetValueOrDefault(below) is { OpType: "ReduceSum", Input: [var summed, ..] } && summed == above;

    // The values of the graph, or of a function that is called.
    private sealed class Scope
    {
        public Scope(IEnumerable<NodeProto> nodes)
        {
            foreach (NodeProto node in nodes)
                foreach (string output in node.Output)
                    Makers.TryAdd(output, node);
        }

        public Dictionary<string, NodeProto> Makers { get; } = [];

        public (Scope Scope, FunctionProto Function, NodeProto Node)? Call { get; init; }

        // What the caller hands in under this name.
        public (Scope Scope, string Name)? Outside(string name) =>
            Call is var (outer, function, node) && function.Input.IndexOf(name) is >= 0 and int at && at < node.Input.Count
                ? (outer, node.Input[at])
                : null;
    }
}
