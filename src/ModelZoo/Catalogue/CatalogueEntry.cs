using System.Text.RegularExpressions;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// One model of <c>catalogue.json</c>: its card, how frames become its input, and where weights come from. Either a
/// <see cref="File"/> lies beside the catalogue, or an <see cref="ModelCard.Architecture"/> is built here and takes weights of the
/// <see cref="ModelStore"/>, or both.
/// </summary>
public sealed partial record CatalogueEntry : ModelCard
{
    /// <summary>Where the paper can be read.</summary>
    public string? PaperUrl { get; init; }

    /// <summary>Where the network that runs departs from the paper; null where it does not.</summary>
    public string? Differences { get; init; }

    /// <summary>ONNX file that ships with the catalogue, relative to its folder; null if none does.</summary>
    public string? File { get; init; }

    /// <summary>Text file of class names, relative to the catalogue's folder; null if classes have no names.</summary>
    public string? Labels { get; init; }

    /// <summary>How frames become the input, where the weights do not say otherwise.</summary>
    public required PreprocessSpec Preprocess { get; init; }

    /// <summary>Published weights; the first is the default.</summary>
    public IReadOnlyList<WeightFamily> Weights { get; init => field = value ?? []; } = []; // null where the JSON has none

    /// <summary>The published weights of this name; null for the default.</summary>
    /// <exception cref="VisionException">There are none; the message suggests the nearest name.</exception>
    public WeightFamily Family(string? name)
    {
        if (Weights.Count == 0)
            throw new VisionException($"'{Id}' has no published weights{(File is null ? "." : ": its file ships with the program.")}");
        if (name is null)
            return Weights[0];
        return Weights.FirstOrDefault(family => family.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new VisionException($"'{Id}' has no weights '{name}'{Nearest.Suggestion(name, FamilyNames)} Known: {string.Join(", ", FamilyNames)}.");
    }

    /// <summary>What runs now: weights of the store before the file that ships, and that before stand-in weights.</summary>
    internal ModelDefinition Define(string folder, ModelStore store, Func<string, IReadOnlyList<string>> readLabels)
    {
        ModelDefinition definition = new(this)
        {
            File = File is null ? null : Path.GetFullPath(Path.Combine(folder, File)),
            Weights = File is null ? WeightsStatus.Untrained : WeightsStatus.Trained,
            Labels = Labels is null ? [] : readLabels(Path.Combine(folder, Labels)),
            Preprocess = Preprocess,
        };
        if (store.Find(Id) is not { Problem: null } stored)
            return definition;
        WeightFamily? family = Weights.FirstOrDefault(known => known.Name == stored.Receipt.Family);
        return definition with
        {
            File = stored.OnnxFile,
            Weights = WeightsStatus.Trained,
            WeightsName = stored.Receipt.DisplayName,
            Variant = stored.Receipt.Variant,
            Preprocess = family?.Preprocess ?? Preprocess,
        };
    }

    /// <summary>Checks what the types cannot; names become names of files, so they are held to a small alphabet.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names the model and the value.</exception>
    internal void Check()
    {
        Require(NamePattern().IsMatch(Id), "ids are made of a-z, 0-9, _ and -");
        Require(Key is null or { Length: 1 }, $"key '{Key}' is not one character");
        Require(File is not null || Architecture is not null, "it has neither a file nor an architecture");
        Require(Weights.Count == 0 || Architecture is not null, "it has weights, but no architecture that takes them");
        Require(IsInside(File), $"file '{File}' is not a relative path inside the catalogue's folder");
        Require(IsInside(Labels), $"labels '{Labels}' is not a relative path inside the catalogue's folder");
        Require(FamilyNames.Distinct().Count() == Weights.Count, "two weights have one name");
        Check(Preprocess);
        foreach (WeightFamily family in Weights)
        {
            Require(NamePattern().IsMatch(family.Name), $"weights '{family.Name}': names are made of a-z, 0-9, _, . and -");
            Require(family.Url is { IsAbsoluteUri: true, Scheme: "https" or "http" }, $"weights '{family.Name}': '{family.Url}' is no web address");
            Require(family.Bytes is null or > 0, $"weights '{family.Name}': {family.Bytes} bytes");
            Require(family.Sha256 is null || HashPattern().IsMatch(family.Sha256), $"weights '{family.Name}': sha256 takes 8 to 64 lower-case hex digits");
            if (family.Preprocess is not null)
                Check(family.Preprocess);
        }
    }

    private IEnumerable<string> FamilyNames => Weights.Select(family => family.Name);

    private void Check(PreprocessSpec spec)
    {
        try
        {
            spec.Validate();
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"model '{Id}': {e.Message}", e);
        }
    }

    private void Require(bool holds, string problem)
    {
        if (!holds)
            throw new ArgumentException($"model '{Id}': {problem}.");
    }

    private static bool IsInside(string? path) =>
        path is null || (path.Length > 0 && !Path.IsPathRooted(path) && !path.Split('/', '\\').Contains("..") && !path.Contains(':'));

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_.-]{0,63}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[0-9a-f]{8,64}\z")]
    private static partial Regex HashPattern();
}
