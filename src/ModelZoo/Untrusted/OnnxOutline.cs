using System.Buffers.Binary;
using Google.Protobuf;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// The shape of a graph without its weights: its operators, its functions, and those constants that are single numbers. What is too long
/// to be one of these is left out, so memory stays small whatever the file says.
/// </summary>
internal sealed class OnnxOutline
{
    private const int MaxNodes = 1 << 16;
    private const int MaxFunctions = 1 << 10;
    private const int MaxNodeLength = 1 << 12;
    private const int MaxFunctionLength = 1 << 16;
    private const int MaxSmallLength = 1 << 12;

    private readonly List<NodeProto> _nodes = [];
    private readonly List<FunctionProto> _functions = [];
    private readonly Dictionary<string, double> _numbers = [];
    private readonly Dictionary<string, OnnxDivisions.Fact> _initializers = [];

    /// <summary>The graph's operators, in its order.</summary>
    public IReadOnlyList<NodeProto> Nodes => _nodes;

    /// <summary>Whether no operator was left out.</summary>
    public bool HasAllNodes { get; private set; } = true;

    /// <summary>Whether no function was left out.</summary>
    public bool HasAllFunctions { get; private set; } = true;

    /// <summary>The file's own operators.</summary>
    public IReadOnlyList<FunctionProto> Functions => _functions;

    /// <summary>Whether the graph stores a tensor of this name, as far as names are kept.</summary>
    public bool IsInitializer(string name) => _initializers.ContainsKey(name);

    /// <summary>What is known of the numbers that are stored under a name.</summary>
    public OnnxDivisions.Fact FactOf(string name) => _initializers.GetValueOrDefault(name);

    /// <summary>The stored value, if it is a single number.</summary>
    public double? Number(string name) => _numbers.TryGetValue(name, out double number) ? number : null;

    /// <summary>Takes in a node.</summary>
    /// <param name="reader">At its first field; stays there.</param>
    public void AddNode(ProtobufReader reader)
    {
        if (_nodes.Count < MaxNodes && Parse(NodeProto.Parser, reader, MaxNodeLength) is { } node)
            _nodes.Add(node);
        else
            HasAllNodes = false;
    }

    /// <summary>Takes in a function.</summary>
    /// <param name="reader">At its first field; stays there.</param>
    public void AddFunction(ProtobufReader reader)
    {
        if (_functions.Count < MaxFunctions && Parse(FunctionProto.Parser, reader, MaxFunctionLength) is { } function)
            _functions.Add(function);
        else
            HasAllFunctions = false;
    }

    /// <summary>Takes in a tensor that the graph stores.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="small">The tensor itself, if it is small.</param>
    /// <param name="type">The type of its values, as <c>TensorProto.data_type</c>.</param>
    public void AddInitializer(string name, TensorProto? small, int type)
    {
        OnnxDivisions.Fact fact = small is null ? OnnxDivisions.OfType(type) : OnnxDivisions.Of(small);
        if (_initializers.Count < MaxNodes && _initializers.TryAdd(name, fact) && small is not null && NumberIn(small) is { } value)
            _numbers.Add(name, value);
    }

    /// <summary>A tensor; null if it is not small.</summary>
    /// <param name="reader">At its first field; stays there.</param>
    public static TensorProto? SmallAt(ProtobufReader reader) => Parse(TensorProto.Parser, reader, MaxSmallLength);

    /// <summary>The number that a tensor holds; null if it holds more, none, or something else.</summary>
    public static double? NumberIn(TensorProto tensor)
    {
        if (tensor.Dims.Any(size => size != 1))
            return null;
        ReadOnlySpan<byte> raw = tensor.RawData.Span;
        return tensor.DataType switch
        {
            (int)TensorProto.Types.DataType.Float when raw.Length == sizeof(float) => BinaryPrimitives.ReadSingleLittleEndian(raw),
            (int)TensorProto.Types.DataType.Float when tensor.FloatData.Count == 1 => tensor.FloatData[0],
            (int)TensorProto.Types.DataType.Float16 when raw.Length == sizeof(ushort) =>
                (double)BinaryPrimitives.ReadHalfLittleEndian(raw),
            (int)TensorProto.Types.DataType.Float16 when tensor.Int32Data.Count == 1 =>
                (double)BitConverter.UInt16BitsToHalf((ushort)tensor.Int32Data[0]),
            (int)TensorProto.Types.DataType.Double when raw.Length == sizeof(double) => BinaryPrimitives.ReadDoubleLittleEndian(raw),
            (int)TensorProto.Types.DataType.Double when tensor.DoubleData.Count == 1 => tensor.DoubleData[0],
            _ => null,
        };
    }

    // What cannot be parsed is for ONNX Runtime to complain about.
    private static T? Parse<T>(MessageParser<T> parser, ProtobufReader reader, int maxLength) where T : class, IMessage<T>
    {
        try
        {
            return reader.Peek(maxLength) is { } bytes ? parser.ParseFrom(bytes) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
