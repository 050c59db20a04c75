using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// A <c>.safetensors</c> file: the header's length as a 64-bit integer, the header as JSON, then the tensors' bytes without gaps.
/// Format: https://github.com/huggingface/safetensors#format.
/// </summary>
internal sealed class SafetensorsFile : TensorFile
{
    /// <summary>Usual ending of its name.</summary>
    public const string NameEnding = ".safetensors";

    /// <summary>Bytes before the header: its length.</summary>
    public const int PrefixLength = sizeof(long);

    /// <summary>Key of the header that holds remarks instead of a tensor.</summary>
    public const string MetadataKey = "__metadata__";

    // The format allows 100 MB. The header of the largest network here has 0.2 MB.
    private const int MaxHeaderLength = 16 << 20;

    /// <summary>Reads and checks the header.</summary>
    /// <exception cref="InvalidDataException">The file is not as the format demands.</exception>
    /// <exception cref="OverflowException">Sizes fit no integer.</exception>
    public SafetensorsFile(UntrustedFile file) : base(file)
    {
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(file.Read(0, PrefixLength));
        if (headerLength > (ulong)(file.Length - PrefixLength))
            throw new InvalidDataException($"its header of {headerLength:N0} bytes reaches beyond the end of the file");
        if (headerLength > MaxHeaderLength)
            throw new InvalidDataException($"its header has {headerLength:N0} bytes, at most {MaxHeaderLength:N0} are supported");
        byte[] header = file.Read(PrefixLength, (int)headerLength);
        if (!Utf8.IsValid(header))
            throw new InvalidDataException("its header is not UTF-8");
        try
        {
            Tables = [new TensorTable("", ReadHeader(header, PrefixLength + (long)headerLength))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: escaped halves of surrogate pairs
        {
            throw new InvalidDataException($"its header is not the JSON of a safetensors file ({Printable.Name(e.Message)})", e);
        }
        RequireNoGaps(Tensors, PrefixLength + (long)headerLength, file.Length);
    }

    /// <inheritdoc/>
    public override string Format => "safetensors";

    /// <inheritdoc/>
    public override string Ending => NameEnding;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorTable> Tables { get; }

    /// <summary>Whether a file that begins so could be one: the header begins with a brace.</summary>
    public static bool LooksLikeSafetensors(ReadOnlySpan<byte> start) => start.Length > PrefixLength && start[PrefixLength] == '{';

    /// <inheritdoc/>
    protected override void ReadPart(StoredTensor tensor, long start, Span<byte> destination) =>
        File.Read(tensor.Offset + start, destination);

    private static List<StoredTensor> ReadHeader(ReadOnlySpan<byte> header, long dataStart)
    {
        List<StoredTensor> tensors = [];
        HashSet<string> names = [];
        Utf8JsonReader json = new(header);
        Expect(ref json, JsonTokenType.StartObject);
        while (ReadKey(ref json) is { } name)
        {
            if (!names.Add(name))
                throw new InvalidDataException($"its header names '{Printable.Name(name)}' twice");
            Expect(ref json, JsonTokenType.StartObject);
            if (name == MetadataKey)
                json.Skip();
            else
                tensors.Add(ReadTensor(ref json, name, dataStart));
            if (tensors.Count > MaxTensors)
                throw new InvalidDataException($"it has more than {MaxTensors:N0} tensors");
        }
        if (json.Read())
            throw new JsonException("something follows the header's object");
        return tensors;
    }

    private static StoredTensor ReadTensor(ref Utf8JsonReader json, string name, long dataStart)
    {
        string? type = null;
        long[]? shape = null, offsets = null;
        while (ReadKey(ref json) is { } key)
        {
            if (key == "dtype" && type is null)
            {
                Expect(ref json, JsonTokenType.String);
                type = json.GetString();
            }
            else if (key == "shape" && shape is null)
            {
                shape = ReadIntegers(ref json);
            }
            else if (key == "data_offsets" && offsets is null)
            {
                offsets = ReadIntegers(ref json);
            }
            else
            {
                throw new InvalidDataException($"'{Printable.Name(name)}' has '{Printable.Name(key)}', which is unknown or there twice");
            }
        }
        if (type is null || shape is null || offsets is not [long begin, long end])
            throw new InvalidDataException($"'{Printable.Name(name)}' lacks dtype, shape or data_offsets");
        if (begin < 0 || end < begin)
            throw new InvalidDataException($"'{Printable.Name(name)}' lies from byte {begin} to {end}");
        long count = TensorShape.ElementCount(shape);
        (ElementType elementType, int size) = TypeOf(type);
        if (size > 0 && checked(count * size) != end - begin)
        {
            throw new InvalidDataException(
                $"'{Printable.Name(name)}' is {TensorShape.Describe(shape)} of {type}, but has {end - begin:N0} bytes");
        }
        return new StoredTensor(name, elementType, shape, checked(dataStart + begin), end - begin);
    }

    private static (ElementType Type, int Size) TypeOf(string type) => type switch
    {
        "F32" => (ElementType.Float32, 4),
        "F16" => (ElementType.Float16, 2),
        "BF16" => (ElementType.BFloat16, 2),
        "F64" => (ElementType.Float64, 8),
        "I64" or "U64" => (ElementType.Other, 8),
        "I32" or "U32" => (ElementType.Other, 4),
        "I16" or "U16" => (ElementType.Other, 2),
        "I8" or "U8" or "BOOL" => (ElementType.Other, 1),
        _ => (ElementType.Other, 0),
    };

    // The format demands that the tensors cover the data completely. That also rules out that two overlap.
    private static void RequireNoGaps(IReadOnlyList<StoredTensor> tensors, long dataStart, long fileLength)
    {
        long end = dataStart;
        foreach (StoredTensor tensor in tensors.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.ByteCount))
        {
            if (tensor.Offset != end)
            {
                throw new InvalidDataException(
                    $"'{Printable.Name(tensor.Name)}' {(tensor.Offset < end ? "overlaps another tensor" : "follows a gap")}");
            }
            end = checked(end + tensor.ByteCount);
        }
        if (end != fileLength)
            throw new InvalidDataException($"its tensors end at byte {end:N0}, the file at {fileLength:N0}");
    }

    private static string? ReadKey(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.EndObject => null,
            JsonTokenType.PropertyName => json.GetString(),
            _ => throw new JsonException($"{json.TokenType} instead of a name"),
        };
    }

    private static long[] ReadIntegers(ref Utf8JsonReader json)
    {
        List<long> values = [];
        Expect(ref json, JsonTokenType.StartArray);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long value))
                throw new JsonException("a size or offset is not an integer");
            if (values.Count == TensorShape.MaxRank)
                throw new InvalidDataException($"a tensor has more than {TensorShape.MaxRank} dimensions");
            values.Add(value);
        }
        return [.. values];
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (!json.Read() || json.TokenType != type)
            throw new JsonException($"{json.TokenType} instead of {type}");
    }
}
