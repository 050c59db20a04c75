using System.Globalization;
using System.Text;

namespace RealtimeCnn.ModelZoo;

/// <summary>Where the values of a floating tensor lie that an ONNX graph stores.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Location">File beside the graph, as it is written; empty for the graph itself.</param>
/// <param name="Places">First byte and length, in bytes.</param>
internal sealed record OnnxValues(string Name, ElementType Type, string Location, IReadOnlyList<(long Offset, long Length)> Places)
{
    private const int MaxText = 4096;

    /// <summary>How many values.</summary>
    public long Count => Places.Sum(place => place.Length) / Type.Size();

    /// <summary>
    /// The tensors of a file that was checked by <see cref="OnnxGuard"/>, in its order. Field numbers: <c>onnx.proto</c>.
    /// </summary>
    public static IEnumerable<OnnxValues> In(UntrustedFile file)
    {
        ProtobufReader reader = new(file);
        while (reader.Next(file.Length))
        {
            if (reader is not { Field: 7, Type: WireType.Bytes }) // the graph
            {
                Skip(reader);
                continue;
            }
            long end = reader.Position + (long)reader.Value;
            while (reader.Next(end))
            {
                if (reader is not { Field: 5, Type: WireType.Bytes }) // an initializer
                    Skip(reader);
                else if (Read(reader, reader.Position + (long)reader.Value) is { } tensor)
                    yield return tensor;
            }
        }
    }

    // Null for integers and others. Of floats only those are looked at that are stored as such, as every exporter does.
    private static OnnxValues? Read(ProtobufReader reader, long end)
    {
        string name = "";
        ElementType type = ElementType.Other;
        long elements = 1;
        List<(long, long)> places = [];
        Dictionary<string, string> beside = [];
        while (reader.Next(end))
        {
            switch (reader.Field, reader.Type)
            {
                case (1, WireType.Varint):
                    elements = checked(elements * (long)reader.Value);
                    break;
                case (1, WireType.Bytes):
                    for (long last = reader.Position + (long)reader.Value; reader.Position < last;)
                        elements = checked(elements * (long)reader.Varint(last));
                    break;
                case (2, WireType.Varint):
                    type = TypeOf(reader.Value);
                    break;
                case (4, WireType.Fixed32):
                    places.Add((reader.Position - sizeof(float), sizeof(float)));
                    break;
                case (8, WireType.Bytes):
                    name = Encoding.UTF8.GetString(reader.Payload(MaxText));
                    break;
                case (4 or 9 or 10, WireType.Bytes): // float_data, raw_data, double_data
                    places.Add((reader.Position, (long)reader.Value));
                    reader.Skip();
                    break;
                case (13, WireType.Bytes):
                    AddPair(reader, beside);
                    break;
                default:
                    Skip(reader);
                    break;
            }
        }
        if (type == ElementType.Other)
            return null;
        string location = beside.GetValueOrDefault("location", "");
        if (location.Length > 0)
            places = [(long.Parse(beside.GetValueOrDefault("offset", "0"), CultureInfo.InvariantCulture), elements * type.Size())];
        return new OnnxValues(name, type, location, places);
    }

    private static ElementType TypeOf(ulong type) => type switch
    {
        1 => ElementType.Float32,
        10 => ElementType.Float16,
        11 => ElementType.Float64,
        16 => ElementType.BFloat16,
        _ => ElementType.Other,
    };

    private static void AddPair(ProtobufReader reader, Dictionary<string, string> pairs)
    {
        string key = "", value = "";
        for (long end = reader.Position + (long)reader.Value; reader.Next(end);)
        {
            if (reader is { Field: 1, Type: WireType.Bytes })
                key = Encoding.UTF8.GetString(reader.Payload(MaxText));
            else if (reader is { Field: 2, Type: WireType.Bytes })
                value = Encoding.UTF8.GetString(reader.Payload(MaxText));
            else
                Skip(reader);
        }
        pairs[key] = value;
    }

    private static void Skip(ProtobufReader reader)
    {
        if (reader.Type == WireType.Bytes)
            reader.Skip();
    }
}
