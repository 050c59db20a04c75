namespace RealtimeCnn.ModelZoo;

/// <summary>Brings the names of published files to those that the architectures use.</summary>
internal static class TensorNames
{
    // What torch.nn.DataParallel puts before each name.
    private const string ParallelPrefix = "module.";

    // timm keeps VGG's dense layers as convolutions over the last picture: the same numbers in the same order.
    private static readonly (string Theirs, string Ours)[] VggHead =
        [("pre_logits.fc1.", "classifier.0."), ("pre_logits.fc2.", "classifier.3."), ("head.fc.", "classifier.6.")];

    /// <summary>The file's tensors that count, by the architecture's names.</summary>
    /// <param name="architecture">Says which to ignore.</param>
    /// <param name="needed">Names the architecture has.</param>
    /// <param name="tensors">As stored.</param>
    /// <param name="notes">Gets a sentence for each thing that was done.</param>
    /// <exception cref="InvalidDataException">Two tensors would have one name.</exception>
    public static Dictionary<string, StoredTensor> Translate(
        Architecture architecture, IReadOnlySet<string> needed, IReadOnlyList<StoredTensor> tensors, List<string> notes)
    {
        bool isParallel = tensors.All(tensor => tensor.Name.StartsWith(ParallelPrefix, StringComparison.Ordinal));
        bool hasVggHead = needed.Contains("classifier.6.weight") && !needed.Contains("head.fc.weight");
        Dictionary<string, StoredTensor> translated = [];
        HashSet<string> ignored = [];
        int renamed = 0;
        foreach (StoredTensor tensor in tensors)
        {
            string name = isParallel ? tensor.Name[ParallelPrefix.Length..] : tensor.Name;
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                continue;
            bool BeginsWith(string prefix) => name.StartsWith(prefix, StringComparison.Ordinal);
            if (!needed.Contains(name) && architecture.IgnoredPrefixes.FirstOrDefault(BeginsWith) is { } unused)
            {
                ignored.Add(unused);
                continue;
            }
            string ours = hasVggHead ? FromTimm(name) : name;
            renamed += ours == name ? 0 : 1;
            if (!translated.TryAdd(ours, tensor))
                throw new InvalidDataException($"it holds '{Printable.Name(ours)}' under two names");
        }
        if (isParallel && tensors.Count > 0)
            notes.Add($"The prefix '{ParallelPrefix}' was taken off all names.");
        if (renamed > 0)
            notes.Add($"{renamed} tensors of timm's VGG head go by torchvision's names.");
        if (ignored.Count > 0)
            notes.Add($"Tensors that inference does not use were ignored: {string.Join(", ", ignored.Select(prefix => prefix + "*"))}.");
        return translated;
    }

    private static string FromTimm(string name)
    {
        foreach ((string theirs, string ours) in VggHead)
        {
            if (name.StartsWith(theirs, StringComparison.Ordinal))
                return ours + name[theirs.Length..];
        }
        return name;
    }
}
