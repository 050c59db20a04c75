namespace RealtimeCnn;

/// <summary>A classifier that can be loaded: an entry of the catalogue, or an ONNX file of the user's.</summary>
public sealed record ModelDefinition
{
    /// <summary>Name used on the command line and in results; for a file, its name without ending.</summary>
    public required string Id { get; init; }

    /// <summary>Name to show.</summary>
    public required string Name { get; init; }

    /// <summary>Year of publication; null for the user's own file.</summary>
    public int? Year { get; init; }

    /// <summary>Key that selects the model in the demo; null if it has none.</summary>
    public string? Key { get; init; }

    /// <summary>Title of the paper.</summary>
    public string? Paper { get; init; }

    /// <summary>Authors of the paper.</summary>
    public string? Authors { get; init; }

    /// <summary>Where the paper appeared.</summary>
    public string? Venue { get; init; }

    /// <summary>What the network brought that was new.</summary>
    public string? WhatWasNew { get; init; }

    /// <summary>Trained parameters; 0 if unknown.</summary>
    public long Parameters { get; init; }

    /// <summary>Multiply-accumulates of convolutions and dense layers for one frame; 0 if unknown.</summary>
    public long Macs { get; init; }

    /// <summary>
    /// Full path of the ONNX file; null where no weights are there: then <see cref="Architecture"/> is built in memory with stand-in
    /// weights, and <see cref="Weights"/> says untrained.
    /// </summary>
    public string? File { get; init; }

    /// <summary>Id of the network that is built here; null for the user's own file.</summary>
    public string? Architecture { get; init; }

    /// <summary>Form of the network that the weights were trained with, such as <c>transform_input</c>; empty for the usual one.</summary>
    public string Variant { get; init; } = "";

    /// <summary>Name of the weights, such as "torchvision V1"; null if they have none.</summary>
    public string? WeightsName { get; init; }

    /// <summary>Whether the weights were learned.</summary>
    public WeightsStatus Weights { get; init; } = WeightsStatus.Trained;

    /// <summary>Class names by output index; empty if unknown, and then classes are named by number.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>How frames become the input; null means: by the file's input shape, with ImageNet's mean and standard deviation.</summary>
    public PreprocessSpec? Preprocess { get; init; }

    /// <summary>Name and year, as shown in the overlay.</summary>
    public string DisplayName => Year is int year ? $"{Name} ({year})" : Name;

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

    internal static string[] ReadLabels(string path)
    {
        const long MaxBytes = 4 << 20;
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new VisionException($"Label file '{path}' does not exist.");
            if (file.Length > MaxBytes)
                throw new VisionException($"Label file '{path}' has {file.Length:N0} bytes; at most {MaxBytes:N0} are read.");
            return System.IO.File.ReadAllLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VisionException($"Label file '{path}' cannot be read: {e.Message}", e);
        }
    }
}
