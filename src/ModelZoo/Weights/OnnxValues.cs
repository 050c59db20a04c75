namespace RealtimeCnn.ModelZoo;

/// <summary>Where the values of a floating tensor lie that an ONNX graph stores.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Location">File beside the graph, as it is written; empty for the graph itself.</param>
/// <param name="Places">First byte and length, in bytes.</param>
internal sealed record OnnxValues(string Name, ElementType Type, string Location, IReadOnlyList<(long Offset, long Length)> Places)
{
    /// <summary>Its dimensions.</summary>
    public IReadOnlyList<long> Shape { get; private init; } = [];

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
        List<(long, long)> places = [];
        OnnxTensorFacts facts = OnnxTensorFacts.Read(
            reader, end, countField: static () => { }, floats: (offset, length) => places.Add((offset, length)));
        if (facts.FloatType == ElementType.Other)
            return null;
        if (facts.Location is not null)
            places = [(facts.Offset, facts.ByteCount!.Value)];
        return new OnnxValues(facts.RawName, facts.FloatType, facts.Location ?? "", places) { Shape = facts.Shape };
    }

    private static void Skip(ProtobufReader reader)
    {
        if (reader.Type == WireType.Bytes)
            reader.Skip();
    }
}
