using System.Globalization;

namespace RealtimeCnn.DemoApp;

/// <summary>The classes of networks that may be compared with each other: their names by index.</summary>
internal sealed class LabelSet
{
    private const int None = -1, Several = -2;

    private static readonly Lazy<IReadOnlyDictionary<string, int>> Synsets = new(ReadSynsets);

    private readonly Dictionary<string, int> _whole = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _isImageNet;

    public LabelSet(IReadOnlyList<string> labels)
    {
        Labels = labels;
        _isImageNet = labels.Count == Synsets.Value.Count
            && ModelCatalogue.Embedded.Models.Any(model => model.Labels.SequenceEqual(labels));
        for (int id = 0; id < labels.Count; id++)
        {
            Add(_whole, labels[id], id);
            foreach (string part in labels[id].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                Add(_parts, part, id);
        }
    }

    public IReadOnlyList<string> Labels { get; }

    /// <summary>The set in a few words.</summary>
    public string Name => string.Create(
        CultureInfo.InvariantCulture,
        $"{Labels.Count:N0} classes: {string.Join(", ", Labels.Take(3).Select(Short))}{(Labels.Count > 3 ? ", ..." : "")}");

    /// <summary>The first of the names that a label is made of.</summary>
    public static string Short(string label) => label.Split(',', 2)[0].Trim() is { Length: > 0 } first ? first : label;

    /// <summary>The class that a text names: a label, one of a label's names between commas, an id of WordNet.</summary>
    public int? Named(string text) => Look(text) is >= 0 and int id ? id : null;

    /// <summary>Whether it names more than one.</summary>
    public bool IsAmbiguous(string text) => Look(text) == Several;

    /// <summary>The indices of all classes of which it is one of the names.</summary>
    public IEnumerable<int> Holding(string text) => Labels.Index()
        .Where(label => label.Item.Split(',', StringSplitOptions.TrimEntries).Append(label.Item).Any(name => IsSame(name, text)))
        .Select(label => label.Index);

    /// <summary>The class whose index it is.</summary>
    public int? Numbered(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id < Labels.Count ? id : null;

    private static bool IsSame(string name, string text) =>
        name.Equals(text, StringComparison.OrdinalIgnoreCase) || name.Equals(Spaced(text), StringComparison.OrdinalIgnoreCase);

    // Names of folders have underscores.
    private static string Spaced(string text) => text.Replace('_', ' ');

    private int Look(string text)
    {
        foreach (string form in (string[])[text, Spaced(text)])
        {
            if (_whole.TryGetValue(form, out int id) || _parts.TryGetValue(form, out id))
                return id;
        }
        return _isImageNet && Synsets.Value.TryGetValue(text, out int known) ? known : None;
    }

    private static void Add(Dictionary<string, int> ids, string name, int id)
    {
        if (!ids.TryAdd(name, id) && ids[name] != id)
            ids[name] = Several;
    }

    private static Dictionary<string, int> ReadSynsets()
    {
        using Stream stream = typeof(LabelSet).Assembly.GetManifestResourceStream("imagenet-synsets.txt")!;
        using var reader = new StreamReader(stream);
        string[] ids = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return ids.Select((id, index) => (id, index)).ToDictionary(pair => pair.id, pair => pair.index, StringComparer.OrdinalIgnoreCase);
    }
}
