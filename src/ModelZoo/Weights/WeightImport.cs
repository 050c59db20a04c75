using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>What an import made: files in one folder, the graph pointing into the weights beside it.</summary>
/// <param name="OnnxFile">Full path of the graph that runs; names of the files below are relative to its folder.</param>
/// <param name="WeightsFile">The file that holds the values; the graph itself for an imported <c>.onnx</c> without external data.</param>
/// <param name="WasCopied">
/// True if the values had to be converted or copied, false if the user's file serves as it is (a hard link).
/// </param>
/// <param name="Notes">What the user should know, one sentence each: row 0 dropped, names translated, tensors ignored.</param>
internal sealed record ImportedModel(string OnnxFile, string WeightsFile, bool WasCopied, IReadOnlyList<string> Notes);

/// <summary>Brings a weights file into a folder of the cache, where it can run.</summary>
internal static class WeightImport
{
    private const string CopyNote = "The file lies on another volume than the cache, or may not be linked to, and was copied.";

    /// <summary>
    /// Checks a <c>.safetensors</c>, <c>.pth</c>, <c>.caffemodel</c> or <c>.onnx</c> file against an architecture and makes it runnable:
    /// links (or, where it must, copies or converts) the weights into the folder and writes the graph <c>&lt;id&gt;.onnx</c> beside them.
    /// Nothing that lies in the folder is replaced. After a failure it may hold a part: whoever gave it throws it away.
    /// </summary>
    /// <param name="architecture">The network the file is said to hold.</param>
    /// <param name="variant">Form of the network, see <see cref="Architecture.Variants"/>.</param>
    /// <param name="file">The user's file; never changed. An <c>.onnx</c> is told by this ending.</param>
    /// <param name="folder">An existing folder, such as a <c>StoreFolder</c>'s for its next content. One import into it at a time.</param>
    /// <exception cref="VisionException">
    /// The file is broken, hostile, or does not fit: missing, extra and mis-shaped tensors are listed by name, the nearest
    /// architecture is suggested. Or a name of the folder is in the way.
    /// </exception>
    public static ImportedModel Import(Architecture architecture, string variant, string file, string folder)
    {
        try
        {
            return file.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
                ? ImportGraph(architecture, file, folder)
                : ImportWeights(architecture, variant, file, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VisionException($"'{file}' cannot be imported into '{folder}': {e.Message}", e);
        }
    }

    private static ImportedModel ImportWeights(Architecture architecture, string variant, string file, string folder)
    {
        using TensorFile source = TensorFile.Open(file);
        TensorBinding binding = TensorBinding.Find(architecture, variant, source);
        List<string> notes = [.. binding.Notes];
        string weights = architecture.Id + (binding.CanBeMapped ? source.Ending : SafetensorsFile.NameEnding);
        string target = Path.Combine(folder, weights);
        bool wasCopied = true;
        if (binding.CanBeMapped)
        {
            foreach (BoundTensor tensor in binding.Tensors)
                source.Verify(tensor.Stored);
            wasCopied = LinkOrCopy(source.Path, target);
            if (wasCopied)
                notes.Add(CopyNote);
        }
        else
        {
            SafetensorsWriter.Write(target, [.. binding.Tensors.Select(tensor => Converted(source, tensor))]);
            notes.Add($"The values were converted to a float32 copy ({ReasonToConvert(binding)}).");
            using TensorFile converted = TensorFile.Open(target);
            binding = TensorBinding.Find(architecture, variant, converted);
        }

        string graph = Path.Combine(Path.GetFullPath(folder), architecture.Id + ".onnx");
        OnnxFile.Write(graph, architecture.Create(binding.PointingInto(weights), variant));
        return new ImportedModel(graph, weights, wasCopied, notes);
    }

    private static ImportedModel ImportGraph(Architecture architecture, string file, string folder)
    {
        OnnxSummary summary = OnnxGuard.Check(file);
        RequireClassifier(file, summary);
        if (summary.ExternalFiles.FirstOrDefault(name => name.Contains('/')) is { } nested)
            throw new VisionException($"'{file}' keeps weights in '{Printable.Name(nested)}'; only files beside it can be imported.");
        string graph = architecture.Id + ".onnx";
        if (summary.ExternalFiles.Contains(graph, StringComparer.OrdinalIgnoreCase))
            throw new VisionException($"'{file}' keeps weights in '{graph}', which is to be the name of the graph itself.");

        string source = new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file;
        string sourceFolder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        bool wasCopied = false;
        foreach (string name in summary.ExternalFiles)
            wasCopied |= LinkOrCopy(Path.Combine(sourceFolder, name), Path.Combine(folder, name));
        string target = Path.Combine(Path.GetFullPath(folder), graph);
        wasCopied |= LinkOrCopy(source, target);
        return new ImportedModel(target, summary.ExternalFiles.FirstOrDefault() ?? graph, wasCopied, wasCopied ? [CopyNote] : []);
    }

    /// <summary>A hard link, or a copy where that cannot be.</summary>
    /// <param name="source">No symbolic link.</param>
    /// <param name="target">Must not exist.</param>
    /// <returns>True if it had to be copied.</returns>
    private static bool LinkOrCopy(string source, string target)
    {
        if (HardLink.TryCreate(target, source))
            return false;
        File.Copy(source, target);
        return true;
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
        long[] shape = [.. type?.Shape?.Dim.Select(SizeOf) ?? []];
        bool fits = type?.ElemType is (int)TensorProto.Types.DataType.Float or (int)TensorProto.Types.DataType.Float16
            && shape is [1 or -1, 1 or 3 or -1, _, _] && shape[2..].All(side => side is -1 or (> 0 and <= MaxSide));
        if (!fits)
        {
            string dimensions = string.Join(" x ", shape.Select(side => side < 0 ? "?" : side.ToString()));
            throw new VisionException($"ONNX file '{file}' takes '{Printable.Name(input.Name)}' ({dimensions}); "
                + "expected one picture, 1 x 3 x height x width, of float32 or float16.");
        }
    }

    private static long SizeOf(TensorShapeProto.Types.Dimension dimension) =>
        dimension.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? dimension.DimValue : -1;
}
