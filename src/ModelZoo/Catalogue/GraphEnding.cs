using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// What an output's numbers are, by the operators that make them, from the output backwards. Operators:
/// https://onnx.ai/onnx/operators, and those of ONNX Runtime's own family, com.microsoft.
/// </summary>
internal sealed class GraphEnding
{
    private int _steps;

    /// <summary>Follows an output back to the operator that decides.</summary>
    /// <returns>
    /// Kind: null where the graph does not tell. Scale: what probabilities are multiplied by afterwards. Reason: the operators, as the
    /// end of a sentence.
    /// </returns>
    public static (string? Kind, double Scale, string Reason) Of(OnnxOutline outline, string output)
    {
        Ending ending = new GraphEnding().Follow(new GraphScope(outline), output);
        return (ending.Kind, ending.Scale, ending.Reason);
    }

    private Ending Follow(GraphScope scope, string name)
    {
        EndingSteps after = new();
        while (_steps++ < GraphScope.MaxSteps)
        {
            if (scope.Maker(name) is not { } node)
            {
                if (scope.Outside(name) is not var (outer, argument))
                    return after.Unknown("it comes from no operator that can be followed");
                (scope, name) = (outer, argument);
                continue;
            }
            if (scope.Body(node, name) is var (inner, result))
            {
                (scope, name) = (inner, result);
                continue;
            }
            string operation = GraphScope.IsKnownFamily(node) ? node.OpType : "";
            if (StepBack(node, operation, scope, after) is { } before)
                name = before;
            else
                return Decide(node, operation, scope, after);
        }
        return new Ending(null, 1, "its operators are too many to follow");
    }

    // The value before an operator that leaves numbers what they are, or moves all of them alike; null before one that decides.
    private string? StepBack(NodeProto node, string operation, GraphScope scope, EndingSteps after)
    {
        string? constant = node.Input.FirstOrDefault(input => scope.IsConstant(input));
        string[] values = scope.Values(node);
        string? value = values is [var only] ? only : null;
        switch (operation)
        {
            case "Clip" when node.Input.Count > 0:
                after.Clip(
                    GraphPatterns.Bound(node, scope, 1, "min", double.NegativeInfinity),
                    GraphPatterns.Bound(node, scope, 2, "max", double.PositiveInfinity));
                after.Then(node);
                return node.Input[0];
            case "Min" or "Max" when value is not null && constant is not null && node.Input.Count == 2
                && scope.Number(constant) is { } bound:
                after.Clip(operation == "Max" ? bound : double.NegativeInfinity, operation == "Min" ? bound : double.PositiveInfinity);
                after.Then(node);
                return value;
            case not "" when GraphScope.OnlyPasses(node):
                after.Then(node);
                return node.Input[0];
            case "Relu" when value is not null:
                after.CutOff();
                after.Then(node);
                return value;
            case "Slice" or "Split" or "Gather" or "GatherElements" or "GatherND" when values.Length > 0 && values[0] == node.Input[0]:
                after.Then(node);
                return node.Input[0];
            case "Mul" or "Div" when GraphPatterns.Factor(node, scope) is var (factor, other):
                after.Times(factor);
                return other;
            case "Mul" or "Div" when value is not null && constant is not null && (operation == "Mul" || node.Input[0] == value):
                after.IsWeighted = true; // by factors of each class
                after.Then(node);
                return value;
            case "Neg" when value is not null:
                after.Times(-1);
                after.Then(node);
                return value;
            case "Add" or "Sub" when value is not null && constant is not null:
                double addend = scope.Number(constant) ?? double.NaN; // one for each class
                bool isTurned = operation == "Sub" && node.Input[1] == value;
                after.Plus(operation == "Sub" && !isTurned ? -addend : addend);
                if (isTurned)
                    after.Times(-1);
                after.Then(node);
                return value;
            case "QLinearAdd" or "Sum" or "Mean" when value is not null:
                after.Plus(double.NaN);
                after.Then(node);
                return value;
            case "ReduceMean" or "GlobalAveragePool" or "AveragePool" or "GlobalMaxPool" or "MaxPool" or "QLinearReduceMean"
                or "QLinearGlobalAveragePool" or "QLinearAveragePool" when node.Input.Count > 0:
                after.IsSummed = true;
                after.Then(node);
                return node.Input[0];
            default:
                return null;
        }
    }

    private Ending Decide(NodeProto node, string operation, GraphScope scope, EndingSteps after)
    {
        string ending = $"it ends in {Printable.Name(node.OpType)}{after.Text}";
        switch (operation)
        {
            case "Softmax" or "QLinearSoftmax" or "BiasSoftmax":
                return after.Shares(ScoreNames.Softmax, 1, ending);
            case "Div" or "Mul" when GraphPatterns.IsExponentialsBySum(node, scope):
                return after.Shares(ScoreNames.Softmax, 1, $"it ends in Exp divided by its sum{after.Text}");
            case "LogSoftmax":
                return after.Shares(ScoreNames.LogSoftmax, 1, ending);
            case "Log" when node.Input.Count == 1 && Follow(scope, node.Input[0]) is { Kind: ScoreNames.Softmax, Scale: 1 }:
                return after.Shares(ScoreNames.LogSoftmax, 1, $"it ends in Log of Softmax{after.Text}");
            case "Sigmoid" or "HardSigmoid" or "QLinearSigmoid":
                return after.Within(0, 1, ending);
            case "Reciprocal" or "Div" or "Pow" when GraphPatterns.SigmoidInSteps(node, scope) is { } numerator:
                return after.Within(0, numerator, $"it ends in 1 / (1 + Exp){after.Text}");
            case "Tanh" or "Softsign" or "Erf":
                return after.Within(-1, 1, ending, isSigmoid: false);
            case "Gemm" or "MatMul" or "Conv" or "ConvTranspose" or "BatchNormalization" or "Einsum" or "MatMulInteger" or "ConvInteger"
                or "QLinearMatMul" or "QLinearConv" or "QGemm" or "MatMulNBits" or "FusedMatMul" or "FusedGemm" or "FusedConv"
                or "LeakyRelu":
                return after.Logits(ending);
            case "Add" or "QLinearAdd" or "Sum" or "Mean" or "Concat" or "QLinearConcat":
                return Together(node, scope, after, ending);
            default:
                return after.Unknown(ending);
        }
    }

    // A sum, a mean or a row of probabilities that are all of one kind is of that kind; one of some that are and some that are not is
    // nothing that is known; one of anything else is as good as what goes in.
    private Ending Together(NodeProto node, GraphScope scope, EndingSteps after, string ending)
    {
        bool isRow = node.OpType is "Concat" or "QLinearConcat";
        Ending[] parts = [.. scope.Values(node).Select(input => Follow(scope, input))];
        if (parts is [{ Kind: ScoreNames.Softmax or ScoreNames.Sigmoid } first, ..] && parts.All(part => part.Kind == first.Kind)
            && (!isRow || parts.All(part => part.Scale == first.Scale)))
        {
            double scale = isRow ? first.Scale : parts.Sum(part => part.Scale) / (node.OpType == "Mean" ? node.Input.Count : 1);
            string reason = $"{first.Reason}, then {Printable.Name(node.OpType)}{after.Text}";
            return first.Kind == ScoreNames.Softmax ? after.Shares(first.Kind, scale, reason) : after.Within(0, scale, reason);
        }
        if (parts.Any(part => part.Kind is ScoreNames.Softmax or ScoreNames.Sigmoid or ScoreNames.LogSoftmax))
            return after.Bounded($"it ends in {Printable.Name(node.OpType)} of probabilities");
        if (parts.Any(part => part.IsBounded) || (isRow && parts.Any(part => part.Kind is null)))
            return after.Bounded(ending);
        return after.Logits(ending);
    }
}
