using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>Weights by formula, which lie in no file: made again.</summary>
internal sealed class FormulaTensors(GraphProto graph) : StoredTensors
{
    private readonly Dictionary<string, long[]> _shapes = graph.Initializer.ToDictionary(one => one.Name, one => one.Dims.ToArray());

    /// <inheritdoc/>
    public override IReadOnlyList<long>? ShapeOf(string name) => _shapes.GetValueOrDefault(name);

    /// <inheritdoc/>
    public override void Read(string name, Action<ReadOnlySpan<float>> take)
    {
        long[] shape = _shapes[name];
        var rule = FormulaWeights.Rule.For(name, shape);
        ulong seed = FormulaWeights.Fnv1A64(name);
        long count = TensorShape.ElementCount(shape);
        float[] values = new float[Math.Min(ValuesAtOnce, count)];
        for (long done = 0; done < count; done += values.Length)
        {
            Span<float> part = values.AsSpan(0, (int)Math.Min(values.Length, count - done));
            FormulaWeights.Fill(part, seed + (ulong)done, rule);
            take(part);
        }
    }
}
