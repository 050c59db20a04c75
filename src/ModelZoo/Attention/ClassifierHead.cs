using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// The end of a classifier, from its last feature maps to its scores: what it takes to tell which places of the picture a score comes
/// from. Known are means of the maps with one linear layer or none behind (Zhou et al., "Learning deep features for discriminative
/// localization", 2016), and any number of linear layers with Relu, Tanh or Sigmoid between, behind poolings (Selvaraju et al.,
/// "Grad-CAM", 2017).
/// </summary>
/// <remarks>Immutable: any thread.</remarks>
public sealed class ClassifierHead
{
    private readonly ModelDefinition _definition;
    private readonly HeadWalk _walk;
    private readonly StoredTensors _stored;

    private ClassifierHead(ModelDefinition definition, HeadWalk walk, StoredTensors stored, IEnumerable<string> outputs)
    {
        (_definition, _walk, _stored) = (definition, walk, stored);
        AddedOutputs = [.. walk.Layers.Select(layer => layer.Activated).OfType<string>().Prepend(walk.Features).Except(outputs)];
    }

    /// <summary>Name of the value that the last feature maps are, after their activation.</summary>
    public string Features => _walk.Features;

    /// <summary>
    /// Whether scores are weighted sums of means of the maps. If <see cref="Layers"/> takes one number for each map, weights x maps is
    /// exact then. Of several numbers for each map, of largest values, or with activations between, the gradient tells.
    /// </summary>
    public bool IsLinear => _walk.IsAveraged && _walk.Layers.Count < 2;

    /// <summary>
    /// The linear layers, from the scores backwards: numbers that each gives and takes; the operator that made these of another layer's,
    /// "Relu", "Tanh" or "Sigmoid", and the name of its result; null if it was none. None at all where maps are the scores' own.
    /// </summary>
    public IReadOnlyList<(long Outputs, long Inputs, string? Activation, string? Activated)> Layers =>
        [.. _walk.Layers.Select(layer => (layer.Outputs, layer.Inputs, layer.Activation, layer.Activated))];

    /// <summary>What <see cref="Open"/> makes outputs of the graph, beside those that it has.</summary>
    public IReadOnlyList<string> AddedOutputs { get; }

    /// <summary>Reads a model's graph; of an architecture that is built here its plan.</summary>
    /// <exception cref="VisionException">
    /// It does not end in a form that is known: the reason, as the end of a sentence. Or the file is not to be trusted.
    /// </exception>
    public static ClassifierHead Read(ModelDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        OnnxOutline outline;
        StoredTensors stored;
        IReadOnlyList<ValueInfoProto> outputs;
        if (definition.File is null && definition.Content.IsEmpty)
        {
            if (Architecture.Find(definition.Architecture ?? "") is not { } network)
                throw new VisionException("it has neither a file nor an architecture that is built here.");
            GraphProto graph = network.Create(ShapesOnly.Initializer, definition.Variant, definition.Classes).Graph;
            (outline, stored, outputs) = (OnnxOutline.Of(graph), new FormulaTensors(graph), graph.Output);
        }
        else
        {
            OnnxSummary summary = definition.File is { } file ? OnnxGuard.Check(file) : OnnxGuard.Check(definition.Content);
            (outline, stored, outputs) = (summary.Outline, new OnnxTensors(definition), summary.Outputs);
        }
        ValueInfoProto? scores = definition.Output is { } named ? outputs.FirstOrDefault(one => one.Name == named)
            : outputs is [var only] ? only : null;
        if (scores is null)
            throw new VisionException("it has several outputs, and nobody says which holds the scores (output name)");
        var walk = HeadWalk.From(outline, stored, scores.Name, ScoresOf(scores));
        return new ClassifierHead(definition, walk, stored, outputs.Select(one => one.Name));
    }

    /// <summary>
    /// Hands the model's graph, with <see cref="AddedOutputs"/>, to whoever runs it. As of <see cref="ModelDefinition.Open"/>, the file is
    /// checked; unlike there its weights are in memory for as long as this takes.
    /// </summary>
    /// <typeparam name="T">What it becomes, such as a session.</typeparam>
    /// <param name="open">Opens an ONNX graph, whose larger tensors may lie in files of the folder that the second argument names.</param>
    /// <param name="cancellation">Ends the making of stand-in weights.</param>
    /// <exception cref="OperationCanceledException">It did.</exception>
    /// <exception cref="VisionException">The file or the bytes are not to be trusted, or cannot be read.</exception>
    public T Open<T>(Func<byte[], string?, T> open, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(open);
        return _definition.Open(
            file => open(WithOutputs(file), Path.GetDirectoryName(file)),
            (graph, folder) => open([.. graph, .. Outputs()], folder),
            cancellation);
    }

    /// <summary>
    /// The matrix of a layer, a row for each of its outputs. Neighbouring inputs can be taken together, all places of a feature map for
    /// example: their weights are added.
    /// </summary>
    /// <param name="layer">Index of <see cref="Layers"/>.</param>
    /// <param name="columns">Groups of inputs; a divisor of their number.</param>
    /// <param name="into">Outputs x columns.</param>
    /// <exception cref="VisionException">It cannot be read any more, or is another one now.</exception>
    public void ReadWeights(int layer, int columns, Span<float> into)
    {
        HeadLayer read = _walk.Layers[layer];
        ArgumentOutOfRangeException.ThrowIfNotEqual(into.Length, read.Outputs * columns, nameof(columns));
        long group = read.Inputs / columns;
        float[] sums = new float[into.Length];
        long expected = read.Outputs * read.Inputs, seen = 0, output = 0, column = 0, inGroup = 0;
        _stored.Read(read.Weights, values =>
        {
            seen += values.Length;
            if (seen > expected)
                throw Changed();
            foreach (float value in values)
            {
                sums[output * columns + column] += value;
                if (read.IsInputFirst && ++output < read.Outputs) // the next output's weight of the same input
                    continue;
                if (read.IsInputFirst)
                    output = 0;
                if (++inGroup < group)
                    continue;
                inGroup = 0;
                if (++column == columns && !read.IsInputFirst)
                    (output, column) = (output + 1, 0);
            }
        });
        if (seen != expected)
            throw Changed();
        for (int i = 0; i < sums.Length; i++)
            into[i] = read.Scale * sums[i];

        static VisionException Changed() => new("the weights of its last layers are others than they were a moment ago");
    }

    // Of a stored shape all but the batch; 0 if something is left open.
    private static long ScoresOf(ValueInfoProto scores)
    {
        long[] sizes = [.. (scores.Type?.TensorType?.Shape?.Dim ?? []).Skip(1).Select(dimension => dimension.DimValue)];
        return sizes.Aggregate(sizes.Length == 0 ? 0L : 1, (product, size) => product * size);
    }

    private byte[] WithOutputs(string path)
    {
        byte[] outputs = Outputs();
        using UntrustedFile file = UntrustedFile.Open(path);
        try
        {
            int length = checked((int)file.Length);
            byte[] bytes = new byte[checked(length + outputs.Length)];
            file.Read(0, bytes.AsSpan(0, length));
            OnnxGuard.Check(bytes.AsMemory(0, length), path, Path.GetDirectoryName(path)!); // what is read is what runs
            outputs.CopyTo(bytes, length);
            return bytes;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or OverflowException)
        {
            throw new VisionException($"ONNX file '{path}' cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    // Behind a file of protobuf, whose messages are merged: a list that stands there twice is both, one after the other.
    private byte[] Outputs() => OnnxFile.ToBytes(new ModelProto
    {
        Graph = new GraphProto { Output = { AddedOutputs.Select(name => new ValueInfoProto { Name = name }) } },
    });
}
