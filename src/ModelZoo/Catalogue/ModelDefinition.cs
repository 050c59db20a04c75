using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace RealtimeCnn.ModelZoo;

/// <summary>A classifier that can be loaded: a model of the catalogue with the weights it has now, or an ONNX file of the user's.</summary>
public sealed record ModelDefinition : ModelCard
{
    /// <summary>Makes an empty one.</summary>
    public ModelDefinition()
    {
    }

    /// <summary>Takes over the facts of a card.</summary>
    [SetsRequiredMembers]
    internal ModelDefinition(ModelCard card) : base(card)
    {
    }

    /// <summary>
    /// Full path of the ONNX file; null where no weights are there: then <see cref="ModelCard.Architecture"/> is built in memory with
    /// stand-in weights, and <see cref="Weights"/> says untrained.
    /// </summary>
    public string? File { get; init; }

    /// <summary>Form of the network that the weights were trained with, such as <c>transform_input</c>; empty for the usual one.</summary>
    public string Variant { get; init; } = "";

    /// <summary>Name of the weights, such as <c>torchvision-v1</c>; null if they have none.</summary>
    public string? WeightsName { get; init; }

    /// <summary>Whether the weights were learned.</summary>
    public WeightsStatus Weights { get; init; } = WeightsStatus.Trained;

    /// <summary>Class names by output index; empty if unknown, and then classes are named by number.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>How frames become the input; null means: by the file's input shape, with ImageNet's mean and standard deviation.</summary>
    public PreprocessSpec? Preprocess { get; init; }

    /// <summary>
    /// Bytes of the weights as float32; what a runtime adds is not counted. Where the card names no number of parameters, the size of the
    /// file, if it is there now; else 0.
    /// </summary>
    public long WeightBytes => this switch
    {
        { Parameters: > 0 } => Parameters * sizeof(float),
        { File: { } file } when new FileInfo(file) is { Exists: true } info => info.Length, // asks the system once: a file may go at any time
        _ => 0,
    };

    /// <summary>Hands the graph to whoever runs it: the file, checked before, or the architecture, built over stand-in weights.</summary>
    /// <typeparam name="T">What it becomes, such as a session.</typeparam>
    /// <param name="fromFile">Opens an ONNX file, given its full path. ONNX Runtime trusts more of a file than is wise, so it was checked.</param>
    /// <param name="fromGraph">
    /// Opens an ONNX graph in memory; its larger tensors lie in files of the folder that the second argument names, which goes with this call.
    /// </param>
    /// <exception cref="VisionException">The file is not to be trusted, there is no network to build, or its weights cannot be written.</exception>
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
        byte[] graph = network.Create(weights.Append, Variant).ToByteArray();
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
