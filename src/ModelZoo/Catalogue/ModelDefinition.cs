
namespace RealtimeCnn.ModelZoo;

/// <summary>
/// A classifier that can be loaded: a model of the catalogue, all that is known of it and the weights it has now; or an ONNX file of
/// the user's.
/// </summary>
public sealed record ModelDefinition
{
    /// <summary>Name used on the command line and in results; for a file, its name without ending.</summary>
    public required string Id { get; init; }

    /// <summary>Name to show.</summary>
    public required string Name { get; init; }

    /// <summary>Year in which the paper first appeared; null for the user's own file.</summary>
    public int? Year { get; init; }

    /// <summary>Key that selects the model in the demo; null if it has none.</summary>
    public string? Key { get; init; }

    /// <summary>Title of the paper.</summary>
    public string? Paper { get; init; }

    /// <summary>Authors of the paper.</summary>
    public string? Authors { get; init; }

    /// <summary>Where the paper appeared.</summary>
    public string? Venue { get; init; }

    /// <summary>Where the paper can be read.</summary>
    public string? PaperUrl { get; init; }

    /// <summary>What the network brought that was new.</summary>
    public string? WhatWasNew { get; init; }

    /// <summary>Where the network that runs departs from the paper; null where it does not.</summary>
    public string? Differences { get; init; }

    /// <summary>Trained parameters; 0 if unknown.</summary>
    public long Parameters { get; init; }

    /// <summary>Multiply-accumulates of convolutions and dense layers for one frame; 0 if unknown.</summary>
    public long Macs { get; init; }

    /// <summary>Id of the network that is built here; null for the user's own file.</summary>
    public string? Architecture { get; init; }

    /// <summary>Weights that were published for the network; the first is the default.</summary>
    public IReadOnlyList<WeightFamily> PublishedWeights { get; init; } = [];

    /// <summary>
    /// Full path of the ONNX file; null where no weights are there: then <see cref="Architecture"/> is built in memory with stand-in
    /// weights, and <see cref="IsTrained"/> says so.
    /// </summary>
    public string? File { get; init; }

    /// <summary>Form of the network that the weights were trained with, such as <c>transform_input</c>; empty for the usual one.</summary>
    public string Variant { get; init; } = "";

    /// <summary>Name of the weights, such as <c>torchvision-v1</c>; null if they have none.</summary>
    public string? WeightsName { get; init; }

    /// <summary>Whether the weights were learned from data; false for stand-ins: timing is real, predictions are noise.</summary>
    public bool IsTrained { get; init; } = true;

    /// <summary>Class names by output index; empty if unknown, and then classes are named by number.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>How frames become the input; null means: by the file's input shape, with ImageNet's mean and standard deviation.</summary>
    public PreprocessSpec? Preprocess { get; init; }

    /// <summary>Name and year, as shown in the overlay.</summary>
    public string DisplayName => Year is int year ? $"{Name} ({year})" : Name;

    /// <summary>
    /// Bytes of the weights as float32; what a runtime adds is not counted. Where no number of parameters is known, the size of the
    /// file, if it is there now; else 0.
    /// </summary>
    public long WeightBytes => this switch
    {
        { Parameters: > 0 } => Parameters * sizeof(float),
        { File: { } file } when new FileInfo(file) is { Exists: true } info => info.Length, // asks the system once: a file may go any time
        _ => 0,
    };

    /// <summary>Whether a file comes with the catalogue, whatever <see cref="File"/> runs now.</summary>
    internal bool ShipsWithCatalogue { get; init; }

    /// <summary>The published weights of this name, in any case; null for the default.</summary>
    /// <exception cref="VisionException">There are none; the message suggests the nearest name.</exception>
    public WeightFamily Family(string? name)
    {
        if (PublishedWeights.Count == 0)
        {
            throw new VisionException(
                $"'{Id}' has no published weights{(ShipsWithCatalogue ? ": its file ships with the program." : ".")}");
        }
        if (name is null)
            return PublishedWeights[0];
        if (PublishedWeights.FirstOrDefault(family => family.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known)
            return known;
        string[] names = [.. PublishedWeights.Select(family => family.Name)];
        throw new VisionException($"'{Id}' has no weights '{name}'{Nearest.Suggestion(name, names)} Known: {string.Join(", ", names)}.");
    }

    /// <summary>Hands the graph to whoever runs it: the file, checked before, or the architecture, built over stand-in weights.</summary>
    /// <typeparam name="T">What it becomes, such as a session.</typeparam>
    /// <param name="fromFile">
    /// Opens an ONNX file, given its full path. ONNX Runtime trusts more of a file than is wise, so it was checked.
    /// </param>
    /// <param name="fromGraph">
    /// Opens an ONNX graph in memory; its larger tensors lie in files of the folder that the second argument names, which goes with
    /// this call.
    /// </param>
    /// <exception cref="VisionException">
    /// The file is not to be trusted, there is no network to build, or its weights cannot be written.
    /// </exception>
    public T Open<T>(Func<string, T> fromFile, Func<byte[], string, T> fromGraph)
    {
        ArgumentNullException.ThrowIfNull(fromFile);
        ArgumentNullException.ThrowIfNull(fromGraph);
        if (File is not null)
        {
            OnnxGuard.Check(File);
            return fromFile(File);
        }
        if (RealtimeCnn.ModelZoo.Architecture.Find(Architecture ?? "") is not { } network)
            throw new VisionException("it has neither a file nor an architecture that is built here.");
        using var weights = new FormulaWeightsFile();
        byte[] graph = OnnxFile.ToBytes(network.Create(weights.Append, Variant));
        weights.Complete();
        return fromGraph(graph, weights.Folder);
    }

    /// <summary>Describes the user's own ONNX classifier.</summary>
    /// <param name="path">The ONNX file; it is opened later, by the loader.</param>
    /// <param name="labelsPath">Text file with one class name per line, or null.</param>
    /// <exception cref="VisionException">A file is missing or the labels cannot be read.</exception>
    public static ModelDefinition FromFile(string path, string? labelsPath = null)
    {
        if (!System.IO.File.Exists(path))
            throw new VisionException($"Model file '{path}' does not exist.");
        string name = Path.GetFileNameWithoutExtension(path);
        return new ModelDefinition
        {
            Id = name,
            Name = name,
            File = Path.GetFullPath(path),
            Labels = labelsPath is null ? [] : ReadLabels(labelsPath),
        };
    }

    internal static IReadOnlyList<string> ReadLabels(string path)
    {
        const long MaxBytes = 4 << 20;
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new VisionException($"Label file '{path}' does not exist.");
            if (file.Length > MaxBytes)
                throw new VisionException($"Label file '{path}' has {file.Length:N0} bytes; at most {MaxBytes:N0} are read.");
            return new LabelList([.. System.IO.File.ReadAllLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VisionException($"Label file '{path}' cannot be read: {e.Message}", e);
        }
    }
}
