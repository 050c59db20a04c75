using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Tells of a graph whether it computes the same whatever values it is given. Only operators that are known to do so count: those of
/// https://onnx.ai/onnx/operators whose work follows from the shapes of what they take.
/// </summary>
internal static class GraphSteadiness
{
    // The shapes of their results follow from the shapes of what they take.
    private static readonly HashSet<string> OfShapes =
    [
        .. ("Abs Add And ArgMax ArgMin AveragePool BatchNormalization Cast CastLike Ceil Celu Clip Concat Constant Conv ConvInteger "
            + "ConvTranspose Cos Div Dropout DepthToSpace DequantizeLinear DynamicQuantizeLinear Einsum Elu Equal Erf Exp Flatten Floor "
            + "Gather GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool Greater GreaterOrEqual "
            + "GroupNormalization HardSigmoid HardSwish Hardmax Identity InstanceNormalization "
            + "LRN LayerNormalization LeakyRelu Less LessOrEqual Log "
            + "LogSoftmax LpNormalization LpPool MatMul MatMulInteger Max MaxPool Mean MeanVarianceNormalization Min Mish Mul Neg Not Or "
            + "PRelu Pow QLinearConv QLinearMatMul QuantizeLinear Reciprocal Relu Round Selu Shape Shrink Sigmoid Sign Sin Size Softmax "
            + "Softplus Softsign SpaceToDepth Sqrt Sub Sum Swish Tan Tanh ThresholdedRelu Transpose Where Xor").Split(' '),
    ];

    // The same, if all but the first of what they take is the same each time: axes, sizes, counts.
    private static readonly HashSet<string> OfSizes =
    [
        .. ("ConstantOfShape CumSum Expand Pad Range ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin "
            + "ReduceProd ReduceSum ReduceSumSquare Reshape Resize Slice Split Squeeze Tile TopK Trilu Unsqueeze Upsample").Split(' '),
    ];

    /// <summary>Whether it is so; false where it is not sure.</summary>
    public static bool Of(OnnxOutline outline)
    {
        HashSet<string> fixedValues = [""]; // what is left out
        foreach (NodeProto node in outline.Nodes) // each comes after those that it takes from
        {
            bool[] isFixed = [.. node.Input.Select(input => fixedValues.Contains(input) || outline.IsInitializer(input))];
            bool takesFixed = isFixed.All(one => one);
            bool takesSizes = OfSizes.Contains(node.OpType)
                && (node.OpType is "ConstantOfShape" or "Range" ? takesFixed : isFixed.Skip(1).All(one => one));
            if (node.Domain is not ("" or "ai.onnx") || !(OfShapes.Contains(node.OpType) || takesSizes))
                return false;
            if (takesFixed || node.OpType is "Shape" or "Size")
                fixedValues.UnionWith(node.Output);
        }
        return outline.HasAllNodes && outline.Functions.Count == 0;
    }
}
