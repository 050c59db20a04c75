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

/// <summary>A class or function that a pickle names, such as <c>torch.FloatStorage</c>.</summary>
internal sealed record PickleGlobal(string Name);

/// <summary>A call that a pickle asks for. It is noted down, never made.</summary>
internal sealed record PickleCall(PickleGlobal Function, object?[] Arguments);
