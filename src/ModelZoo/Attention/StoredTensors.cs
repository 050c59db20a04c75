namespace RealtimeCnn.ModelZoo;

/// <summary>The weights that a graph stores, read a part at a time: the largest layer has four hundred megabytes.</summary>
internal abstract class StoredTensors
{
    protected const int ValuesAtOnce = 1 << 16;

    /// <summary>Shape of a tensor; null if there is none of this name that holds floating values.</summary>
    public abstract IReadOnlyList<long>? ShapeOf(string name);

    /// <summary>Hands out a tensor's values in their order.</summary>
    /// <param name="name">One that has a shape.</param>
    /// <param name="take">Gets the next values.</param>
    /// <exception cref="VisionException">They cannot be read any more.</exception>
    public abstract void Read(string name, Action<ReadOnlySpan<float>> take);
}
