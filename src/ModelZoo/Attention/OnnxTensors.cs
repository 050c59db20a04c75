namespace RealtimeCnn.ModelZoo;

/// <summary>Weights of an ONNX file that was checked, inside it or in files beside it; or of one in memory.</summary>
internal sealed class OnnxTensors : StoredTensors
{
    private readonly ModelDefinition _definition;
    private readonly Dictionary<string, OnnxValues> _values = [];

    public OnnxTensors(ModelDefinition definition)
    {
        _definition = definition;
        using UntrustedFile graph = OpenGraph();
        foreach (OnnxValues values in OnnxValues.In(graph))
            _values.TryAdd(values.Name, values);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<long>? ShapeOf(string name) => _values.GetValueOrDefault(name)?.Shape;

    /// <inheritdoc/>
    public override void Read(string name, Action<ReadOnlySpan<float>> take)
    {
        OnnxValues stored = _values[name];
        int size = stored.Type.Size();
        byte[] bytes = new byte[ValuesAtOnce * size];
        float[] values = new float[ValuesAtOnce];
        try
        {
            using UntrustedFile file = stored.Location.Length == 0
                ? OpenGraph()
                : UntrustedFile.Open(Path.Combine(Path.GetDirectoryName(_definition.File)!, stored.Location));
            foreach ((long offset, long length) in stored.Places)
            {
                for (long done = 0; done < length; done += bytes.Length)
                {
                    Span<byte> part = bytes.AsSpan(0, (int)Math.Min(bytes.Length, length - done));
                    file.Read(offset + done, part);
                    Span<float> converted = values.AsSpan(0, part.Length / size);
                    Elements.ToSingle(stored.Type, part, converted);
                    take(converted);
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw new VisionException($"the weights of its last layers cannot be read: {e.Message}", e);
        }
    }

    private UntrustedFile OpenGraph() =>
        _definition.File is { } path ? UntrustedFile.Open(path) : UntrustedFile.Of(_definition.Content);
}
