namespace RealtimeCnn.ModelZoo;

/// <summary>Brings the names of files from outside to those that the architectures use.</summary>
internal static class TensorNames
{
    // module._orig_mod.model.backbone. is as deep as wrappers go; what is longer is no name that anybody gave.
    private const int MaxPrefixParts = 8, MaxNameLength = 512;

    // As PyTorch's optimizers call them.
    private static readonly string[] Moments = ["optim", "exp_avg", "exp_avg_sq", "max_exp_avg_sq", "exp_inf", "momentum_buffer",
        "square_avg", "grad_avg", "acc_delta"];

    // timm keeps VGG's dense layers as convolutions over the last picture: the same numbers in the same order.
    private static readonly (string Theirs, string Ours)[] VggHead =
        [("pre_logits.fc1.", "classifier.0."), ("pre_logits.fc2.", "classifier.3."), ("head.fc.", "classifier.6.")];

    /// <summary>Whether a key or prefix says that its tensors are averages over the training: <c>model_ema</c>.</summary>
    public static bool IsAverage(string key) =>
        key.Split('.', '_', '-').Any(part => part.Equals("ema", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a key is that of what an optimizer keeps of each tensor: the same shapes, but never a network.</summary>
    public static bool IsOptimizer(string key) => key.Split('.').Any(part =>
        Moments.Contains(part) || part.Contains("optimizer", StringComparison.OrdinalIgnoreCase));

    /// <summary>The file's tensors that count, by the architecture's names.</summary>
    /// <param name="architecture">Says which to ignore.</param>
    /// <param name="needed">Names the architecture has.</param>
    /// <param name="last">The network's last tensor, which tells the number of its classes.</param>
    /// <param name="tensors">As stored.</param>
    /// <param name="notes">Gets a sentence for each thing that was done.</param>
    /// <exception cref="InvalidDataException">Two tensors would have one name.</exception>
    public static Dictionary<string, StoredTensor> Translate(
        Architecture architecture, IReadOnlySet<string> needed, (string Name, long[] Shape) last, IReadOnlyList<StoredTensor> tensors,
        List<string> notes)
    {
        bool hasVggHead = needed.Contains("classifier.6.weight") && !needed.Contains("head.fc.weight");
        string Ours(string name) => hasVggHead ? FromTimm(name) : name;
        string prefix = PrefixOf(tensors, needed.Count, name => needed.Contains(Ours(name)), IsHead, notes);
        bool IsHead(StoredTensor tensor, string name) => Ours(name) == last.Name && tensor.Shape.AsSpan().SequenceEqual(last.Shape);
        Dictionary<string, StoredTensor> translated = [];
        HashSet<string> ignored = [];
        List<string> moved = [], outside = [];
        int renamed = 0;
        foreach (StoredTensor tensor in tensors)
        {
            if (tensor.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                continue;
            bool isInside = tensor.Name.StartsWith(prefix, StringComparison.Ordinal);
            string? name = isInside ? tensor.Name[prefix.Length..] : WithinPartOf(prefix, tensor.Name, part => needed.Contains(Ours(part)));
            if (name is null)
            {
                outside.Add(tensor.Name);
                continue;
            }
            bool BeginsWith(string start) => name.StartsWith(start, StringComparison.Ordinal);
            if (!needed.Contains(name) && architecture.IgnoredPrefixes.FirstOrDefault(BeginsWith) is { } unused)
            {
                ignored.Add(unused);
                continue;
            }
            if (!isInside)
                moved.Add(tensor.Name);
            renamed += Ours(name) == name ? 0 : 1;
            if (!translated.TryAdd(Ours(name), tensor))
                throw new InvalidDataException($"it holds '{Printable.Name(Ours(name))}' under two names");
        }
        string which = moved.Count + outside.Count == 0 ? "all names" : "the names";
        if (prefix.Length > 0)
            notes.Add($"The prefix '{Printable.Name(prefix)}' was taken off {which}.");
        if (moved.Count > 0)
            notes.Add($"{Were(moved.Count)} taken as well: {Printable.FirstTen(moved)}.");
        if (outside.Count > 0)
            notes.Add($"{Were(outside.Count)} ignored: {Printable.FirstTen(outside)}.");
        if (renamed > 0)
            notes.Add($"{renamed} tensors of timm's VGG head go by torchvision's names.");
        if (ignored.Count > 0)
            notes.Add($"Tensors that inference does not use were ignored: {string.Join(", ", ignored.Select(start => start + "*"))}.");
        return translated;

        static string Were(int count) => $"{Printable.Count(count, "tensor")} without it {(count == 1 ? "was" : "were")}";
    }

    // What stands before most of the names that the architecture knows: wrappers put it there (DataParallel module., torch.compile
    // _orig_mod., Lightning and others the name of their member). Empty where taking nothing off serves as many.
    private static string PrefixOf(
        IReadOnlyList<StoredTensor> tensors, int neededCount, Func<string, bool> isNeeded, Func<StoredTensor, string, bool> isHead,
        List<string> notes)
    {
        Dictionary<string, int> hits = [];
        foreach (string name in tensors.Select(tensor => tensor.Name).Where(name => name.Length <= MaxNameLength))
        {
            int start = 0;
            for (int parts = 0; parts <= MaxPrefixParts; parts++)
            {
                if (isNeeded(name[start..]) && !IsOptimizer(name[..start]))
                    hits[name[..start]] = hits.GetValueOrDefault(name[..start]) + 1;
                int dot = name.IndexOf('.', start);
                if (dot < 0)
                    break;
                start = dot + 1;
            }
        }
        int most = hits.Values.DefaultIfEmpty().Max();
        if (most * 2 < neededCount)
            return ""; // another network, in which some names are the same by chance
        string[] best =
        [
            .. hits.Where(hit => hit.Value == most).Select(hit => hit.Key).OrderByDescending(HasOwnClasses)
                .ThenByDescending(IsAverage).ThenBy(prefix => prefix.Length),
        ];
        if (best.Length > 1)
        {
            string[] names = [.. best.Take(8).Select(prefix => prefix.Length == 0 ? "no prefix" : $"'{Printable.Name(prefix)}'")];
            notes.Add($"It holds the network more than once: that under {names[0]} was taken, "
                + $"those under {string.Join(", ", names.Skip(1))} fit as well and can be chosen by key.");
        }
        return best[0];

        bool HasOwnClasses(string prefix) => tensors.Any(tensor =>
            tensor.Name.StartsWith(prefix, StringComparison.Ordinal) && isHead(tensor, tensor.Name[prefix.Length..]));
    }

    // Beside a wrapped body a head may stand one or more levels further up: 'fc.' beside 'backbone.', 'module.fc.' beside 'module.net.'.
    private static string? WithinPartOf(string prefix, string name, Func<string, bool> isNeeded)
    {
        for (int length = prefix.Length - 1; length >= 0; length--)
        {
            bool isLevel = length == 0 || prefix[length - 1] == '.';
            if (isLevel && name.StartsWith(prefix[..length], StringComparison.Ordinal) && isNeeded(name[length..]))
                return name[length..];
        }
        return null;
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
