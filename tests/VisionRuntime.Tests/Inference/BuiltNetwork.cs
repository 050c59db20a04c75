using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>A network by formula, and what it computes without the product's own code: the measure of maps.</summary>
internal sealed class BuiltNetwork
{
    private readonly ModelProto _model;

    public BuiltNetwork(string id)
    {
        _model = Architecture.Find(id)!.Create(ShapesOnly.Initializer);
        TensorShapeProto input = _model.Graph.Input[0].Type.TensorType.Shape;
        Definition = new ModelDefinition
        {
            Id = id,
            Name = id,
            Architecture = id,
            IsTrained = false,
            Preprocess = new PreprocessSpec
            {
                Height = (int)input.Dim[2].DimValue,
                Width = (int)input.Dim[3].DimValue,
                Channels = input.Dim[1].DimValue == 1 ? ChannelOrder.Grey : ChannelOrder.Rgb,
            },
        };
    }

    public ModelDefinition Definition { get; }

    public GraphProto Graph => _model.Graph;

    /// <summary>The node that gives a value.</summary>
    public NodeProto Maker(string value) => Graph.Node.Single(node => node.Output.Contains(value));

    /// <summary>Shape of a value between.</summary>
    public long[] ShapeOf(string value) =>
        [.. Graph.ValueInfo.Single(one => one.Name == value).Type.TensorType.Shape.Dim.Select(size => size.DimValue)];

    /// <summary>A stored tensor.</summary>
    public float[] Weights(string name) =>
        FormulaWeights.Tensor(name, [.. Graph.Initializer.Single(one => one.Name == name).Dims]).ToArray();

    /// <summary>What a value is on the formula's input, by a session that gives nothing else.</summary>
    public float[] ValueOf(string value)
    {
        ModelProto model = Architecture.Find(Definition.Id)!.Create(FormulaWeights.Initializer);
        model.Graph.Output.Clear();
        model.Graph.Output.Add(model.Graph.ValueInfo.Single(one => one.Name == value));
        using SessionOptions options = CpuBackend.CreateSessionOptions(threads: 1);
        using InferenceSession session = new(model.ToByteArray(), options);
        long[] shape = [.. model.Graph.Input[0].Type.TensorType.Shape.Dim.Select(size => size.DimValue)];
        float[] input = FormulaWeights.Input((int)shape.Aggregate(1L, (a, b) => a * b));
        using OrtValue tensor = OrtValue.CreateTensorValueFromMemory(input, shape);
        using RunOptions runOptions = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(runOptions, [session.InputNames[0]], [tensor], [value]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>The scores that come of a value, in double precision, by the plain formula of each operator behind it.</summary>
    public double[] ScoresFrom(string value, double[] numbers)
    {
        long[] shape = ShapeOf(value);
        while (Graph.Node.SingleOrDefault(node => node.Input.Count > 0 && node.Input[0] == value) is { } node)
        {
            (numbers, shape) = Step(node, numbers, shape);
            value = node.Output[0];
        }
        return numbers;
    }

    private (double[] Numbers, long[] Shape) Step(NodeProto node, double[] x, long[] shape)
    {
        switch (node.OpType)
        {
            case "Relu":
                return ([.. x.Select(v => Math.Max(v, 0))], shape);
            case "Tanh":
                return ([.. x.Select(Math.Tanh)], shape);
            case "Flatten":
                return (x, [1, x.Length]);
            case "Gemm":
                return Linear(node, x);
            case "MaxPool":
                return Pool(node, x, shape, window => window.Max());
            case "AveragePool":
                return Pool(node, x, shape, window => window.Average());
            default:
                throw new NotSupportedException(node.OpType);
        }
    }

    // All of them are stored as outputs x inputs.
    private (double[] Numbers, long[] Shape) Linear(NodeProto node, double[] x)
    {
        float[] weights = Weights(node.Input[1]), bias = Weights(node.Input[2]);
        double[] y = new double[bias.Length];
        Parallel.For(0, y.Length, o =>
        {
            double sum = bias[o];
            for (int i = 0; i < x.Length; i++)
                sum += (double)weights[o * (long)x.Length + i] * x[i];
            y[o] = sum;
        });
        return (y, [1, y.Length]);
    }

    private static (double[] Numbers, long[] Shape) Pool(NodeProto node, double[] x, long[] shape, Func<double[], double> of)
    {
        long kernel = node.Attribute.Single(one => one.Name == "kernel_shape").Ints[0];
        long stride = node.Attribute.Single(one => one.Name == "strides").Ints[0];
        (long channels, long height, long width) = (shape[1], shape[2], shape[3]);
        (long rows, long columns) = ((height - kernel) / stride + 1, (width - kernel) / stride + 1);
        List<double> y = [];
        for (long c = 0; c < channels; c++)
            for (long r = 0; r < rows; r++)
                for (long q = 0; q < columns; q++)
                {
                    double[] window =
                    [
                        .. from i in Range(kernel) from j in Range(kernel)
                           select x[(c * height + r * stride + i) * width + q * stride + j],
                    ];
                    y.Add(of(window));
                }
        return ([.. y], [1, channels, rows, columns]);

        static IEnumerable<long> Range(long count) => Enumerable.Range(0, (int)count).Select(i => (long)i);
    }
}
