using System.Text;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// A <c>.caffemodel</c> file: a protobuf of layers, each with its blobs, of which the first is the weight and the second the bias.
/// Their values lie in the file as plain float32, so that they can be mapped like those of other formats.
/// Format: https://github.com/BVLC/caffe/blob/master/src/caffe/proto/caffe.proto, NetParameter.
/// </summary>
internal sealed class CaffeModelFile : TensorFile
{
    /// <summary>Ending of its name; nothing in the content tells the format.</summary>
    public const string NameEnding = ".caffemodel";

    private const int MaxFields = 1_000_000;
    private const int MaxNameLength = 1024;

    private readonly ProtobufReader _reader;
    private readonly List<StoredTensor> _tensors = [];
    private readonly HashSet<string> _names = [];
    private int _fields;

    /// <summary>Reads and checks the layers.</summary>
    /// <exception cref="InvalidDataException">The file is not as the format demands.</exception>
    /// <exception cref="OverflowException">Sizes fit no integer.</exception>
    public CaffeModelFile(UntrustedFile file) : base(file)
    {
        const int OldLayers = 2, Layers = 100; // V1LayerParameter, LayerParameter
        _reader = new ProtobufReader(file);
        while (Next(file.Length))
        {
            if (_reader is { Field: OldLayers, Type: WireType.Bytes })
                ReadLayer(nameField: 4, blobsField: 6);
            else if (_reader is { Field: Layers, Type: WireType.Bytes })
                ReadLayer(nameField: 1, blobsField: 7);
            else
                SkipPayload();
        }
        if (_tensors.Count == 0)
            throw new InvalidDataException("it holds no layers with weights");
    }

    /// <inheritdoc/>
    public override string Format => "Caffe model";

    /// <inheritdoc/>
    public override string Ending => NameEnding;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorTable> Tables => [new TensorTable("", _tensors)];

    /// <inheritdoc/>
    protected override void ReadPart(StoredTensor tensor, long start, Span<byte> destination) =>
        File.Read(tensor.Offset + start, destination);

    private void ReadLayer(int nameField, int blobsField)
    {
        long end = PayloadEnd;
        string? name = null;
        List<(long[] Shape, long Offset, long ByteCount)> blobs = [];
        while (Next(end))
        {
            if (_reader.Type != WireType.Bytes)
                continue;
            if (_reader.Field == nameField)
                name = Encoding.UTF8.GetString(_reader.Payload(MaxNameLength));
            else if (_reader.Field == blobsField)
                blobs.Add(ReadBlob());
            else
                _reader.Skip();
        }
        if (blobs.Count > 2)
        {
            throw new InvalidDataException(
                $"its layer '{Printable.Name(name ?? "")}' has {blobs.Count} blobs; a weight and a bias are supported");
        }
        foreach ((string part, (long[] shape, long offset, long byteCount)) in new[] { "weight", "bias" }.Zip(blobs))
        {
            // Old files give every blob four dimensions.
            long[] actual = part == "bias" ? [TensorShape.ElementCount(shape)] : shape;
            string tensor = $"{name}.{part}";
            if (!_names.Add(tensor))
                throw new InvalidDataException($"it holds '{Printable.Name(tensor)}' twice");
            if (_names.Count > MaxTensors)
                throw new InvalidDataException($"it has more than {MaxTensors:N0} tensors");
            _tensors.Add(new StoredTensor(tensor, ElementType.Float32, actual, offset, byteCount));
        }
    }

    private (long[] Shape, long Offset, long ByteCount) ReadBlob()
    {
        const int Values = 5, Shape = 7; // 1 to 4: the dimensions in old files
        long end = PayloadEnd;
        long[] oldShape = [1, 1, 1, 1];
        List<long>? shape = null;
        (long Offset, long ByteCount)? values = null;
        while (Next(end))
        {
            if (_reader is { Field: >= 1 and <= 4, Type: WireType.Varint })
            {
                oldShape[_reader.Field - 1] = checked((long)_reader.Value);
            }
            else if (_reader is { Field: Values, Type: WireType.Bytes } && values is null)
            {
                values = (_reader.Position, (long)_reader.Value);
                _reader.Skip();
            }
            else if (_reader is { Field: Shape, Type: WireType.Bytes } && shape is null)
            {
                shape = ReadShape();
            }
            else if (_reader.Field is Values or Shape)
            {
                throw new InvalidDataException("one of its blobs is not packed, or is there in parts");
            }
            else
            {
                SkipPayload();
            }
        }
        long[] actual = shape?.ToArray() ?? oldShape;
        (long offset, long byteCount) = values ?? (0, 0);
        if (checked(TensorShape.ElementCount(actual) * sizeof(float)) != byteCount)
            throw new InvalidDataException($"one of its blobs is {TensorShape.Describe(actual)}, but has {byteCount:N0} bytes of float32");
        return (actual, offset, byteCount);
    }

    private List<long> ReadShape()
    {
        const int Dimension = 1;
        long end = PayloadEnd;
        List<long> shape = [];
        while (Next(end))
        {
            if (_reader is { Field: Dimension, Type: WireType.Varint })
                Add(_reader.Value);
            else if (_reader is { Field: Dimension, Type: WireType.Bytes })
                for (long dimensionsEnd = PayloadEnd; _reader.Position < dimensionsEnd;)
                    Add(_reader.Varint(dimensionsEnd));
            else
                SkipPayload();
        }
        return shape;

        void Add(ulong size)
        {
            if (shape.Count == TensorShape.MaxRank)
                throw new InvalidDataException($"a tensor has more than {TensorShape.MaxRank} dimensions");
            shape.Add(checked((long)size));
        }
    }

    private long PayloadEnd => _reader.Position + (long)_reader.Value;

    private bool Next(long end) => ++_fields <= MaxFields
        ? _reader.Next(end)
        : throw new InvalidDataException($"it has more than {MaxFields:N0} fields");

    private void SkipPayload()
    {
        if (_reader.Type == WireType.Bytes)
            _reader.Skip();
    }
}
