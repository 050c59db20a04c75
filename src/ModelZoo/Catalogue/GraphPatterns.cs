using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>What is written in several operators although there is one for it, and the numbers that operators take.</summary>
internal static class GraphPatterns
{
    /// <summary>The number that an operator multiplies another value with.</summary>
    public static (double Factor, string Other)? Factor(NodeProto node, GraphScope scope)
    {
        if (node.Input.Count != 2)
            return null;
        if (scope.Number(node.Input[1]) is { } second)
            return (node.OpType == "Mul" ? second : 1 / second, node.Input[0]);
        return node.OpType == "Mul" && scope.Number(node.Input[0]) is { } first ? (first, node.Input[1]) : null;
    }

    /// <summary>The limit of Clip: by attribute before operator set 11. Not a number where it is computed.</summary>
    public static double Bound(NodeProto node, GraphScope scope, int input, string attribute, double none) =>
        node.Input.Count > input && node.Input[input].Length > 0
            ? scope.Number(node.Input[input]) ?? double.NaN
            : node.Attribute.FirstOrDefault(one => one.Name == attribute)?.F ?? none;

    /// <summary>Whether an operator ends a softmax in single steps, as older exporters write it.</summary>
    public static bool IsExponentialsBySum(NodeProto node, GraphScope scope)
    {
        if (node.Input is not [var one, var other])
            return false;
        return node.OpType == "Div" ? IsSum(one, other) : IsInverse(one, other) || IsInverse(other, one);

        bool IsSum(string above, string below) => scope.Maker(above) is { OpType: "Exp" }
            && scope.Maker(below) is { OpType: "ReduceSum", Input: [var summed, ..] } && summed == above;

        bool IsInverse(string above, string below) =>
            scope.Maker(below) is { OpType: "Reciprocal", Input: [var sum] } && IsSum(above, sum);
    }

    /// <summary>Of 1 / (1 + exp(-x)) and exp(x) / (1 + exp(x)) the numerator; null for anything else.</summary>
    public static double? SigmoidInSteps(NodeProto node, GraphScope scope)
    {
        switch (node.OpType, node.Input)
        {
            case ("Reciprocal", [var below]) when Exponential(below) is not null:
                return 1;
            case ("Pow", [var below, var power]) when Exponential(below) is not null && scope.Number(power) == -1:
                return 1;
            case ("Div", [var above, var below]) when Exponential(below) is { } exponential:
                return scope.Number(above) ?? (scope.Origin(above) == exponential ? 1.0 : (double?)null);
            default:
                return null;
        }

        // The exponential to which 1 is added.
        string? Exponential(string sum)
        {
            if (scope.Maker(scope.Origin(sum)) is not { OpType: "Add", Input: [var first, var second] })
                return null;
            string value = scope.Origin(scope.Number(first) is null ? first : second);
            return (scope.Number(first) ?? scope.Number(second)) == 1 && scope.Maker(value) is { OpType: "Exp" }
                ? value
                : null;
        }
    }
}
