using RealtimeCnn.ModelZoo.Onnx;

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

    /// <summary>Full path of the ONNX file; null where none is: then <see cref="Content"/> runs.</summary>
    public string? File { get; init; }

    /// <summary>
    /// The ONNX model in memory. Empty where there is none: then, without a <see cref="File"/>, <see cref="Architecture"/> is built with
    /// stand-in weights, and <see cref="IsTrained"/> says so. Definitions are equal if they hold the same memory; it must not change.
    /// </summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Where the graph that runs comes from: the path of <see cref="File"/>, or a few words.</summary>
    public string Origin =>
        File ?? (Content.IsEmpty ? "built in memory" : ShipsWithCatalogue ? "ships with the program" : "given in memory");

    /// <summary>Form of the network that the weights were trained with, such as <c>transform_input</c>; empty for the usual one.</summary>
    public string Variant { get; init; } = "";

    /// <summary>Name of the weights, such as <c>torchvision-v1</c>; null if they have none.</summary>
    public string? WeightsName { get; init; }

    /// <summary>Whether the weights were learned from data; false for stand-ins: timing is real, predictions are noise.</summary>
    public bool IsTrained { get; init; } = true;

    /// <summary>Class names by output index; empty if unknown, and then classes are named by number.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>
    /// What was noticed when the labels were read, one sentence each: an encoding that was guessed, classes without a name, what was taken
    /// off the names.
    /// </summary>
    public IReadOnlyList<string> LabelNotes => (Labels as LabelList)?.Notes ?? [];

    /// <summary>How frames become the input; null means: by the file's input shape, with ImageNet's mean and standard deviation.</summary>
    public PreprocessSpec? Preprocess { get; init; }

    /// <summary>Name of the output that holds the scores; null for the one that fits, which several outputs may leave open.</summary>
    public string? Output { get; init; }

    /// <summary>
    /// What that output's numbers are; null for what the graph's last operators say. "logits": any numbers, the larger the likelier, of
    /// which softmax makes probabilities. "softmax": probabilities of classes of which one is true, 0..1, together 1. "log-softmax": their
    /// natural logarithms. "sigmoid": probabilities of classes each of which may be true or not, 0..1 each.
    /// </summary>
    public string? Scores { get; init; }

    /// <summary>What each class is, in a word, such as "digit", where the card tells when a picture shows none; else null.</summary>
    public string? Subject => Rule?.Name;

    /// <summary>Name and year, as shown in the overlay.</summary>
    public string DisplayName => Year is int year ? $"{Name} ({year})" : Name;

    /// <summary>
    /// Bytes of the weights as float32; what a runtime adds is not counted. Where no number of parameters is known, the size of the
    /// file, if it is there now, or of <see cref="Content"/>; else 0.
    /// </summary>
    public long WeightBytes => this switch
    {
        { Parameters: > 0 } => Parameters * sizeof(float),
        { File: { } file } => new FileInfo(file) is { Exists: true } info ? info.Length : 0, // asks the system once: files may go any time
        _ => Content.Length,
    };

    /// <summary>When a picture shows one of the classes, by the card; null where it does not tell.</summary>
    internal SubjectRule? Rule { get; init; }

    /// <summary><see cref="File"/>, if it lies in the store.</summary>
    internal string? StoredFile { get; init; }

    /// <summary>Classes that the network tells apart, where they are not those of the published network.</summary>
    internal int? Classes { get; init; }

    /// <summary>Id of the catalogue's model whose network a model of the user's is; null for all others.</summary>
    internal string? BasedOn { get; init; }

    /// <summary>Whether the user added it to the catalogue.</summary>
    internal bool IsAdded { get; init; }

    /// <summary>Whether the weights come with the catalogue, whatever <see cref="File"/> runs now.</summary>
    internal bool ShipsWithCatalogue { get; init; }

    /// <summary>Why the labels cannot be those of a network, as the end of a sentence; null if they can, or if there are none.</summary>
    /// <param name="classes">Classes that the network tells apart.</param>
    public string? LabelProblem(int classes) => Labels.Count == 0 || Labels.Count == classes
        ? null
        : $"it has {classes} classes, but there are {Labels.Count} labels{WantedWeights.Reason(classes, Labels.Count)}";

    /// <summary>Whether a picture shows one of the classes at all, by the card; true where it does not tell. Allocates nothing.</summary>
    public bool Shows(ReadOnlySpan<float> input, ReadOnlySpan<float> scores) =>
        Rule is not { } rule || Preprocess is not { } spec || rule.IsMet(input, spec.Width, spec.Std[0], scores);

    /// <summary>The published weights of this name, in any case; null for the default.</summary>
    /// <exception cref="VisionException">There are none; the message suggests the nearest name.</exception>
    public WeightFamily Family(string? name)
    {
        if (PublishedWeights.Count == 0)
            throw new VisionException($"'{Id}' has no published weights{(ShipsWithCatalogue ? ": its file ships with the program" : "")}.");
        if (name is null)
            return PublishedWeights[0];
        if (PublishedWeights.FirstOrDefault(family => family.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known)
            return known;
        string[] names = [.. PublishedWeights.Select(family => family.Name)];
        throw new VisionException($"'{Id}' has no weights '{name}'{Nearest.Suggestion(name, names)} Known: {string.Join(", ", names)}.");
    }

    /// <summary>
    /// Hands the graph to whoever runs it: the file or the bytes, checked before, or the architecture, built over stand-in weights.
    /// </summary>
    /// <typeparam name="T">What it becomes, such as a session.</typeparam>
    /// <param name="fromFile">
    /// Opens an ONNX file, given its full path. ONNX Runtime trusts more of a file than is wise, so it was checked.
    /// </param>
    /// <param name="fromGraph">
    /// Opens an ONNX graph in memory, not to be changed; its larger tensors lie in files of the folder that the second argument names,
    /// which goes with this call, or, if that is null, in the graph itself.
    /// </param>
    /// <param name="cancellation">Ends the making of stand-in weights.</param>
    /// <exception cref="OperationCanceledException">It did.</exception>
    /// <exception cref="VisionException">
    /// The file or the bytes are not to be trusted, there is no network to build, or its weights cannot be written.
    /// </exception>
    public T Open<T>(Func<string, T> fromFile, Func<byte[], string?, T> fromGraph, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fromFile);
        ArgumentNullException.ThrowIfNull(fromGraph);
        ScratchFolder.SweepOnce();
        if (File is not null)
            return GraphFile.Open(File, isStored: File == StoredFile, fromFile, fromGraph, cancellation);
        if (!Content.IsEmpty)
        {
            OnnxGuard.Check(Content);
            return fromGraph(GraphFile.AsArray(Content), null);
        }
        if (RealtimeCnn.ModelZoo.Architecture.Find(Architecture ?? "") is not { } network)
            throw new VisionException("it has neither a file nor an architecture that is built here.");
        using var weights = new FormulaWeightsFile();
        byte[] graph = OnnxFile.ToBytes(network.Create(Append, Variant, Classes));
        weights.Complete();
        return fromGraph(graph, weights.Folder);

        TensorProto Append(string name, ReadOnlySpan<long> shape)
        {
            cancellation.ThrowIfCancellationRequested(); // half a gigabyte takes a while
            return weights.Append(name, shape);
        }
    }

    /// <summary>
    /// What the numbers of an output are, by the graph's last operators, whatever <see cref="Scores"/> says. Reads the file's outline.
    /// </summary>
    /// <param name="output">Name of an output.</param>
    /// <returns>
    /// Kind: as <see cref="Scores"/>, null where the graph does not tell. Scale: what probabilities are multiplied by in the graph, 100 for
    /// percentages; else 1. Reason: which operators say so, as the end of a sentence without a full stop.
    /// </returns>
    /// <exception cref="VisionException">The file or the bytes are not to be trusted.</exception>
    public (string? Kind, double Scale, string Reason) ReadEnding(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return Outline() is { } outline
            ? GraphEnding.Of(outline, output)
            : (ScoreNames.Logits, 1, "networks that are built here end in them");
    }

    /// <summary>
    /// Writes the model as one ONNX file, graph and weights, which computes the same to the bit; of an untrained one with its stand-ins.
    /// </summary>
    /// <param name="output">Not closed; its own exceptions pass through.</param>
    /// <param name="cancellation">Ends the work; what was written by then is no model.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="VisionException">The model is not to be trusted, or longer than one ONNX file can be: 2 GiB.</exception>
    public long Export(Stream output, CancellationToken cancellation = default) => SingleFile.Write(this, output, cancellation);

    /// <summary>Full paths of <see cref="File"/>, which is read for it, and of those with its weights; none where it is null.</summary>
    /// <exception cref="VisionException">The file is not to be trusted.</exception>
    public IReadOnlyList<string> Files() => File is null ? [] : [File, .. OnnxGuard.Check(File).ExternalFiles.Select(BesideFile)];

    /// <summary>What several outputs have to do with each other.</summary>
    /// <param name="outputs">Names of outputs.</param>
    /// <returns>
    /// Picked: those that are picked from scores, or sum them up: the five best, the best as 0s and 1s, the mean of another one. Last:
    /// those that no other one is computed from; of features and scores the scores.
    /// </returns>
    /// <exception cref="VisionException">The file or the bytes are not to be trusted.</exception>
    public (IReadOnlyList<string> Picked, IReadOnlyList<string> Last) RelateOutputs(IReadOnlyList<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return Outline() is { } graph ? (GraphOutputs.Picked(graph, outputs), GraphOutputs.Last(graph, outputs)) : ([], outputs);
    }

    /// <summary>
    /// Whether the network computes the same whatever it sees, and so always for about as long: no loops or branches, no sizes that follow
    /// from values. False where that is not sure. Reads the file's outline.
    /// </summary>
    /// <exception cref="VisionException">The file or the bytes are not to be trusted.</exception>
    public bool IsSteady() => Outline() is not { } outline || GraphSteadiness.Of(outline);

    /// <summary>Describes the user's own ONNX classifier.</summary>
    /// <param name="path">The ONNX file; it is opened later, by the loader.</param>
    /// <param name="labelsPath">
    /// File of class names, or null: one per line, with or without ImageNet's synset or the index; a list or dictionary in JSON or Python's
    /// notation; UTF-8, UTF-16 with its mark, or Windows-1252. <see cref="LabelNotes"/> says what was made of it.
    /// </param>
    /// <exception cref="VisionException">A file is missing or the labels cannot be read.</exception>
    public static ModelDefinition FromFile(string path, string? labelsPath = null)
    {
        if (!System.IO.File.Exists(path))
            throw new VisionException($"Model file '{path}' {(Directory.Exists(path) ? "is a folder" : "does not exist")}.");
        string name = Printable.Name(Path.GetFileNameWithoutExtension(path));
        IReadOnlyList<string> labels = labelsPath is null ? [] : LabelList.Read(labelsPath);
        return new ModelDefinition { Id = name, Name = name, File = Path.GetFullPath(path), Labels = labels };
    }

    /// <summary>Describes an ONNX classifier that is in memory, whole: weights in other files are refused when it is loaded.</summary>
    /// <param name="id">Its name in results and messages.</param>
    /// <param name="onnx">The bytes of an ONNX file, 1 to 2,147,483,591. They are not copied and must not change.</param>
    /// <param name="labels">Class names by output index; null if unknown.</param>
    /// <exception cref="VisionException">There are no bytes.</exception>
    public static ModelDefinition FromBytes(string id, ReadOnlyMemory<byte> onnx, IReadOnlyList<string>? labels = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        if (id != Printable.Name(id))
            throw new ArgumentException("An id is of at most 80 characters that can be printed.", nameof(id));
        if (labels?.Contains(null!) == true)
            throw new ArgumentException("A label is null.", nameof(labels));
        if (onnx.IsEmpty)
            throw new VisionException($"Model '{id}' is empty: there are no bytes of it.");
        return new ModelDefinition { Id = id, Name = id, Content = onnx, Labels = labels is null ? [] : new LabelList([.. labels]) };
    }

    /// <summary>The same, read from a stream to its end: an archive, an asset of a game, a download.</summary>
    /// <param name="id">Its name in results and messages.</param>
    /// <param name="onnx">1 to 2,147,483,591 bytes of an ONNX file; not closed.</param>
    /// <param name="labels">Class names by output index; null if unknown.</param>
    /// <exception cref="VisionException">The stream cannot be read, is empty or too long.</exception>
    public static ModelDefinition FromStream(string id, Stream onnx, IReadOnlyList<string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(onnx);
        return FromBytes(id, ModelStream.ReadAll(id, onnx), labels);
    }

    private string BesideFile(string name) => Path.Combine(Path.GetDirectoryName(File)!, name);

    // Null for a network that is built here.
    private OnnxOutline? Outline() =>
        File is not null ? OnnxGuard.Check(File).Outline : Content.IsEmpty ? null : OnnxGuard.Check(Content).Outline;
}
