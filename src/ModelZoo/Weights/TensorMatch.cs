namespace RealtimeCnn.ModelZoo;

/// <summary>A file's tensors held against what an architecture needs.</summary>
internal sealed class TensorMatch
{
    private readonly List<string> _missing = [];
    private readonly List<string> _misshaped = [];
    private readonly List<string> _extra = [];

    private TensorMatch()
    {
    }

    /// <summary>Those that fit, in the architecture's order.</summary>
    public List<BoundTensor> Bound { get; } = [];

    /// <summary>What the user should know if everything fits, one sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Whether every tensor has its place.</summary>
    public bool Fits => _missing.Count + _misshaped.Count + _extra.Count == 0;

    /// <summary>Tensors that fit, as a share of all that the architecture or the file has.</summary>
    public double Share => Bound.Count / (double)Math.Max(Bound.Count + _missing.Count + _misshaped.Count + _extra.Count, 1);

    /// <summary>What does not fit, in words.</summary>
    public string Differences
    {
        get
        {
            IEnumerable<string> parts = new[] { ("missing", _missing), ("of another shape", _misshaped), ("extra", _extra) }
                .Where(part => part.Item2.Count > 0)
                .Select(part => $"{part.Item2.Count} {part.Item1} ({Printable.FirstTen(part.Item2)})");
            return string.Join("; ", parts) + ".";
        }
    }

    /// <summary>How many classes the file tells apart; null where it has no last layer of this architecture's.</summary>
    public long? Classes { get; private set; }

    /// <summary>Whether all fits but the last layer.</summary>
    public bool FitsButTheHead { get; private set; }

    /// <summary>Compares.</summary>
    /// <exception cref="InvalidDataException">Two tensors of the file would have one name.</exception>
    public static TensorMatch Of(
        Architecture architecture, IReadOnlyList<(string Name, long[] Shape)> needed, IReadOnlyList<StoredTensor> stored)
    {
        TensorMatch match = new();
        Dictionary<string, StoredTensor> byName = TensorNames.Translate(
            architecture, needed.Select(tensor => tensor.Name).ToHashSet(), needed[^1], stored, match.Notes);
        match.Classes = byName.GetValueOrDefault(needed[^1].Name)?.Shape is [long rows, ..] ? rows : null;
        string lastLayer = needed[^1].Name[..(needed[^1].Name.LastIndexOf('.') + 1)];
        foreach ((string name, long[] shape) in needed)
        {
            if (!byName.Remove(name, out StoredTensor? tensor))
                match._missing.Add(name);
            else if (TensorBinding.SkippedBytes(tensor, shape, name.StartsWith(lastLayer, StringComparison.Ordinal)) is { } skipped)
                match.Bound.Add(new BoundTensor(name, shape, tensor, skipped));
            else
                match._misshaped.Add($"{name} is {Describe(tensor)}, needs {TensorShape.Describe(shape)}");
        }
        match._extra.AddRange(byName.Keys);
        match.RequireWholeLastLayer(lastLayer);
        match.FitsButTheHead = !match.Fits && match._missing.Count + match._extra.Count == 0
            && match._misshaped.All(each => each.StartsWith(lastLayer, StringComparison.Ordinal));
        return match;
    }

    private static string Describe(StoredTensor tensor) =>
        TensorShape.Describe(tensor.Shape) + (tensor.Type == ElementType.Other ? " integers" : "");

    // Weights and bias both lose the background class, or the file is not what it seems.
    private void RequireWholeLastLayer(string lastLayer)
    {
        BoundTensor[] last = [.. Bound.Where(tensor => tensor.Name.StartsWith(lastLayer, StringComparison.Ordinal))];
        if (last.All(tensor => tensor.SkippedBytes == 0))
            return;
        foreach (BoundTensor odd in last.Where(tensor => tensor.SkippedBytes == 0))
        {
            Bound.Remove(odd);
            _misshaped.Add($"{odd.Name} has no background class, but the rest of its layer has");
        }
        Notes.Add("The file has 1001 classes; the first, background, was left out.");
    }
}
