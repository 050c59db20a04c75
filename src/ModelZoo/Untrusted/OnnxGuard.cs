using Google.Protobuf;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>What <see cref="OnnxGuard"/> learned about a file.</summary>
/// <param name="ExternalFiles">Files that hold weights, relative to the graph's folder; each is there and lies inside.</param>
/// <param name="Inputs">Inputs of the graph that are no weights.</param>
/// <param name="Outputs">Outputs of the graph.</param>
/// <param name="StoredValues">How many values its tensors hold, initializers and constants together.</param>
/// <param name="Outline">Its operators without their large constants, and its functions.</param>
internal sealed record OnnxSummary(
    IReadOnlyList<string> ExternalFiles, IReadOnlyList<ValueInfoProto> Inputs, IReadOnlyList<ValueInfoProto> Outputs,
    long StoredValues, OnnxOutline Outline);

/// <summary>
/// Looks an ONNX file of the user's over before ONNX Runtime opens it: weights outside the file must lie in its folder (no absolute
/// path, no "..", no link, no memory address; none at all for a model in memory), inside the file they point into, and every tensor must
/// hold the values its shape promises. Time is bounded by the file's length, memory is small. Whether the graph computes something
/// sensible, and how much memory it takes to run, only ONNX Runtime can tell.
/// Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
/// </summary>
internal sealed class OnnxGuard
{
    private const int MaxDepth = 64;
    private const int MaxFields = 20_000_000;
    private const int MaxExternalFiles = 4096;
    private const int MaxInterface = 1 << 16; // of inputs, of outputs
    private const int MaxDescription = 1 << 16;
    private const long MaxLength = int.MaxValue; // protobuf's own limit

    private readonly ProtobufReader _reader;
    private readonly OnnxExternalFiles _external;
    private readonly List<ValueInfoProto> _inputs = [];
    private readonly List<ValueInfoProto> _outputs = [];
    private readonly OnnxOutline _outline = new();
    private long _storedValues;
    private int _fields;
    private bool _hasGraph;

    private OnnxGuard(UntrustedFile file, string? folder)
    {
        _reader = new ProtobufReader(file);
        _external = new OnnxExternalFiles(folder, MaxExternalFiles);
    }

    private enum Message
    {
        Other,
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        SparseTensor,
        Function,
        Training,
        Value,
    }

    /// <summary>Checks a file. Any thread.</summary>
    /// <exception cref="VisionException">The file must not be loaded; the message names it and the reason.</exception>
    public static OnnxSummary Check(string path)
    {
        using UntrustedFile file = UntrustedFile.Open(path);
        return Check(file, Path.GetDirectoryName(Path.GetFullPath(path)), $"ONNX file '{path}'");
    }

    /// <summary>Checks a model in memory, which has no folder. Any thread.</summary>
    /// <exception cref="VisionException">It must not be loaded; the message says why.</exception>
    public static OnnxSummary Check(ReadOnlyMemory<byte> bytes)
    {
        using UntrustedFile file = UntrustedFile.Of(bytes);
        return Check(file, folder: null, "the ONNX model in memory");
    }

    private static OnnxSummary Check(UntrustedFile file, string? folder, string name)
    {
        try
        {
            if (file.Length > MaxLength)
            {
                throw new InvalidDataException(
                    $"it has {file.Length:N0} bytes; ONNX allows {MaxLength:N0}, larger weights go into a second file");
            }
            OnnxGuard guard = new(file, folder);
            guard.Walk(Message.Model, file.Length, 0);
            if (!guard._hasGraph)
                throw new InvalidDataException("it holds no graph");
            ValueInfoProto[] inputs = [.. guard._inputs.Where(input => !guard._outline.IsInitializer(input.Name))];
            return new OnnxSummary(guard._external.Names, inputs, guard._outputs, guard._storedValues, guard._outline);
        }
        catch (OverflowException e)
        {
            throw new VisionException($"{name} is not accepted: it states sizes that no file has.", e);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidProtocolBufferException or IOException or UnauthorizedAccessException)
        {
            throw new VisionException($"{name} is not accepted: {e.Message.TrimEnd('.')}.", e);
        }
    }

    // Every place where a tensor can hide.
    private static Message ChildOf(Message parent, int field) => (parent, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 20) => Message.Training,
        (Message.Model, 25) => Message.Function,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 11 or 12) => Message.Value,
        (Message.Graph, 15) => Message.SparseTensor,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Attribute, 22 or 23) => Message.SparseTensor,
        (Message.SparseTensor, 1 or 2) => Message.Tensor,
        (Message.Function, 7) => Message.Node,
        (Message.Function, 11) => Message.Attribute,
        (Message.Training, 1 or 2) => Message.Graph,
        _ => Message.Other,
    };

    // Of these a message has one. Protobuf merges a second one into the first, which would make a tensor that was never checked.
    private static bool IsSingular(Message parent, int field) => (parent, field) is
        (Message.Model, 7) or (Message.Attribute, 5 or 6 or 22) or (Message.SparseTensor, 1 or 2) or (Message.Training, 1 or 2);

    private void Walk(Message message, long end, int depth)
    {
        const int TopGraph = 1;
        int seen = 0;
        if (depth > MaxDepth)
            throw new InvalidDataException($"its graphs are nested more than {MaxDepth} deep");
        while (_reader.Next(end))
        {
            CountField();
            if (_reader.Type != WireType.Bytes)
                continue;
            int field = _reader.Field;
            if (IsSingular(message, field) && (seen & (1 << field)) != 0)
            {
                throw new InvalidDataException(
                    $"a {message.ToString().ToLowerInvariant()} before byte {_reader.Position:N0} holds field {field} twice");
            }
            seen |= IsSingular(message, field) ? 1 << field : 0;
            long childEnd = _reader.Position + (long)_reader.Value;
            switch (ChildOf(message, field))
            {
                case Message.Other:
                    _reader.Skip();
                    break;
                case Message.Tensor:
                    TakeTensor(childEnd, isInitializer: depth == TopGraph && message == Message.Graph);
                    break;
                case Message.Value when depth == TopGraph && message == Message.Graph:
                    TakeValue(field == 11 ? _inputs : _outputs);
                    break;
                case Message.Value:
                    _reader.Skip();
                    break;
                case var child:
                    _hasGraph |= message == Message.Model && child == Message.Graph;
                    if (child == Message.Node && depth == TopGraph && message == Message.Graph)
                        _outline.AddNode(_reader);
                    else if (child == Message.Function)
                        _outline.AddFunction(_reader);
                    Walk(child, childEnd, depth + 1);
                    break;
            }
        }
    }

    private void TakeTensor(long end, bool isInitializer)
    {
        double? number = isInitializer ? OnnxOutline.NumberAt(_reader) : null;
        OnnxTensorFacts tensor = OnnxTensorFacts.Read(_reader, end, CountField);
        tensor.RequirePlausible();
        _external.Add(tensor);
        _storedValues = checked(_storedValues + tensor.ElementCount);
        if (isInitializer)
            _outline.AddInitializer(tensor.RawName, number);
    }

    private void TakeValue(List<ValueInfoProto> values)
    {
        if (values.Count == MaxInterface)
            throw new InvalidDataException($"it has more than {MaxInterface:N0} inputs or outputs");
        values.Add(ValueInfoProto.Parser.ParseFrom(_reader.Payload(MaxDescription)));
    }

    private void CountField()
    {
        if (++_fields > MaxFields)
            throw new InvalidDataException($"it has more than {MaxFields:N0} fields");
    }
}
