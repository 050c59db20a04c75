using System.Text.Json;
using Google.Protobuf;
using RealtimeCnn.DemoApp;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.FuzzTests;

/// <summary>Readers of networks, weights and what belongs to them.</summary>
internal static class ZooTargets
{
    // The index may name these; any other file that it names is missing.
    private static readonly string Shards = Path.Combine(AppContext.BaseDirectory, "shards");

    public static Target[] All { get; } =
    [
        new("pickle", bytes => Refusing(() => StateDict.Read(bytes, 1000, out _))),
        new("zip", bytes => Refusing(() => ZipDirectory.Read(UntrustedFile.Of(bytes)))),
        new("torch", bytes => ReadWeights(bytes, "x.pth")),
        new("safetensors", bytes => ReadWeights(bytes, "x.safetensors")),
        new("caffe", bytes => ReadWeights(bytes, "x.caffemodel")),
        new("index", bytes => ReadWeights(bytes, Path.Combine(Shards, "x.index.json"))),
        new("onnx", ReadGraph),
        new("diagram", Draw),
        new("catalogue", bytes => Refusing<VisionException>(() => ModelCatalogue.FromStream(new MemoryStream(bytes)))),
        new("receipt", ReadReceipt),
        new("labels", bytes => Refusing(() => LabelText.Parse(LabelFile.Decode(bytes).Text))),
        new("npy", bytes => Refusing<VisionException>(() => NpyReader.ReadFloats(new MemoryStream(bytes), "x.npy", 1, 2, 3))),
    ];

    // What a file's own entry turns into a VisionException.
    private static void Refusing(Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
        }
    }

    private static void Refusing<T>(Action read) where T : Exception
    {
        try
        {
            read();
        }
        catch (T)
        {
        }
    }

    private static void ReadWeights(byte[] bytes, string name) => Refusing<VisionException>(() =>
    {
        const int Sane = 1 << 20;
        using TensorFile file = TensorFile.Open(UntrustedFile.Of(bytes, name), name);
        foreach (StoredTensor tensor in file.Tensors.Where(tensor => tensor.ByteCount <= Sane).Take(100))
        {
            file.Verify(tensor);
            file.Read(tensor, new byte[tensor.ByteCount]);
        }
    });

    private static void ReadGraph(byte[] bytes) => Refusing<VisionException>(() =>
    {
        OnnxSummary summary = OnnxGuard.Check(bytes);
        foreach (ValueInfoProto output in summary.Outputs.Take(100))
            GraphEnding.Of(summary.Outline, output.Name);
        string[] outputs = [.. summary.Outputs.Take(100).Select(output => output.Name)];
        GraphOutputs.Last(summary.Outline, outputs);
        GraphOutputs.Picked(summary.Outline, outputs);
        RequireWeightsInside(bytes);
    });

    // What the guard accepts must hold as another parser reads it: a model in memory has no weights elsewhere.
    private static void RequireWeightsInside(byte[] bytes)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return; // ONNX Runtime refuses it too
        }
        IEnumerable<TensorProto> constants = model.Graph.Node.SelectMany(node => node.Attribute)
            .Select(attribute => attribute.T).Where(tensor => tensor is not null);
        if (model.Graph.Initializer.Concat(constants).Any(tensor => tensor.DataLocation != TensorProto.Types.DataLocation.Default))
            throw new InvalidOperationException("A tensor whose values lie elsewhere was accepted.");
    }

    private static void Draw(byte[] bytes) => Refusing<VisionException>(() =>
    {
        if (bytes.Length == 0)
            return; // no bytes are no model, which FromBytes says by an ArgumentException
        var diagram = NetworkDiagram.Of(ModelDefinition.FromBytes("x", bytes));
        foreach (bool everyLayer in new[] { false, true })
        {
            _ = diagram.ToText(everyLayer);
            _ = diagram.ToDot(everyLayer);
            _ = diagram.ToSvg(everyLayer);
        }
    });

    private static void ReadReceipt(byte[] bytes) => Refusing(() => Refusing<JsonException>(() => Receipt.Read(new MemoryStream(bytes))));
}
