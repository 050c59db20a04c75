namespace RealtimeCnn.ModelZoo;

/// <summary>A tuple of a pickle.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A list of a pickle.</summary>
internal sealed record PickleList(List<object?> Items);

/// <summary>A dictionary of a pickle, plain or ordered; nothing is known about its keys yet.</summary>
internal sealed record PickleDictionary(List<KeyValuePair<object?, object?>> Items)
{
    /// <summary>The value of a text key, or null. The last one counts, as in Python.</summary>
    public object? Find(string key) => Items.LastOrDefault(item => key.Equals(item.Key)).Value;
}

/// <summary>
/// A value of a kind that no state dict is made of: an object of an unknown class, bytes, a set. Nothing is made of it and nothing in it
/// is kept.
/// </summary>
/// <param name="Name">Its class or the function that would give it, as the pickle names it.</param>
internal sealed record PickleOpaque(string Name)
{
    public static readonly PickleOpaque Bytes = new("bytes"), Set = new("set"), Integer = new("a large integer");
}

/// <summary>A class or function that a pickle names, such as <c>torch.FloatStorage</c>.</summary>
internal sealed record PickleGlobal(string Name);

/// <summary>A call that a pickle asks for. It is noted down, never made.</summary>
internal sealed record PickleCall(PickleGlobal Function, object?[] Arguments);
