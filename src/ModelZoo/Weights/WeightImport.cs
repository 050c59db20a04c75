using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>What an import made: files in one folder, the graph pointing into the weights beside it.</summary>
/// <param name="OnnxFile">Full path of the graph that runs; names of the files below are relative to its folder.</param>
/// <param name="WeightsFile">The file that holds the values; the graph itself for an imported <c>.onnx</c> without external data.</param>
/// <param name="WasConverted">True if the values were written anew, false if the file's bytes serve as they are.</param>
/// <param name="Notes">What the user should know, one sentence each: row 0 dropped, names translated, tensors ignored.</param>
/// <param name="Classes">How many classes it tells apart, where that is not the published network's number; null where it is.</param>
internal sealed record ImportedModel(
    string OnnxFile, string WeightsFile, bool WasConverted, IReadOnlyList<string> Notes, int? Classes = null);

/// <summary>Brings a weights file into a folder of the cache, where it can run.</summary>
internal static class WeightImport
{
    /// <summary>
    /// Checks a <c>.safetensors</c>, <c>.pth</c>, <c>.caffemodel</c> or <c>.onnx</c> file against an architecture and makes it runnable:
    /// copies (or, where it must, converts) the weights into the folder and writes the graph <c>&lt;id&gt;.onnx</c> beside them.
    /// Nothing that lies in the folder is replaced. After a failure it may hold a part: whoever gave it throws it away.
    /// </summary>
    /// <param name="architecture">The network the file is said to hold.</param>
    /// <param name="variant">Form of the network, see <see cref="Architecture.Variants"/>.</param>
    /// <param name="file">The user's file; never changed. An <c>.onnx</c> is told by this ending.</param>
    /// <param name="folder">An existing folder, such as a <c>StoreFolder</c>'s for its next content. One import into it at a time.</param>
    /// <param name="wanted">What is wanted of it; null for the published network.</param>
    /// <param name="moves">Whether the file is not needed afterwards: it is moved then, not copied.</param>
    /// <exception cref="VisionException">
    /// The file is broken, hostile, or does not fit: missing, extra and mis-shaped tensors are listed by name, the nearest
    /// architecture is suggested. Or a name of the folder is in the way.
    /// </exception>
    public static ImportedModel Import(
        Architecture architecture, string variant, string file, string folder, WantedWeights? wanted = null, bool moves = false)
    {
        try
        {
            return file.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
                ? ImportGraph(architecture, variant, file, folder, wanted ?? new WantedWeights(), moves)
                : ImportWeights(architecture, variant, file, folder, wanted ?? new WantedWeights(), moves);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VisionException($"'{file}' cannot be imported into '{folder}': {e.Message}", e);
        }
    }

    private static ImportedModel ImportWeights(
        Architecture architecture, string variant, string file, string folder, WantedWeights wanted, bool moves)
    {
        using TensorFile source = TensorFile.Open(file);
        TensorBinding binding = TensorBinding.Find(architecture, variant, source, wanted);
        List<string> notes = [.. binding.Notes];
        IReadOnlyList<string> weights = [architecture.Id + SafetensorsFile.NameEnding];
        bool wasConverted = !binding.CanBeMapped;
        if (!wasConverted)
        {
            weights = NamesOf(source, architecture.Id);
            foreach (BoundTensor tensor in binding.Tensors)
            {
                source.Verify(tensor.Stored);
                FiniteValues.Require(source, tensor);
            }
            for (int i = 0; i < weights.Count; i++)
                Take(source.Parts[i].Path, Path.Combine(folder, weights[i]), moves);
        }
        else
        {
            string target = Path.Combine(folder, weights[0]);
            SafetensorsWriter.Write(target, [.. binding.Tensors.Select(tensor => Converted(source, tensor))]);
            notes.Add($"The values were converted to a float32 copy ({ReasonToConvert(binding)}).");
            using TensorFile converted = TensorFile.Open(target);
            binding = TensorBinding.Find(architecture, variant, converted, new WantedWeights(Classes: binding.Classes));
        }

        string graph = Path.Combine(Path.GetFullPath(folder), architecture.Id + ".onnx");
        OnnxFile.Write(graph, architecture.Create(binding.PointingInto(weights), variant, binding.Classes));
        return new ImportedModel(graph, weights[0], wasConverted, notes, OwnClasses(architecture, variant, binding.Classes));
    }

    // Shards keep their order: resnet50-00001-of-00002.safetensors.
    private static IReadOnlyList<string> NamesOf(TensorFile source, string id) => source.Parts is [var single]
        ? [id + single.Ending]
        : [.. source.Parts.Select((part, i) => $"{id}-{i + 1:00000}-of-{source.Parts.Count:00000}{part.Ending}")];

    private static int? OwnClasses(Architecture architecture, string variant, long? classes) =>
        classes is { } own && own != architecture.Measure(variant, null).Tensors[^1].Shape[0] ? (int)own : null;

    private static ImportedModel ImportGraph(
        Architecture architecture, string variant, string file, string folder, WantedWeights wanted, bool moves)
    {
        if (wanted.Key is { } key)
            throw new VisionException($"'{file}' is a whole graph: it holds nothing to choose by the key '{Printable.Name(key)}'.");
        OnnxSummary summary = OnnxGuard.Check(file);
        RequireClassifier(file, summary);
        long? classes = ClassesOf(summary);
        if (wanted.Classes is { } asked && classes is { } there && asked != there)
        {
            throw new VisionException(
                $"ONNX file '{file}' tells {there:N0} classes apart, but {asked:N0} are asked for{WantedWeights.Reason(there, asked)}.");
        }
        RequireNetwork(architecture, variant, file, summary, classes ?? wanted.Classes);
        if (summary.ExternalFiles.FirstOrDefault(name => name.Contains('/')) is { } nested)
            throw new VisionException($"'{file}' keeps weights in '{Printable.Name(nested)}'; only files beside it can be imported.");
        FiniteValues.Require(file);
        string graph = architecture.Id + ".onnx";
        if (summary.ExternalFiles.Contains(graph, StringComparer.OrdinalIgnoreCase))
            throw new VisionException($"'{file}' keeps weights in '{graph}', which is to be the name of the graph itself.");

        string source = new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file;
        string sourceFolder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        foreach ((string name, IReadOnlyList<FilePart> parts) in summary.External)
        {
            (string from, string to) = (Path.Combine(sourceFolder, name), Path.Combine(folder, name));
            if (moves)
                File.Move(from, to);
            else
                FilePart.Copy(from, to, parts, CancellationToken.None);
        }
        string target = Path.Combine(Path.GetFullPath(folder), graph);
        Take(source, target, moves);
        return new ImportedModel(
            target, summary.ExternalFiles.FirstOrDefault() ?? graph, WasConverted: false, [],
            OwnClasses(architecture, variant, wanted.Classes ?? (wanted.AnyClasses ? classes : null)));
    }

    // No link: whoever saves over a file that is mapped ends the process that maps it. The target must not exist, the source is no link.
    private static void Take(string source, string target, bool moves)
    {
        if (moves)
            File.Move(source, target);
        else
            File.Copy(source, target);
    }

    private static TensorToWrite Converted(TensorFile source, BoundTensor tensor)
    {
        int size = tensor.Stored.Type.Size();
        byte[] bytes = [];
        return new TensorToWrite(tensor.Name, tensor.Shape, Read);

        void Read(long start, Span<float> destination)
        {
            if (bytes.Length < destination.Length * size)
                bytes = new byte[destination.Length * size];
            Span<byte> part = bytes.AsSpan(0, destination.Length * size);
            source.Read(tensor.Stored, tensor.SkippedBytes + (start * size), part);
            Elements.ToSingle(tensor.Stored.Type, part, destination);
            FiniteValues.Require(destination, source.Path, tensor.Stored.Name);
        }
    }

    private static string ReasonToConvert(TensorBinding binding) =>
        binding.Tensors.FirstOrDefault(tensor => tensor.Stored.Type != ElementType.Float32) is { } other
            ? $"they are stored as {other.Stored.Type.ToString().ToLowerInvariant()}"
            : "they are compressed or not contiguous";

    // The loader looks closer; here it is enough that the file is the right kind of thing.
    private static void RequireClassifier(string file, OnnxSummary summary)
    {
        const int MaxSide = 4096;
        if (summary.Inputs is not [var input])
            throw new VisionException($"ONNX file '{file}' has {summary.Inputs.Count} inputs; an image classifier has one.");
        if (summary.Outputs.Count == 0)
            throw new VisionException($"ONNX file '{file}' has no outputs.");
        TypeProto.Types.Tensor? type = input.Type?.TensorType;
        long[] shape = ShapeOf(input);
        bool fits = type?.ElemType is (int)TensorProto.Types.DataType.Float or (int)TensorProto.Types.DataType.Float16
            && shape is [1 or -1, 1 or 3 or -1, _, _] && shape[2..].All(side => side is -1 or (> 0 and <= MaxSide));
        if (!fits)
        {
            throw new VisionException($"ONNX file '{file}' takes '{Printable.Name(input.Name)}' ({Picture(shape)}); "
                + "expected one picture, 1 x 3 x height x width, of float32 or float16.");
        }
    }

    // Exporters name, fold and order tensors as they like, so the size of the picture and the number of values tell the network. Folding
    // batch normalisation takes less than 1% away, constants of shapes add less.
    private static void RequireNetwork(Architecture architecture, string variant, string file, OnnxSummary summary, long? classes)
    {
        const double Slack = 0.05;
        long[] has = ShapeOf(summary.Inputs[0]);
        long[] needs = ShapeOf(architecture.Create(ShapesOnly.Initializer, variant).Graph.Input[0]);
        long least = architecture.Measure(variant, classes ?? 2).Parameters, most = architecture.Measure(variant, classes).Parameters;
        string? difference =
            !has[1..].Zip(needs[1..]).All(side => side.First == -1 || side.First == side.Second)
                ? $"it takes {Picture(has)}, {architecture.Id} takes {Picture(needs)}"
            : summary.StoredValues < least * (1 - Slack) || summary.StoredValues > most * (1 + Slack)
                ? $"it holds {summary.StoredValues:N0} values, {architecture.Id} has {most:N0}"
                    + $"{(classes is { } n ? $" with {n:N0} classes" : "")}"
            : null;
        if (difference is not null)
            throw new VisionException($"ONNX file '{file}' is no {architecture.Id}: {difference}. Run it by --model FILE.");
    }

    private static long[] ShapeOf(ValueInfoProto value) => [.. value.Type?.TensorType?.Shape?.Dim.Select(SizeOf) ?? []];

    private static string Picture(long[] shape) => string.Join(" x ", shape.Select(side => side < 0 ? "?" : side.ToString()));

    // One score per class, in one output; null where the graph does not say.
    private static long? ClassesOf(OnnxSummary summary)
    {
        if (summary.Outputs is not [{ Type.TensorType.Shape.Dim: { Count: > 0 } dimensions }])
            return null;
        long[] sizes = [.. dimensions.Select((dimension, i) => i == 0 && dimensions.Count > 1 ? 1 : SizeOf(dimension))];
        return sizes.All(size => size is > 0 and <= WantedWeights.MostClasses) && sizes.Max() is > 1 and var classes
            && sizes.Count(size => size > 1) == 1 ? classes : null;
    }

    private static long SizeOf(TensorShapeProto.Types.Dimension dimension) =>
        dimension.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? dimension.DimValue : -1;
}
