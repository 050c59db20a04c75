namespace RealtimeCnn;

/// <summary>
/// The values of one tensor of a state dict, asked for by name and shape. Implementations throw
/// <see cref="KeyNotFoundException"/> for a name they do not have.
/// </summary>
/// <param name="name">State-dict name, such as <c>conv1.weight</c>.</param>
/// <param name="shape">Shape the architecture needs; row-major.</param>
/// <returns>As many values as <paramref name="shape"/> has elements.</returns>
internal delegate ReadOnlyMemory<float> WeightSource(string name, ReadOnlySpan<long> shape);
