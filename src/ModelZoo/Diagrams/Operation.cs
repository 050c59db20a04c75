using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>One node of an ONNX graph, as a diagram shows it. Names are safe to print: short, no control characters.</summary>
internal sealed class Operation
{
    /// <summary>The node's own name; its output's if it has none.</summary>
    public required string Name { get; init; }

    /// <summary>ONNX operator, such as <c>GlobalAveragePool</c>.</summary>
    public required string Type { get; init; }

    public required OperationKind Kind { get; init; }

    /// <summary>Building block as <c>kind/instance</c>; empty outside of any.</summary>
    public required string Block { get; init; }

    /// <summary>Shape of the first output.</summary>
    public required ValueShape Output { get; init; }

    /// <summary>Kernel or window sizes; empty if there is none.</summary>
    public required long[] Window { get; init; }

    public required long[] Strides { get; init; }

    public required long Groups { get; init; }

    /// <summary>Whether each channel is convolved by itself.</summary>
    public bool IsDepthwise => Groups > 1 && Groups == Output.Channels;

    public required Cost Cost { get; init; }

    /// <summary>
    /// Indices of the operations whose results go in; -1 for the graph's input. Weights and constants are not among them.
    /// </summary>
    public required int[] Inputs { get; init; }

    /// <summary>What to call it in a diagram, such as "Global average pool".</summary>
    public string Label => Type switch
    {
        "Conv" when Kind == OperationKind.GroupedConvolution => IsDepthwise ? "Depthwise conv" : "Grouped conv",
        "MaxPool" => "Max pool",
        "AveragePool" => "Average pool",
        "GlobalAveragePool" => "Global average pool",
        "GlobalMaxPool" => "Global max pool",
        "Gemm" or "MatMul" => "Fully connected",
        "BatchNormalization" => "BN",
        "Relu" => "ReLU",
        "Mul" when Kind == OperationKind.Scaling => "Scale",
        "Add" when Kind == OperationKind.Scaling => "Offset",
        _ => Type,
    };

    /// <summary><see cref="Label"/> where room is short.</summary>
    public string ShortLabel => Label switch
    {
        "Depthwise conv" => "Depthwise",
        "Grouped conv" => "Grouped",
        "Average pool" => "Avg pool",
        "Global average pool" or "Global max pool" => "Global pool",
        "Fully connected" => "FC",
        _ => Label,
    };

    /// <summary>Window and stride, such as <c>3x3 /2</c>; empty if there is no window.</summary>
    public string WindowText(string times)
    {
        if (Window.Length == 0)
            return "";
        string window = string.Join(times, Window);
        if (Strides.All(stride => stride == 1))
            return window;
        return $"{window} /{(Strides.Distinct().Count() == 1 ? $"{Strides[0]}" : string.Join(times, Strides))}";
    }

    /// <summary>The kind of an ONNX operator.</summary>
    /// <param name="node">The node.</param>
    /// <param name="dataInputs">How many of its inputs are neither weights nor constants.</param>
    /// <param name="groups">Groups of a convolution.</param>
    public static OperationKind KindOf(NodeProto node, int dataInputs, long groups) => node.OpType switch
    {
        "Conv" or "ConvTranspose" or "ConvInteger" or "QLinearConv" =>
            groups > 1 ? OperationKind.GroupedConvolution : OperationKind.Convolution,
        "MaxPool" or "AveragePool" or "LpPool" or "GlobalAveragePool" or "GlobalMaxPool" or "GlobalLpPool"
            or "ReduceMean" or "ReduceMax" => OperationKind.Pooling,
        "Gemm" or "MatMul" or "MatMulInteger" or "QLinearMatMul" => OperationKind.FullyConnected,
        "Concat" => OperationKind.Concatenation,
        "Add" or "Sum" when dataInputs > 1 => OperationKind.Addition,
        "Add" or "Sub" or "Mul" or "Div" when dataInputs == 1 => OperationKind.Scaling,
        "BatchNormalization" or "LRN" or "InstanceNormalization" or "LayerNormalization" or "GroupNormalization"
            or "LpNormalization" => OperationKind.Normalisation,
        "Relu" or "Tanh" or "Sigmoid" or "Clip" or "LeakyRelu" or "PRelu" or "Elu" or "Selu" or "Celu" or "Gelu"
            or "HardSwish" or "HardSigmoid" or "Mish" or "Softplus" or "Softsign" or "ThresholdedRelu" or "Erf" => OperationKind.Activation,
        "Softmax" or "LogSoftmax" => OperationKind.Softmax,
        "Flatten" or "Reshape" or "Squeeze" or "Unsqueeze" or "Dropout" or "Identity" or "Cast" => OperationKind.Reshape,
        _ => OperationKind.Other,
    };
}
