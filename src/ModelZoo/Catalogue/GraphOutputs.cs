namespace RealtimeCnn.ModelZoo;

/// <summary>What several outputs of a graph have to do with each other.</summary>
internal sealed class GraphOutputs
{
    private readonly GraphScope _scope;
    private int _steps;

    private GraphOutputs(GraphScope scope) => _scope = scope;

    /// <summary>Those of some outputs that no other of them is computed from: of features and scores the scores.</summary>
    public static string[] Last(OnnxOutline outline, IReadOnlyList<string> outputs)
    {
        var scope = new GraphScope(outline);
        HashSet<string> used = [];
        foreach (string output in outputs)
            CollectSources(scope, scope.Origin(output), used);
        return [.. outputs.Where(output => !used.Contains(scope.Origin(output)))];
    }

    /// <summary>
    /// Those of some outputs that are picked from scores, or sum them up: the five best, the best as 0s and 1s, the mean of all.
    /// </summary>
    public static string[] Picked(OnnxOutline outline, IReadOnlyList<string> outputs)
    {
        var scope = new GraphScope(outline);
        return
        [
            .. outputs.Where(output =>
                new GraphOutputs(scope).IsPicked(output, [.. outputs.Where(other => other != output)])),
        ];
    }

    private bool IsPicked(string value, string[] others)
    {
        while (_steps++ < GraphScope.MaxSteps && _scope.Maker(value) is { } node && GraphScope.IsKnownFamily(node))
        {
            string[] values = _scope.Values(node);
            switch (node.OpType)
            {
                case "TopK" or "ArgMax" or "ArgMin" or "OneHot" or "Hardmax" or "Equal" or "Greater" or "GreaterOrEqual" or "Less"
                    or "LessOrEqual" or "NonMaxSuppression" or "NonZero" or "Unique":
                    return true;
                case ['R', 'e', 'd', 'u', 'c', 'e', ..]: // the last step of a network too: there it sums up a map, not scores
                    HashSet<string> sources = [];
                    CollectSources(_scope, value, sources);
                    return others.Any(other => sources.Contains(_scope.Origin(other)));
                case "Gather" or "GatherElements" or "GatherND" or "ScatterElements"
                    when node.Input.Count > 1 && IsPicked(node.Input[1], []):
                    return true;
                case "Softmax" or "Sigmoid" or "Log" or "Exp" or "Neg" or "Slice" or "Split" or "Gather" or "GatherElements" or "GatherND"
                    or "Where" or "Add" or "Sub" or "Mul" or "Div" when values is [var only]:
                    value = only;
                    break;
                case not null when GraphScope.OnlyPasses(node):
                    value = node.Input[0];
                    break;
                default:
                    return false;
            }
        }
        return false;
    }

    // What a value is computed from, itself left out; what was collected for another output is not looked at again.
    private static void CollectSources(GraphScope scope, string value, HashSet<string> sources)
    {
        var open = new Stack<string>([value]);
        while (open.TryPop(out string? next))
        {
            if (scope.Maker(next) is { } node)
            {
                foreach (string input in node.Input.Where(sources.Add))
                    open.Push(input);
            }
        }
    }
}
