using System.Globalization;

namespace RealtimeCnn.ModelZoo;

/// <summary>What an ONNX tensor says about its values: how many there are, and whether they are inside or in which file.</summary>
internal sealed class OnnxTensorFacts
{
    private const int MaxText = 4096;
    private const int MostInANumber = 4; // elements of two bits

    private readonly List<long> _dims = [];
    private readonly Dictionary<string, string> _external = [];
    private readonly Action<long, long>? _floats;
    private int _type;
    private bool _isExternal;
    private long _rawLength = -1;
    private long _otherElements; // an upper bound

    private OnnxTensorFacts(Action<long, long>? floats) => _floats = floats;

    /// <summary>The tensor's name, for messages.</summary>
    public string Name => Printable.Name(RawName);

    /// <summary>The tensor's name as it is.</summary>
    public string RawName { get; private set; } = "";

    /// <summary>File that holds the values, as written; null if they are inside.</summary>
    public string? Location => _isExternal ? _external.GetValueOrDefault("location", "") : null;

    /// <summary>First byte in that file.</summary>
    public long Offset => Number("offset") ?? 0;

    /// <summary>Bytes in that file, by the shape; null if the shape does not tell (a type of unknown size).</summary>
    public long? ByteCount => BitsPerElement is int bits ? checked(((ElementCount * bits) + 7) / 8) : null;

    /// <summary>How many values its shape promises.</summary>
    public long ElementCount => TensorShape.ElementCount([.. _dims]);

    /// <summary>Type of its values, as <c>TensorProto.data_type</c>.</summary>
    public int Type => _type;

    /// <summary>Type of its values, if that is a floating one.</summary>
    public ElementType FloatType => _type switch
    {
        1 => ElementType.Float32,
        10 => ElementType.Float16,
        11 => ElementType.Float64,
        16 => ElementType.BFloat16,
        _ => ElementType.Other,
    };

    // TensorProto.DataType of the ONNX standard. Strings are left out.
    private int? BitsPerElement => _type switch
    {
        1 or 6 or 12 => 32, // float, int32, uint32
        2 or 3 or 9 or (>= 17 and <= 20) or 24 => 8, // uint8, int8, bool, the float8s
        4 or 5 or 10 or 16 => 16, // uint16, int16, float16, bfloat16
        7 or 11 or 13 or 14 => 64, // int64, double, uint64, complex64
        15 => 128, // complex128
        21 or 22 or 23 => 4, // uint4, int4, float4
        25 or 26 => 2, // uint2, int2
        _ => null,
    };

    /// <summary>Takes in a tensor.</summary>
    /// <param name="reader">At its first field.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="countField">Called for each field, to bound the work.</param>
    /// <param name="floats">
    /// Called with first byte and length of what may hold floating values inside: raw_data, float_data, double_data; null if nobody reads
    /// them.
    /// </param>
    public static OnnxTensorFacts Read(ProtobufReader reader, long end, Action countField, Action<long, long>? floats = null)
    {
        OnnxTensorFacts facts = new(floats);
        uint seen = 0;
        while (reader.Next(end))
        {
            countField();
            OnnxField.Require(OnnxMessage.Tensor, reader, ref seen);
            facts.Take(reader, countField);
        }
        return facts;
    }

    /// <summary>Checks that the tensor holds as many values as its shape says.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public void RequirePlausible()
    {
        if (_isExternal)
        {
            if (Number("length") is { } length && ByteCount is { } needed && length != needed)
            {
                throw new InvalidDataException(
                    $"tensor '{Name}' is {TensorShape.Describe([.. _dims])}, which needs {needed:N0} bytes, but has {length:N0}");
            }
            return;
        }
        bool fits = _rawLength >= 0 && ByteCount is { } bytes ? _rawLength == bytes : ElementCount <= _otherElements;
        if (!fits)
            throw new InvalidDataException($"tensor '{Name}' is {TensorShape.Describe([.. _dims])}, but does not hold as many values");
    }

    private void Take(ProtobufReader reader, Action countField)
    {
        switch (reader.Field, reader.Type)
        {
            case (1, WireType.Varint):
                AddDimension(reader.Value);
                break;
            case (1, WireType.Bytes):
                for (long end = reader.Position + (long)reader.Value; reader.Position < end;)
                    AddDimension(reader.Varint(end));
                break;
            case (2, WireType.Varint):
                _type = reader.Value <= int.MaxValue
                    ? (int)reader.Value
                    : throw new InvalidDataException($"tensor '{Name}' is of type {reader.Value:N0}, which does not exist");
                break;
            case (8, WireType.Bytes):
                RawName = reader.Text(MaxText);
                break;
            case (9, WireType.Bytes):
                _rawLength = (long)reader.Value;
                _floats?.Invoke(reader.Position, _rawLength);
                reader.Skip();
                break;
            case (13, WireType.Bytes):
                AddExternal(reader, countField);
                break;
            case (14, WireType.Varint):
                // Others cut it to 32 bits, or keep what stood there before.
                _isExternal = reader.Value <= 1
                    ? reader.Value == 1
                    : throw new InvalidDataException($"tensor '{Name}' lies in place {reader.Value:N0}, which does not exist");
                break;
            case (_, WireType.Bytes):
                _otherElements += ElementsIn(reader.Field, (long)reader.Value);
                if (reader.Field is 4 or 10)
                    _floats?.Invoke(reader.Position, (long)reader.Value);
                reader.Skip();
                break;
            case (4, _):
                _otherElements++;
                _floats?.Invoke(reader.Position - sizeof(float), sizeof(float));
                break;
            case (7 or 10 or 11, _):
                _otherElements++;
                break;
            case (5, _):
                _otherElements += MostInANumber;
                break;
        }
    }

    // Packed numbers of variable length have at least a byte each, and one may hold four elements of two bits.
    private static long ElementsIn(int field, long length) => field switch
    {
        4 => length / sizeof(float),
        5 => length * MostInANumber,
        6 => 1, // a string
        7 or 11 => length,
        10 => length / sizeof(double),
        _ => 0,
    };

    private void AddDimension(ulong value)
    {
        _dims.Add(value <= long.MaxValue ? (long)value : throw new InvalidDataException($"tensor '{Name}' has a negative dimension"));
        if (_dims.Count > TensorShape.MaxRank)
            throw new InvalidDataException($"tensor '{Name}' has more than {TensorShape.MaxRank} dimensions");
    }

    private void AddExternal(ProtobufReader reader, Action countField)
    {
        string key = "", value = "";
        long end = reader.Position + (long)reader.Value;
        uint seen = 0;
        while (reader.Next(end))
        {
            countField();
            OnnxField.Require(OnnxMessage.Entry, reader, ref seen);
            if (reader.Field == 1)
                key = reader.Text(MaxText);
            else if (reader.Field == 2)
                value = reader.Text(MaxText);
            else if (reader.Type == WireType.Bytes)
                reader.Skip();
        }
        // Others exist (prepacked copies for one processor) whose places would have to be checked too.
        if (key is not ("location" or "offset" or "length" or "checksum") || !_external.TryAdd(key, value))
        {
            throw new InvalidDataException(
                $"tensor '{Name}' describes its place with '{Printable.Name(key)}', which is unknown or there twice");
        }
    }

    private long? Number(string key)
    {
        if (!_external.TryGetValue(key, out string? text))
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new InvalidDataException($"tensor '{Name}' has the {key} '{Printable.Name(text)}'");
    }
}
