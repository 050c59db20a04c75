using Google.Protobuf;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>What <see cref="OnnxGuard"/> learned about a file.</summary>
/// <param name="External">
/// Files that hold weights, relative to the graph's folder, each there and inside it, and which parts of them its tensors need.
/// </param>
/// <param name="Inputs">Inputs of the graph that are no weights.</param>
/// <param name="Outputs">Outputs of the graph.</param>
/// <param name="StoredValues">How many values its tensors hold, initializers and constants together.</param>
/// <param name="Outline">Its operators without their large constants, and its functions.</param>
internal sealed record OnnxSummary(
    IReadOnlyDictionary<string, IReadOnlyList<FilePart>> External, IReadOnlyList<ValueInfoProto> Inputs,
    IReadOnlyList<ValueInfoProto> Outputs, long StoredValues, OnnxOutline Outline)
{
    /// <summary>The names of <see cref="External"/>, in order of first mention.</summary>
    public IReadOnlyList<string> ExternalFiles => [.. External.Keys];
}

/// <summary>
/// Looks an ONNX file of the user's over before ONNX Runtime opens it: weights outside the file must lie in its folder (no absolute
/// path, no "..", no link, no memory address; none at all for a model in memory), inside the file they point into, and every tensor must
/// hold the values its shape promises; functions must not multiply without bounds, and sizes that are stated must be sane. What parsers
/// could read in two ways is refused. Time is bounded by the file's length, memory is small. Whether the graph computes something sensible,
/// and how much memory it takes to run, only ONNX Runtime can tell: shapes that nobody states are not worked out here.
/// </summary>
internal sealed class OnnxGuard
{
    private const int MaxDepth = 64;
    private const int MaxFields = 20_000_000;
    private const int MaxExternalFiles = 4096;
    private const int MaxInterface = 1 << 16; // of inputs, of outputs
    private const int MaxDescription = 1 << 16;
    private const int MaxName = 1 << 12;
    private const long MaxLength = 0x7FFFFFC7; // of an array, a little below protobuf's own limit
    private const long MaxBytes = 4L << 30; // of all weights, and of one tensor whose shape is stated

    private readonly ProtobufReader _reader;
    private readonly OnnxExternalFiles _external;
    private readonly List<ValueInfoProto> _inputs = [];
    private readonly List<ValueInfoProto> _outputs = [];
    private readonly OnnxOutline _outline = new();
    private readonly OnnxFunctions _functions = new();
    private int _divisions;
    private long _storedValues;
    private long _storedBytes;
    private int _fields;
    private bool _hasGraph;

    private OnnxGuard(UntrustedFile file, string? folder)
    {
        _reader = new ProtobufReader(file);
        _external = new OnnxExternalFiles(folder, MaxExternalFiles);
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

    /// <summary>Checks the bytes of a file whose weights lie in a folder. Any thread.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="path">Where they are from, for the message.</param>
    /// <param name="folder">Full path of the folder.</param>
    /// <exception cref="VisionException">It must not be loaded; the message says why.</exception>
    public static OnnxSummary Check(ReadOnlyMemory<byte> bytes, string path, string folder)
    {
        using UntrustedFile file = UntrustedFile.Of(bytes);
        return Check(file, folder, $"ONNX file '{path}'");
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
            guard.Walk(OnnxMessage.Model, file.Length, 0);
            if (!guard._hasGraph)
                throw new InvalidDataException("it holds no graph");
            guard._functions.RequireFew();
            ValueInfoProto[] inputs = [.. guard._inputs.Where(input => !guard._outline.IsInitializer(input.Name))];
            OnnxDivisions.Require(guard._outline, inputs, guard._divisions);
            return new OnnxSummary(guard._external.Parts, inputs, guard._outputs, guard._storedValues, guard._outline);
        }
        catch (OverflowException e)
        {
            throw new VisionException($"{name} is not accepted: it states sizes that no file has.", e);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidProtocolBufferException or IOException or UnauthorizedAccessException)
        {
            throw new VisionException($"{name} is not accepted: {FileKind.NotOnnx(file) ?? e.Message.TrimEnd('.')}.", e);
        }
    }

    // Every place where a tensor can hide.
    private static OnnxMessage ChildOf(OnnxMessage parent, int field) => (parent, field) switch
    {
        (OnnxMessage.Model, 7) => OnnxMessage.Graph,
        (OnnxMessage.Model, 20) => OnnxMessage.Training,
        (OnnxMessage.Model, 25) => OnnxMessage.Function,
        (OnnxMessage.Graph, 1) => OnnxMessage.Node,
        (OnnxMessage.Graph, 5) => OnnxMessage.Tensor,
        (OnnxMessage.Graph, 11 or 12 or 13) => OnnxMessage.Value,
        (OnnxMessage.Graph, 15) => OnnxMessage.SparseTensor,
        (OnnxMessage.Node, 5) => OnnxMessage.Attribute,
        (OnnxMessage.Attribute, 5 or 10) => OnnxMessage.Tensor,
        (OnnxMessage.Attribute, 6 or 11) => OnnxMessage.Graph,
        (OnnxMessage.Attribute, 22 or 23) => OnnxMessage.SparseTensor,
        (OnnxMessage.SparseTensor, 1 or 2) => OnnxMessage.Tensor,
        (OnnxMessage.Function, 7) => OnnxMessage.Node,
        (OnnxMessage.Function, 11) => OnnxMessage.Attribute,
        (OnnxMessage.Training, 1 or 2) => OnnxMessage.Graph,
        _ => OnnxMessage.Other,
    };

    private void Walk(OnnxMessage message, long end, int depth)
    {
        const int TopGraph = 1;
        uint seen = 0;
        OnnxAttributeFacts attribute = default;
        (string Domain, string Name, string Overload) name = ("", "", ""); // of a node's operator, a function or an attribute
        if (depth > MaxDepth)
            throw new InvalidDataException($"its graphs are nested more than {MaxDepth} deep");
        if (message == OnnxMessage.Function)
            _functions.BeginFunction();
        while (_reader.Next(end))
        {
            CountField();
            OnnxField.Require(message, _reader, ref seen);
            if (message == OnnxMessage.Attribute)
                attribute.Take(_reader);
            if (_reader.Type != WireType.Bytes)
                continue;
            int field = _reader.Field;
            bool isTop = depth == TopGraph && message == OnnxMessage.Graph;
            long childEnd = _reader.Position + (long)_reader.Value;
            switch (ChildOf(message, field))
            {
                case OnnxMessage.Other when (message, field) is (OnnxMessage.Node, 4) or (OnnxMessage.Function or OnnxMessage.Attribute, 1):
                    name.Name = _reader.Text(MaxName);
                    break;
                case OnnxMessage.Other when (message, field) is (OnnxMessage.Node, 7) or (OnnxMessage.Function, 10):
                    name.Domain = _reader.Text(MaxName);
                    break;
                case OnnxMessage.Other when (message, field) is (OnnxMessage.Node, 8) or (OnnxMessage.Function, 13):
                    name.Overload = _reader.Text(MaxName);
                    break;
                case OnnxMessage.Other when (message, field) is (OnnxMessage.Attribute, 21):
                    attribute.Reference = _reader.Text(MaxName);
                    break;
                case OnnxMessage.Other:
                    _reader.Skip();
                    break;
                case OnnxMessage.Tensor:
                    TakeTensor(childEnd, isInitializer: isTop);
                    break;
                case OnnxMessage.Value:
                    TakeValue(isTop && field == 11 ? _inputs : isTop && field == 12 ? _outputs : null);
                    break;
                case var child:
                    _hasGraph |= message == OnnxMessage.Model && child == OnnxMessage.Graph;
                    if (child == OnnxMessage.Node && isTop)
                        _outline.AddNode(_reader);
                    else if (child == OnnxMessage.Function)
                        _outline.AddFunction(_reader);
                    Walk(child, childEnd, depth + 1);
                    break;
            }
        }
        if (message == OnnxMessage.Node)
        {
            _functions.Add(name);
            OnnxDivisions.RequireKnownDivisor(name.Domain, name.Name);
            _divisions += OnnxDivisions.Divides(name.Domain, name.Name) ? 1 : 0;
        }
        else if (message == OnnxMessage.Attribute)
            attribute.Require(name.Name);
        else if (message == OnnxMessage.Function)
            _functions.EndFunction(name);
    }

    private void TakeTensor(long end, bool isInitializer)
    {
        TensorProto? small = isInitializer ? OnnxOutline.SmallAt(_reader) : null;
        OnnxTensorFacts tensor = OnnxTensorFacts.Read(_reader, end, CountField);
        tensor.RequirePlausible();
        _external.Add(tensor);
        _storedValues = checked(_storedValues + tensor.ElementCount);
        _storedBytes = checked(_storedBytes + (tensor.ByteCount ?? 0));
        if (_storedBytes > MaxBytes)
            throw new InvalidDataException($"its weights have more than {MaxBytes:N0} bytes");
        if (isInitializer)
            _outline.AddInitializer(tensor.RawName, small, tensor.Type);
    }

    // Null takes nothing in: then only its size counts.
    private void TakeValue(List<ValueInfoProto>? values)
    {
        if (values?.Count == MaxInterface)
            throw new InvalidDataException($"it has more than {MaxInterface:N0} inputs or outputs");
        if (values is null && _reader.Value > MaxDescription)
        {
            _reader.Skip();
            return;
        }
        ValueInfoProto value = ValueInfoProto.Parser.ParseFrom(_reader.Payload(MaxDescription));
        long[] sizes = [.. (value.Type?.TensorType?.Shape?.Dim ?? []).Select(dimension => dimension.DimValue)];
        long bytes = 1;
        foreach (long size in sizes)
            bytes = checked(bytes * Math.Max(1, size)); // one that is not stated is at least 1
        if (bytes > MaxBytes)
        {
            string shape = string.Join(" x ", sizes.Select(size => size > 0 ? $"{size}" : "?"));
            throw new InvalidDataException($"'{Printable.Name(value.Name)}' is {shape}, more than {MaxBytes:N0} values");
        }
        values?.Add(value);
    }

    private void CountField()
    {
        if (++_fields > MaxFields)
            throw new InvalidDataException($"it has more than {MaxFields:N0} fields");
    }
}
