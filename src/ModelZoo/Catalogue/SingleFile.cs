using Google.Protobuf;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.ModelZoo;

/// <summary>A model as one ONNX file, with its weights inside, whatever they lie in now.</summary>
internal static class SingleFile
{
    private const long MaxLength = int.MaxValue; // of a protobuf message

    /// <summary>Writes it.</summary>
    /// <inheritdoc cref="ModelDefinition.Export"/>
    public static long Write(ModelDefinition model, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        return model.Open(
            path => Write(GraphFile.ReadAll(path), Path.GetDirectoryName(path), path, output, cancellation),
            (graph, folder) => Write(graph, folder, model.Id, output, cancellation),
            cancellation);
    }

    private static long Write(byte[] graph, string? folder, string name, Stream output, CancellationToken cancellation)
    {
        FilePart[] outside = folder is null ? [] : [.. OnnxGuard.Check(graph, name, folder).External.Values.SelectMany(parts => parts)];
        if (outside.Length == 0)
        {
            output.Write(graph);
            return graph.Length;
        }
        long length = graph.Length + outside.Sum(part => part.Length);
        if (length > MaxLength)
            throw new VisionException($"'{name}' has {length:N0} bytes, and one ONNX file holds at most {MaxLength:N0}.");
        ModelProto model = ModelProto.Parser.ParseFrom(graph);
        int left = outside.Length;
        foreach (TensorProto tensor in Tensors(model).Where(tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External))
        {
            cancellation.ThrowIfCancellationRequested();
            left -= TakeIn(tensor, folder!) > 0 ? 1 : 0;
        }
        if (left != 0)
        {
            throw new VisionException(
                $"'{name}' has weights outside of its file that belong to no operator of its own (training, branches).");
        }
        model.WriteTo(output);
        return model.CalculateSize();
    }

    private static IEnumerable<TensorProto> Tensors(ModelProto model) =>
        model.Graph.Node.Concat(model.Functions.SelectMany(function => function.Node))
            .SelectMany(node => node.Attribute).Select(attribute => attribute.T).OfType<TensorProto>()
            .Concat(model.Graph.Initializer);

    private static int TakeIn(TensorProto tensor, string folder)
    {
        using UntrustedFile description = UntrustedFile.Of(tensor.ToByteArray());
        OnnxTensorFacts facts = OnnxTensorFacts.Read(new ProtobufReader(description), description.Length, () => { });
        byte[] values = new byte[checked((int)facts.ByteCount!.Value)];
        if (values.Length > 0)
        {
            using UntrustedFile file = UntrustedFile.Open(Path.Combine(folder, facts.Location!));
            file.Read(facts.Offset, values);
        }
        tensor.DataLocation = TensorProto.Types.DataLocation.Default;
        tensor.ExternalData.Clear();
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(values);
        return values.Length;
    }
}
