namespace RealtimeCnn.LeNetTrainer;

/// <summary>One tensor of the state dict: a slice of the flat parameter and gradient buffers.</summary>
internal sealed unsafe class Parameter(string name, int[] shape, ParameterSet owner, int offset, int length)
{
    public string Name => name;

    public int[] Shape => shape;

    public int Length => length;

    public float* Values => owner.Values.Data + offset;

    public float* Gradient => owner.Gradient.Data + offset;

    public Span<float> ValueSpan => owner.Values.Span.Slice(offset, length);

    public Span<float> GradientSpan => owner.Gradient.Span.Slice(offset, length);
}

/// <summary>All trainable tensors back to back, so that the optimizer and the weight average are one loop each.</summary>
internal sealed class ParameterSet(int capacity)
{
    private readonly List<Parameter> _parameters = [];

    public AlignedBuffer Values { get; } = new(capacity);

    public AlignedBuffer Gradient { get; } = new(capacity);

    public int Count { get; private set; }

    public IReadOnlyList<Parameter> All => _parameters;

    public Parameter Add(string name, params int[] shape)
    {
        int length = shape.Aggregate(1, (product, side) => product * side);
        if (Count + length > Values.Length)
            throw new InvalidOperationException($"{name} does not fit: {Count + length} parameters, room for {Values.Length}.");
        Parameter parameter = new(name, shape, this, Count, length);
        Count += length;
        _parameters.Add(parameter);
        return parameter;
    }
}
