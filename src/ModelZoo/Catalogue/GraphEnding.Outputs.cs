using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

internal sealed partial class GraphEnding
{
    /// <summary>Those of some outputs that no other of them is computed from: of features and scores the scores.</summary>
    public static string[] Last(OnnxOutline outline, IReadOnlyList<string> outputs)
    {
        var scope = new Scope(outline.Nodes);
        HashSet<string> used = [];
        foreach (string output in outputs)
            CollectSources(scope, Origin(scope, output), used);
        return [.. outputs.Where(output => !used.Contains(Origin(scope, output)))];
    }

    /// <summary>
    /// Those of some outputs that are picked from scores, or sum them up: the five best, the best as 0s and 1s, the mean of all.
    /// </summary>
    public static string[] Picked(OnnxOutline outline, IReadOnlyList<string> outputs)
    {
        var scope = new Scope(outline.Nodes);
        return
        [
            .. outputs.Where(output =>
                new GraphEnding(outline).IsPicked(scope, output, [.. outputs.Where(other => other != output)])),
        ];
    }

    private bool IsPicked(Scope scope, string value, string[] others)
    {
        while (_steps++ < MaxSteps && scope.Makers.TryGetValue(value, out NodeProto? node) && IsKnownFamily(node))
        {
            string[] values = [.. node.Input.Where(input => input.Length > 0 && !IsConstant(scope, input))];
            switch (node.OpType)
            {
                case "TopK" or "ArgMax" or "ArgMin" or "OneHot" or "Hardmax" or "Equal" or "Greater" or "GreaterOrEqual" or "Less"
                    or "LessOrEqual" or "NonMaxSuppression" or "NonZero" or "Unique":
                    return true;
                case ['R', 'e', 'd', 'u', 'c', 'e', ..]: // the last step of a network too: there it sums up a map, not scores
                    HashSet<string> sources = [];
                    CollectSources(scope, value, sources);
                    return others.Any(other => sources.Contains(Origin(scope, other)));
                case "Gather" or "GatherElements" or "GatherND" or "ScatterElements"
                    when node.Input.Count > 1 && IsPicked(scope, node.Input[1], []):
                    return true;
                case "Softmax" or "Sigmoid" or "Log" or "Exp" or "Neg" or "Slice" or "Split" or "Gather" or "GatherElements" or "GatherND"
                    or "Where" or "Add" or "Sub" or "Mul" or "Div" when values is [var only]:
                    value = only;
                    break;
                case not null when OnlyPasses(node):
                    value = node.Input[0];
                    break;
                default:
                    return false;
            }
        }
        return false;
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
}
