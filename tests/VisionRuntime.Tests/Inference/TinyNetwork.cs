using System.Runtime.InteropServices;
using Google.Protobuf;
using RealtimeCnn.ModelZoo.Onnx;
using DataType = RealtimeCnn.ModelZoo.Onnx.TensorProto.Types.DataType;

namespace RealtimeCnn.Tests;

/// <summary>
/// A classifier of one linear layer, as different exporters would write it: what comes before the layer, behind it and beside it is up to
/// the test. All of one size share their weights.
/// </summary>
internal sealed class TinyNetwork
{
    public const int UInt8 = (int)DataType.Uint8, Float = (int)DataType.Float, Half = (int)DataType.Float16, Double = (int)DataType.Double;

    private const string Input = "input";

    private readonly GraphProto _graph = new() { Name = "tiny" };
    private readonly List<FunctionProto> _functions = [];
    private int _values;

    /// <param name="shape">Of the input; -1 is open.</param>
    /// <param name="type">Of its elements.</param>
    /// <param name="channelsLast">Whether the network begins by moving the channels to the front.</param>
    /// <param name="normalises">Whether it turns 0..255 into what ImageNet's networks take.</param>
    /// <param name="pools">Whether it sees the mean colour only, so that any size will do.</param>
    public TinyNetwork(
        long[]? shape = null, int type = Float, bool channelsLast = false, bool normalises = false, bool pools = true, int classes = 6)
    {
        Shape = shape ?? [1, 3, 8, 8];
        Classes = classes;
        _graph.Input.Add(Value(Input, type, Shape));
        string x = type == Float ? Input : Add("Cast", [Input], Int("to", Float));
        if (channelsLast)
            x = Add("Transpose", [x], Ints("perm", 0, 3, 1, 2));
        int channels = (int)(channelsLast ? Shape[3] : Shape[1]);
        channels = channels < 0 ? 3 : channels;
        if (normalises)
        {
            (float[] mean, float[] std) = PreprocessSpec.ImageNet;
            x = Add("Mul", [x, Constant([1 / 255f], 1)]);
            x = Add("Sub", [x, Constant(mean, 1, 3, 1, 1)]);
            x = Add("Div", [x, Constant(std, 1, 3, 1, 1)]);
        }
        if (pools)
            x = Add("GlobalAveragePool", [x]);
        Flat = Add("Flatten", [x]);
        int pixels = pools ? 1 : (int)(channelsLast ? Shape[1] * Shape[2] : Shape[2] * Shape[3]);
        Logits = Linear(Flat, channels * pixels, classes);
    }

    public long[] Shape { get; }

    public int Classes { get; }

    /// <summary>What the linear layer takes.</summary>
    public string Flat { get; }

    /// <summary>What it gives.</summary>
    public string Logits { get; }

    public int Opset { get; init; } = 17;

    /// <summary>The weights of the layer between so many values: any, the same each time.</summary>
    public static float[] Weights(int from, int to) =>
        [.. Enumerable.Range(0, from * to).Select(i => 4 * MathF.Sin(1 + i * 2.7f) / MathF.Max(1, from / 3))];

    public string Linear(string x, int from, int to) => Add("MatMul", [x, Constant(Weights(from, to), from, to)]);

    public string Add(string operation, string[] inputs, params AttributeProto[] attributes) => Add(operation, "", inputs, attributes);

    public string Add(string operation, string domain, string[] inputs, params AttributeProto[] attributes)
    {
        string output = $"value{_values++}";
        _graph.Node.Add(new NodeProto
        {
            OpType = operation, Domain = domain, Input = { inputs }, Output = { output }, Attribute = { attributes },
        });
        if (operation == "TopK")
            _graph.Node[^1].Output.Add($"{output}_indices"); // the values are all that is used of it
        return output;
    }

    public string Constant(float[] values, params long[] shape) => Constant(MemoryMarshal.AsBytes(values.AsSpan()), Float, shape);

    public string Constant(ReadOnlySpan<byte> values, int type, params long[] shape)
    {
        string name = $"constant{_values++}";
        _graph.Initializer.Add(new TensorProto { Name = name, DataType = type, Dims = { shape }, RawData = ByteString.CopyFrom(values) });
        return name;
    }

    public void Define(FunctionProto function) => _functions.Add(function);

    /// <summary>Makes a value an output of this name.</summary>
    public TinyNetwork Output(string value, string name = "y", int type = Float, params long[] shape)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Input = { value }, Output = { name } });
        _graph.Output.Add(Value(name, type, shape.Length == 0 ? [1, Classes] : shape));
        return this;
    }

    /// <summary>The same for what is no tensor.</summary>
    public TinyNetwork Output(string value, TypeProto type)
    {
        _graph.Output.Add(new ValueInfoProto { Name = value, Type = type });
        return this;
    }

    public ModelDefinition Definition(params string[] labels)
    {
        var model = new ModelProto { IrVersion = 8, Graph = _graph, Functions = { _functions } };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = Opset });
        foreach (string domain in new[] { "com.microsoft", "ai.onnx.ml", "own" })
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = domain == "ai.onnx.ml" ? 3 : 1 });
        return ModelDefinition.FromBytes("tiny", model.ToByteArray(), labels.Length == 0 ? null : labels);
    }

    public LoadedModel Load(params string[] labels) => LoadedModel.Load(Definition(labels), new InferenceOptions { Threads = 1 });

    /// <summary>The scores of a picture that has something everywhere.</summary>
    public static float[] Run(LoadedModel model)
    {
        using Frame frame = Picture();
        model.Preprocess(frame);
        model.Run();
        return model.Scores.ToArray();
    }

    /// <summary>What is shown of that picture, by class.</summary>
    public static float[] Shown(LoadedModel model)
    {
        Run(model);
        var top = new Prediction[FrameResult.MaxPredictions];
        int count = model.Rank(top);
        return [.. top[..count].OrderBy(prediction => prediction.ClassId).Select(prediction => prediction.Score)];
    }

    public static AttributeProto Int(string name, long value) => new()
    {
        Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value,
    };

    public static AttributeProto Ints(string name, params long[] values) => new()
    {
        Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values },
    };

    private static Frame Picture()
    {
        var frame = new Frame();
        frame.Reshape(40, 30, PixelFormat.Bgr8);
        for (int y = 0; y < 30; y++)
        {
            Span<byte> row = frame.Row(y);
            for (int x = 0; x < 40; x++)
                (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = ((byte)(5 * x), (byte)(8 * y), (byte)(255 - 3 * (x + y)));
        }
        return frame;
    }

    private static ValueInfoProto Value(string name, int type, long[] shape)
    {
        TensorShapeProto dimensions = new();
        for (int i = 0; i < shape.Length; i++)
        {
            dimensions.Dim.Add(shape[i] < 0
                ? new TensorShapeProto.Types.Dimension { DimParam = $"unk__{name}{i}" }
                : new TensorShapeProto.Types.Dimension { DimValue = shape[i] });
        }
        return new ValueInfoProto
        {
            Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = dimensions } },
        };
    }
}
