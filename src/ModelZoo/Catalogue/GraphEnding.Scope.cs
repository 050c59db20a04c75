using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

internal sealed partial class GraphEnding
{
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

    // The limit of Clip: by attribute before operator set 11. Not a number where it is computed.
    private double Bound(NodeProto node, Scope scope, int input, string attribute, double none) =>
        node.Input.Count > input && node.Input[input].Length > 0
            ? Number(scope, node.Input[input]) ?? double.NaN
            : node.Attribute.FirstOrDefault(one => one.Name == attribute)?.F ?? none;

    // Softmax in single steps, as older exporters write it.
    private static bool IsExponentialsBySum(NodeProto node, Scope scope)
    {
        if (node.Input is not [var one, var other])
            return false;
        return node.OpType == "Div" ? IsSum(one, other) : IsInverse(one, other) || IsInverse(other, one);

        bool IsSum(string above, string below) => scope.Makers.GetValueOrDefault(above) is { OpType: "Exp" }
            && scope.Makers.GetValueOrDefault(below) is { OpType: "ReduceSum", Input: [var summed, ..] } && summed == above;

        bool IsInverse(string above, string below) =>
            scope.Makers.GetValueOrDefault(below) is { OpType: "Reciprocal", Input: [var sum] } && IsSum(above, sum);
    }

    // Of 1 / (1 + exp(-x)) and exp(x) / (1 + exp(x)) the numerator; null for anything else.
    private double? SigmoidInSteps(NodeProto node, Scope scope)
    {
        switch (node.OpType, node.Input)
        {
            case ("Reciprocal", [var below]) when Exponential(below) is not null:
                return 1;
            case ("Pow", [var below, var power]) when Exponential(below) is not null && Number(scope, power) == -1:
                return 1;
            case ("Div", [var above, var below]) when Exponential(below) is { } exponential:
                return Number(scope, above) ?? (Origin(scope, above) == exponential ? 1 : null);
            default:
                return null;
        }

        // The exponential to which 1 is added.
        string? Exponential(string sum)
        {
            if (scope.Makers.GetValueOrDefault(Origin(scope, sum)) is not { OpType: "Add", Input: [var first, var second] })
                return null;
            string value = Origin(scope, Number(scope, first) is null ? first : second);
            return (Number(scope, first) ?? Number(scope, second)) == 1 && scope.Makers.GetValueOrDefault(value) is { OpType: "Exp" }
                ? value
                : null;
        }
    }

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
