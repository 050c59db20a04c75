using System.Text.RegularExpressions;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// One model as <c>catalogue.json</c> writes it; what is not explained here means what it means in <see cref="ModelDefinition"/>.
/// Either a <see cref="File"/> lies beside the catalogue, or an <see cref="Architecture"/> is built here and takes weights of the
/// <c>ModelStore</c>, or both.
/// </summary>
internal sealed partial record CatalogueEntry
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public int? Year { get; init; }

    public string? Key { get; init; }

    public string? Paper { get; init; }

    public string? Authors { get; init; }

    public string? Venue { get; init; }

    public string? PaperUrl { get; init; }

    public string? WhatWasNew { get; init; }

    public string? Differences { get; init; }

    public long Parameters { get; init; }

    public long Macs { get; init; }

    public string? Architecture { get; init; }

    /// <summary>ONNX file that ships with the catalogue, relative to its folder; null if none does.</summary>
    public string? File { get; init; }

    /// <summary>Text file of class names, relative to the catalogue's folder; null if classes have no names.</summary>
    public string? Labels { get; init; }

    public string? Output { get; init; }

    public string? Scores { get; init; }

    /// <summary>When a picture shows one of the classes at all; null where nothing is known of that.</summary>
    public SubjectRule? Subject { get; init; }

    /// <summary>How frames become the input, where the weights do not say otherwise.</summary>
    public required PreprocessSpec Preprocess { get; init; }

    /// <summary>Published weights; the first is the default.</summary>
    public IReadOnlyList<WeightFamily> Weights { get; init => field = value ?? []; } = []; // null where the JSON has none

    /// <summary>What runs if the store has no weights: the file that ships, else stand-in weights.</summary>
    /// <param name="files">Where the catalogue's files lie.</param>
    /// <exception cref="ArgumentException">The files lie nowhere.</exception>
    public ModelDefinition Define(CatalogueFiles files)
    {
        try
        {
            ModelDefinition model = Describe(Labels is null ? [] : files.Labels(Labels));
            return File is null ? model : files.Attach(model, File);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"model '{Id}': {e.Message}", e);
        }
    }

    private ModelDefinition Describe(IReadOnlyList<string> labels) => new()
    {
        Id = Id,
        Name = Name,
        Year = Year,
        Key = Key,
        Paper = Paper,
        Authors = Authors,
        Venue = Venue,
        PaperUrl = PaperUrl,
        WhatWasNew = WhatWasNew,
        Differences = Differences,
        Parameters = Parameters,
        Macs = Macs,
        Architecture = Architecture,
        PublishedWeights = Weights,
        ShipsWithCatalogue = File is not null,
        IsTrained = File is not null,
        Labels = labels,
        Preprocess = Preprocess,
        Output = Output,
        Scores = Scores,
        Rule = Subject,
    };

    /// <summary>Checks what the types cannot; names become names of files, so they are held to a small alphabet.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names the model and the value.</exception>
    public void Check()
    {
        Require(NamePattern().IsMatch(Id), "ids are made of a-z, 0-9, _ and -");
        Require(Key is null or { Length: 1 }, $"key '{Key}' is not one character");
        Require(File is not null || Architecture is not null, "it has neither a file nor an architecture");
        Require(Weights.Count == 0 || Architecture is not null, "it has weights, but no architecture that takes them");
        Require(Scores is null || ScoreNames.All.Contains(Scores), $"scores '{Scores}' is none of {string.Join(", ", ScoreNames.All)}");
        Require(IsInside(File), $"file '{File}' is not a relative path inside the catalogue's folder");
        Require(IsInside(Labels), $"labels '{Labels}' is not a relative path inside the catalogue's folder");
        Require(Weights.DistinctBy(family => family.Name).Count() == Weights.Count, "two weights have one name");
        Check(Preprocess);
        if (Subject?.Problem(Preprocess) is { } problem)
            Require(false, problem);
        foreach (WeightFamily family in Weights)
            Check(family);
    }

    private void Check(WeightFamily family)
    {
        string weights = $"weights '{family.Name}'";
        Require(NamePattern().IsMatch(family.Name), $"{weights}: names are made of a-z, 0-9, _, . and -");
        Require(family.Url is { IsAbsoluteUri: true, Scheme: "https" or "http" }, $"{weights}: '{family.Url}' is no web address");
        Require(family.Bytes is null or > 0, $"{weights}: {family.Bytes} bytes");
        Require(family.AboutBytes is null or > 0, $"{weights}: about {family.AboutBytes} bytes");
        Require(family.Top1 is null or (> 0 and <= 100), $"{weights}: top1 {family.Top1} is no percentage");
        Require(family.Sha256 is null || HashPattern().IsMatch(family.Sha256), $"{weights}: sha256 takes 8 to 64 lower-case hex digits");
        if (family.Preprocess is not null)
            Check(family.Preprocess);
    }

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

    /// <summary>Whether it can name a model or its weights, and a folder.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name);

    private static bool IsInside(string? path) =>
        path is null || (path.Length > 0 && !Path.IsPathRooted(path) && !path.Split('/', '\\').Contains("..") && !path.Contains(':'));

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_.-]{0,63}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[0-9a-f]{8,64}\z")]
    private static partial Regex HashPattern();
}
