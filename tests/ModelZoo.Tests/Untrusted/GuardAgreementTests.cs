using System.Diagnostics;
using System.Numerics;
using System.Text;
using Google.Protobuf;
using NUnit.Framework;
using RealtimeCnn.Tests.WholeOnnx;

namespace RealtimeCnn.Tests;

/// <summary>
/// The guard reads a file by itself, ONNX Runtime by protobuf. Whatever the bytes, of a file that the guard accepts protobuf must see no
/// other tensors, places and calls than the guard saw. REALTIMECNN_FUZZ_SECONDS=600 goes on for ten minutes; a failure names its seed.
/// </summary>
[TestFixture]
internal sealed class GuardAgreementTests
{
    private static readonly byte[] Original = Model().ToByteArray();

    private WeightsData _data = null!;
    private string _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _data = new WeightsData();
        _folder = Directory.CreateDirectory(Path.Combine(_data.Folder, "model")).FullName;
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        string secret = _data.Write("secret.bin", new byte[100]);
        File.WriteAllBytes(Path.Combine(_folder, "w.bin"), new byte[100]);
        File.WriteAllBytes(Path.Combine(_folder, "sub", "w.bin"), new byte[64]);
        File.CreateSymbolicLink(Path.Combine(_folder, "link.bin"), secret);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "linked"), _folder);
    }

    [TearDown]
    public void TearDown() => _data.Dispose();

    [Test]
    public void TheOriginal_IsAccepted() => Assert.That(IsAccepted(Original), Is.True);

    [Test]
    public void WhatTheGuardAccepts_ProtobufSeesAlike() => Compare(first: 1, count: 4000);

    [Test]
    [Category("Long")]
    public void WhatTheGuardAccepts_ProtobufSeesAlike_WithOtherSeeds() => Compare(Environment.TickCount & 0xFFFFFFF, count: 500_000);

    private void Compare(int first, int count)
    {
        double? seconds = double.TryParse(Environment.GetEnvironmentVariable("REALTIMECNN_FUZZ_SECONDS"), out double given) ? given : null;
        Stopwatch clock = Stopwatch.StartNew();
        (int accepted, int done) = (0, 0);
        for (; seconds is { } limit ? clock.Elapsed.TotalSeconds < limit : done < count; done++)
        {
            byte[] bytes = Damage(new Random(first + done));
            try
            {
                accepted += IsAccepted(bytes) ? 1 : 0;
            }
            catch (Exception e)
            {
                throw new AssertionException($"Seed {first + done}: {e.Message}\n{Convert.ToBase64String(bytes)}", e);
            }
        }
        TestContext.Out.WriteLine($"{done:N0} files from seed {first}, {accepted:N0} accepted, {clock.Elapsed.TotalSeconds:0} s.");
        Assert.That(accepted, Is.GreaterThan(done / 50), "else nothing is compared");
    }

    private static byte[] Damage(Random random)
    {
        WireTree tree = new(Original, ModelProto.Descriptor);
        for (int changes = random.Next(1, 5); changes > 0; changes--)
            tree.Change(random);
        byte[] bytes = tree.ToBytes();
        if (bytes.Length > 0 && random.Next(8) == 0)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private bool IsAccepted(byte[] bytes)
    {
        OnnxSummary summary;
        try
        {
            summary = OnnxGuard.Check(bytes, "m.onnx", _folder);
        }
        catch (VisionException)
        {
            return false;
        }
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return false; // ONNX Runtime refuses it, too
        }
        List<TensorProto> tensors = [.. TensorsOf(model)];
        string[] places = [.. tensors.Where(tensor => tensor.DataLocation != 0).Select(PlaceOf).Distinct()];
        Assert.That(summary.ExternalFiles, Is.EquivalentTo(places));
        foreach (TensorProto tensor in tensors.Where(tensor => tensor.DataLocation == 0))
            RequireFilled(tensor);
        Assert.That(summary.StoredValues, Is.EqualTo(tensors.Sum(Count)));
        Assert.That(Inlined(model), Is.LessThanOrEqualTo((BigInteger)(OnnxFunctions.MaxNodes + OnnxFunctions.MaxWrittenOut)));
        HashSet<string> stored = [.. model.Graph.Initializer.Select(tensor => tensor.Name.ToStringUtf8())];
        IEnumerable<string> inputs = model.Graph.Input.Select(input => input.Name).Where(name => !stored.Contains(name));
        Assert.That(summary.Inputs.Select(input => input.Name), Is.EqualTo(inputs));
        Assert.That(summary.Outputs.Select(output => output.Name), Is.EqualTo(model.Graph.Output.Select(output => output.Name)));
        return true;
    }

    // The file as the guard names it; fails where a tensor may not lie.
    private string PlaceOf(TensorProto tensor)
    {
        Dictionary<string, string> entries = [];
        foreach (EntryProto entry in tensor.ExternalData)
            Assert.That(entries.TryAdd(Text(entry.Key), Text(entry.Value)), "a key twice");
        Assert.That(entries.Keys, Is.SubsetOf(new[] { "location", "offset", "length", "checksum" }));
        string place = entries["location"];
        long length = place switch
        {
            "w.bin" or "./w.bin" => 100,
            "sub/w.bin" => 64,
            _ => throw new AssertionException($"'{place}' is no place"),
        };
        long offset = entries.TryGetValue("offset", out string? text) ? long.Parse(text) : 0;
        long bytes = (Count(tensor) * Bits(tensor) + 7) / 8;
        Assert.That(offset, Is.InRange(0, length - bytes));
        if (entries.TryGetValue("length", out string? stated))
            Assert.That(long.Parse(stated), Is.EqualTo(bytes));
        return place.Replace("./", "");
    }

    private static void RequireFilled(TensorProto tensor)
    {
        if (tensor.HasRawData && Bits(tensor) > 0)
        {
            Assert.That(tensor.RawData.Length, Is.EqualTo((Count(tensor) * Bits(tensor) + 7) / 8));
            return;
        }
        // Packed numbers of variable length are not counted: a byte may be one, and one may have ten; an int32 may hold four elements.
        long most = tensor.FloatData.Count + (tensor.Int32Data.Count * 40) + tensor.StringData.Count + (tensor.Int64Data.Count * 10)
            + tensor.DoubleData.Count + (tensor.Uint64Data.Count * 10);
        Assert.That(Count(tensor), Is.LessThanOrEqualTo(most));
    }

    private static long Count(TensorProto tensor) => tensor.Dims.Aggregate(1L, (product, size) => checked(product * size));

    private static int Bits(TensorProto tensor) => tensor.DataType switch
    {
        1 or 6 or 12 => 32,
        4 or 5 or 10 or 16 => 16,
        7 or 11 or 13 or 14 => 64,
        15 => 128,
        2 or 3 or 9 or 17 or 18 or 19 or 20 or 24 => 8,
        21 or 22 or 23 => 4,
        25 or 26 => 2,
        _ => tensor.DataLocation == 0 ? 0 : throw new AssertionException($"type {tensor.DataType} lies outside"),
    };

    private static string Text(ByteString bytes) => new UTF8Encoding(false, true).GetString(bytes.Span);

    private static IEnumerable<TensorProto> TensorsOf(ModelProto model) =>
    [
        .. TensorsOf(model.Graph),
        .. model.Functions.SelectMany(one => one.Node.SelectMany(node => node.Attribute).Concat(one.AttributeProto)).SelectMany(TensorsOf),
        .. model.TrainingInfo.SelectMany(info => TensorsOf(info.Initialization).Concat(TensorsOf(info.Algorithm))),
    ];

    private static IEnumerable<TensorProto> TensorsOf(GraphProto? graph) => graph is null ? [] :
    [
        .. graph.Initializer, .. graph.SparseInitializer.SelectMany(TensorsOf),
        .. graph.Node.SelectMany(node => node.Attribute).SelectMany(TensorsOf),
    ];

    private static IEnumerable<TensorProto> TensorsOf(AttributeProto attribute) =>
    [
        .. new[] { attribute.T }.OfType<TensorProto>(), .. attribute.Tensors, .. TensorsOf(attribute.G),
        .. attribute.Graphs.SelectMany(TensorsOf), .. TensorsOf(attribute.SparseTensor), .. attribute.SparseTensors.SelectMany(TensorsOf),
    ];

    private static IEnumerable<TensorProto> TensorsOf(SparseTensorProto? sparse) =>
        new[] { sparse?.Values, sparse?.Indices }.OfType<TensorProto>();

    // Fails, by its stack, for functions without end.
    private static BigInteger Inlined(ModelProto model)
    {
        Dictionary<string, FunctionProto> functions = model.Functions.ToDictionary(one => $"{one.Domain}/{one.Name}/{one.Overload}");
        return OfGraph(model.Graph, 0) + model.TrainingInfo.Aggregate(
            BigInteger.Zero, (sum, info) => sum + OfGraph(info.Initialization, 0) + OfGraph(info.Algorithm, 0));

        BigInteger OfGraph(GraphProto? graph, int depth) => graph is null ? 0 : OfNodes(graph.Node, depth);

        BigInteger OfNodes(IEnumerable<NodeProto> nodes, int depth)
        {
            Assert.That(depth, Is.LessThan(200));
            BigInteger sum = 0;
            foreach (NodeProto node in nodes)
            {
                sum++;
                foreach (GraphProto? graph in node.Attribute.SelectMany(attribute => attribute.Graphs.Append(attribute.G)))
                    sum += OfGraph(graph, depth);
                if (functions.TryGetValue($"{node.Domain}/{node.OpType}/{node.Overload}", out FunctionProto? called))
                    sum += OfNodes(called.Node, depth + 1);
            }
            return sum;
        }
    }

    // One of everything in which a tensor or a call can stand.
    private static ModelProto Model() => new()
    {
        IrVersion = 10,
        Graph = new GraphProto
        {
            Name = "graph",
            Input = { new ValueInfoProto { Name = "x" }, new ValueInfoProto { Name = "inside" } },
            Output = { new ValueInfoProto { Name = "y" } },
            ValueInfo = { new ValueInfoProto { Name = "z" } },
            Initializer =
            {
                Inside("inside"), Outside("outside", "w.bin", 96), Outside("below", "sub/w.bin", 0), Both(),
                new TensorProto { DataType = 1, Dims = { 1, 2 }, FloatData = { 1, 2 } },
                new TensorProto { DataType = 10, Dims = { 2 }, Int32Data = { 1, 2 } },
                new TensorProto { DataType = 7, Dims = { 2 }, Int64Data = { 1, 2 } },
            },
            SparseInitializer = { Sparse() },
            Node =
            {
                Node("Constant", new AttributeProto { Name = "value", T = Outside("t", "w.bin", 4) }),
                Node("Two", new AttributeProto { Name = "two", Tensors = { Inside("a"), Outside("b", "w.bin", 8) } }),
                Node("If", new AttributeProto { Name = "then", G = Branch() }, new AttributeProto { Name = "all", Graphs = { Branch() } }),
                Node("S", new AttributeProto { SparseTensor = Sparse() }, new AttributeProto { SparseTensors = { Sparse(), Sparse() } }),
                new NodeProto { OpType = "f", Domain = "a.b" },
                new NodeProto { OpType = "g", Domain = "a.b", Overload = "o" },
            },
        },
        Functions =
        {
            new FunctionProto
            {
                Name = "f",
                Domain = "a.b",
                Node = { Node("Constant", new AttributeProto { T = Outside("in f", "w.bin", 12) }), Node("Relu") },
                AttributeProto = { new AttributeProto { T = Inside("default") } },
            },
            new FunctionProto
            {
                Name = "g",
                Domain = "a.b",
                Overload = "o",
                Node = { new NodeProto { OpType = "f", Domain = "a.b" }, new NodeProto { OpType = "f", Domain = "a.b" } },
            },
        },
        TrainingInfo = { new TrainingInfoProto { Initialization = Branch(), Algorithm = Branch() } },
    };

    private static GraphProto Branch() => new()
    {
        Initializer = { Outside("branch", "w.bin", 16) },
        Node = { Node("Constant", new AttributeProto { T = Inside("c") }) },
    };

    private static NodeProto Node(string type, params AttributeProto[] attributes) => new() { OpType = type, Attribute = { attributes } };

    private static SparseTensorProto Sparse() =>
        new() { Values = Outside("values", "w.bin", 20), Indices = Inside("indices"), Dims = { 8 } };

    private static TensorProto Inside(string name) => new()
    {
        Name = ByteString.CopyFromUtf8(name),
        DataType = 1,
        Dims = { 1 },
        RawData = ByteString.CopyFrom(new byte[4]),
    };

    private static TensorProto Outside(string name, string location, int offset) => new()
    {
        Name = ByteString.CopyFromUtf8(name),
        DataType = 1,
        Dims = { 1 },
        DataLocation = TensorProto.Types.DataLocation.External,
        ExternalData = { Entry("location", location), Entry("offset", $"{offset}"), Entry("length", "4") },
    };

    // Whether it lies outside hangs on one number.
    private static TensorProto Both()
    {
        TensorProto both = Outside("both", "w.bin", 0);
        both.RawData = ByteString.CopyFrom(new byte[4]);
        return both;
    }

    private static EntryProto Entry(string key, string value) =>
        new() { Key = ByteString.CopyFromUtf8(key), Value = ByteString.CopyFromUtf8(value) };
}
