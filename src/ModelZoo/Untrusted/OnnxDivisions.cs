using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Refuses graphs in which a whole number may be divided by -1. The least one has no counterpart, and x86 processors end a program that
/// divides it so; ONNX Runtime does not look. Accepted is what cannot happen to: other types, and sizes and counts on either side.
/// </summary>
/// <remarks>Values and types are followed as far as that is simple; of what is not followed, nothing is known.</remarks>
internal sealed class OnnxDivisions
{
    private const int Int32 = 6, Int64 = 7; // TensorProto.DataType
    private const int MaxSteps = 5_000_000;

    // The first of their results is of the type of the first they take.
    private static readonly HashSet<string> OfFirst =
    [
        .. ("Abs Add Clip Compress Concat CumSum DepthToSpace Div Dropout Einsum Expand Flatten Gather GatherElements GatherND Gemm "
            + "Identity MatMul Max MaxPool Mean Min Mod Mul Neg PRelu Pad Pow Range ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp "
            + "ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu Reshape Resize ReverseSequence ScatterElements "
            + "ScatterND Shrink Sign Slice SpaceToDepth Split Squeeze Sub Sum Tile TopK Transpose Trilu Unsqueeze Upsample").Split(' '),
    ];

    // Whatever they take, the first of their results is none of 32 or 64 bits.
    private static readonly HashSet<string> Harmless =
    [
        .. ("Acos Acosh Asin Asinh Atan Atanh Attention AveragePool BatchNormalization BiasGelu Ceil Celu Conv ConvTranspose Cos Cosh "
            + "DequantizeLinear DynamicQuantizeLinear Elu Erf Exp FastGelu Floor FusedConv FusedGemm FusedMatMul GRU Gelu "
            + "GlobalAveragePool GlobalLpPool GlobalMaxPool GroupNormalization HardSigmoid HardSwish Hardmax InstanceNormalization LRN "
            + "LSTM LayerNormalization LeakyRelu Log LogSoftmax LpNormalization LpPool MeanVarianceNormalization Mish MultiHeadAttention "
            + "QLinearConv QLinearMatMul QuantizeLinear QuickGelu RMSNormalization RNN Reciprocal Round Selu Sigmoid "
            + "SimplifiedLayerNormalization Sin Sinh SkipLayerNormalization SkipSimplifiedLayerNormalization Softmax Softplus Softsign "
            + "Sqrt Swish Tan Tanh ThresholdedRelu").Split(' '),
    ];

    // They hand on some of the values of the first they take, or of all.
    private static readonly HashSet<string> Picking =
        [.. "Expand Flatten Gather GatherElements GatherND Identity Reshape Slice Split Squeeze Tile Transpose Unsqueeze".Split(' ')];

    private static readonly HashSet<string> OfAll = ["Concat", "Div", "Max", "Min", "Mod"];

    private readonly Dictionary<(string, string, string), FunctionProto> _functions = [];
    private int _steps;

    private OnnxDivisions(OnnxOutline outline)
    {
        foreach (FunctionProto function in outline.Functions)
            _functions.TryAdd((DomainOf(function.Domain), function.Name, function.Overload), function);
    }

    /// <summary>What is known of a value.</summary>
    [Flags]
    public enum Fact
    {
        /// <summary>Nothing.</summary>
        None = 0,

        /// <summary>It is of a type that may be divided by anything: not of 32 or 64 bits with a sign, or floating.</summary>
        IsHarmless = 1,

        /// <summary>It is of 32 or 64 bits, and below 0 nowhere.</summary>
        IsNotNegative = 2,
    }

    /// <summary>Refuses operators that divide by a length that they are given: ONNX Runtime 1.31.1 does not look whether it is 0.</summary>
    /// <exception cref="InvalidDataException">It is one.</exception>
    public static void RequireKnownDivisor(string domain, string name)
    {
        if (DomainOf(domain).Length == 0 && name is "SplitToSequence" or "STFT")
        {
            throw new InvalidDataException(
                $"its operator {name} divides by a length that may be 0, and processors end programs that do that");
        }
    }

    /// <summary>Whether an operator divides.</summary>
    public static bool Divides(string domain, string name) => DomainOf(domain).Length == 0 && name is "Div" or "Mod";

    /// <summary>Looks a graph over. Its functions do not call themselves, nor multiply without bounds.</summary>
    /// <param name="outline">The graph.</param>
    /// <param name="inputs">What it takes.</param>
    /// <param name="divisions">Operators of the file that divide, wherever they are.</param>
    /// <exception cref="InvalidDataException">A whole number may be divided by -1, or that cannot be told.</exception>
    public static void Require(OnnxOutline outline, IEnumerable<ValueInfoProto> inputs, int divisions)
    {
        if (divisions == 0)
            return;
        int seen = Count(outline.Nodes) + outline.Functions.Sum(function => Count(function.Node));
        if (seen < divisions || !outline.HasAllFunctions)
            throw new InvalidDataException("it divides within a function or an operator that is too long to be looked over");
        if (outline.Functions.Any(function => IsKnown(function.Domain)))
            throw new InvalidDataException("it divides, and has functions in a domain of ONNX's or ONNX Runtime's own");
        Scope scope = new(outline.FactOf);
        foreach (ValueInfoProto input in inputs)
            scope.Set(input.Name, Of(input));
        new OnnxDivisions(outline).Follow(outline.Nodes, scope);
    }

    /// <summary>What is known of values of a type, as <c>TensorProto.data_type</c>.</summary>
    public static Fact OfType(int type) => IsHarmless(type) ? Fact.IsHarmless : Fact.None;

    /// <summary>What is known of a stored tensor.</summary>
    public static Fact Of(TensorProto tensor)
    {
        ReadOnlySpan<byte> raw = tensor.RawData.Span;
        bool isNegative = tensor.DataLocation != TensorProto.Types.DataLocation.Default
            || tensor.Int32Data.Any(number => number < 0) || tensor.Int64Data.Any(number => number < 0);
        int size = tensor.DataType == Int64 ? sizeof(long) : sizeof(int);
        for (int last = size - 1; last < raw.Length; last += size)
            isNegative |= (raw[last] & 0x80) != 0; // little-endian: the sign stands in the last byte
        return IsHarmless(tensor.DataType) ? Fact.IsHarmless : isNegative ? Fact.None : Fact.IsNotNegative;
    }

    private static Fact Of(ValueInfoProto value) => OfType(value.Type?.TensorType?.ElemType ?? 0);

    private static bool IsHarmless(int type) => type is not (0 or Int32 or Int64);

    private static bool IsKnown(string domain) => domain.Length == 0
        || domain.StartsWith("ai.onnx", StringComparison.Ordinal) || domain.StartsWith("com.microsoft", StringComparison.Ordinal);

    private static string DomainOf(string domain) => domain == "ai.onnx" ? "" : domain; // two names of the standard's own

    private static IEnumerable<GraphProto> GraphsOf(NodeProto node) =>
        node.Attribute.SelectMany(attribute => attribute.G is { } graph ? attribute.Graphs.Prepend(graph) : attribute.Graphs);

    private static int Count(IEnumerable<NodeProto> nodes) => nodes.Sum(
        node => (Divides(node.Domain, node.OpType) ? 1 : 0) + GraphsOf(node).Sum(graph => Count(graph.Node)));

    private void Follow(IEnumerable<NodeProto> nodes, Scope scope)
    {
        foreach (NodeProto node in nodes)
        {
            if ((_steps += 1 + node.Input.Count + node.Output.Count) > MaxSteps)
                throw new InvalidDataException("its functions are too large, and called too often, to be looked over");
            Fact[] facts = [.. node.Input.Select(scope.Of)];
            foreach (GraphProto graph in GraphsOf(node))
            {
                Scope inner = new(scope.Of);
                foreach (ValueInfoProto input in graph.Input)
                    inner.Set(input.Name, Of(input));
                foreach (TensorProto tensor in graph.Initializer)
                    inner.Set(tensor.Name, Of(tensor));
                Follow(graph.Node, inner);
            }
            if (_functions.TryGetValue((DomainOf(node.Domain), node.OpType, node.Overload), out FunctionProto? function))
            {
                Call(function, facts, node, scope);
                continue;
            }
            if (Divides(node.Domain, node.OpType) && !IsSafe(facts))
            {
                throw new InvalidDataException(
                    $"its operator {node.OpType} '{Printable.Name(node.Name)}' may divide whole numbers by -1, "
                    + "and processors end programs that do that to the least of them; cast them to float");
            }
            Fact result = ResultOf(node, facts);
            for (int i = 0; i < node.Output.Count; i++)
                scope.Set(node.Output[i], i == 0 || node.OpType == "Split" ? result : Fact.None);
        }
    }

    private void Call(FunctionProto function, Fact[] facts, NodeProto node, Scope scope)
    {
        Scope inner = new(_ => Fact.None);
        for (int i = 0; i < function.Input.Count; i++)
            inner.Set(function.Input[i], i < facts.Length ? facts[i] : Fact.None);
        Follow(function.Node, inner);
        for (int i = 0; i < node.Output.Count; i++)
            scope.Set(node.Output[i], i < function.Output.Count ? inner.Of(function.Output[i]) : Fact.None);
    }

    // The least number is negative, and so is -1: one side without those is enough. Both are of one type.
    private static bool IsSafe(Fact[] facts) => facts.Any(fact => fact != Fact.None);

    private static Fact ResultOf(NodeProto node, Fact[] facts)
    {
        string name = node.OpType;
        Fact first = facts.FirstOrDefault();
        if (Harmless.Contains(name) && DomainOf(node.Domain) is "" or "com.microsoft")
            return Fact.IsHarmless;
        if (DomainOf(node.Domain).Length > 0)
            return Fact.None;
        if (OfAll.Contains(name) && facts.Length > 0 && facts.All(fact => fact == Fact.IsNotNegative))
            return Fact.IsNotNegative;
        if (OfFirst.Contains(name) && (first == Fact.IsHarmless || Picking.Contains(name)))
            return first;
        return name switch
        {
            "ArgMax" or "ArgMin" or "Shape" or "Size" => Fact.IsNotNegative,
            "Cast" => Number(node, "to") is { } to && IsHarmless((int)to) ? Fact.IsHarmless
                : Number(node, "to") == Int64 ? first & Fact.IsNotNegative : Fact.None,
            "Constant" => node.Attribute.Select(OfConstant).FirstOrDefault(),
            "ConstantOfShape" => Attribute(node, "value")?.T is { } value ? Of(value)
                : node.Attribute.Count == 0 ? Fact.IsHarmless : Fact.None, // float by default
            "OneHot" => facts.ElementAtOrDefault(2) & Fact.IsHarmless,
            "Where" => facts.ElementAtOrDefault(1) & Fact.IsHarmless,
            _ => Fact.None,
        };
    }

    private static Fact OfConstant(AttributeProto attribute) => attribute switch
    {
        { Name: "value", T: { } tensor } => Of(tensor),
        { Name: "value_float" or "value_floats" } => Fact.IsHarmless,
        { Name: "value_int", Type: AttributeProto.Types.AttributeType.Int, I: >= 0 } => Fact.IsNotNegative,
        { Name: "value_ints" } when attribute.Ints.Count > 0 && attribute.Ints.All(number => number >= 0) => Fact.IsNotNegative,
        _ => Fact.None,
    };

    private static AttributeProto? Attribute(NodeProto node, string name) => node.Attribute.FirstOrDefault(one => one.Name == name);

    private static long? Number(NodeProto node, string name) =>
        Attribute(node, name) is { Type: AttributeProto.Types.AttributeType.Int, I: var number } ? number : null;

    /// <summary>Values by name. Those of a graph within an operator hide the ones around it.</summary>
    private sealed class Scope(Func<string, Fact> around)
    {
        private readonly Dictionary<string, Fact> _known = [];

        public Fact Of(string name) => _known.TryGetValue(name, out Fact fact) ? fact : around(name);

        public void Set(string name, Fact fact) => _known[name] = fact;
    }
}
