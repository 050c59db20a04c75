using System.Text.Json;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>What every graph must be as an ONNX file and as the source of a diagram, whatever its weights.</summary>
[TestFixture]
internal sealed class GraphStructureTests
{
    private static IEnumerable<OracleCase> Cases => Oracle.Cases();

    private static IEnumerable<OracleCase> Fixtures => Oracle.Fixtures();

    [TestCaseSource(nameof(Cases))]
    public void Graph_IsWellFormed(OracleCase test)
    {
        GraphProto graph = Graph(test);
        Assert.That(graph.Node.Select(node => node.Name), Is.Unique);
        Assert.That(graph.Initializer.Select(tensor => tensor.Name), Is.Unique);

        // Static single assignment, in an order that can run.
        HashSet<string> defined = [.. graph.Initializer.Select(tensor => tensor.Name), .. graph.Input.Select(input => input.Name)];
        Assert.That(defined, Has.Count.EqualTo(graph.Initializer.Count + 1));
        HashSet<string> read = [];
        foreach (NodeProto node in graph.Node)
        {
            Assert.That(node.Input.Where(input => !defined.Contains(input)), Is.Empty, node.Name);
            Assert.That(node.Output.Where(output => !defined.Add(output)), Is.Empty, node.Name);
            read.UnionWith(node.Input);
        }
        Assert.That(defined.Except(read), Is.EqualTo(new[] { "logits" }), "Every value is used, and every weight.");
    }

    [TestCaseSource(nameof(Cases))]
    public void Graph_DescribesEveryValueForViewers(OracleCase test)
    {
        GraphProto graph = Graph(test);
        Assert.That(
            graph.ValueInfo.Concat(graph.Output).Select(value => value.Name),
            Is.EquivalentTo(graph.Node.SelectMany(node => node.Output)));
        Assert.That(graph.Input.Single().Name, Is.EqualTo("input"));
        Assert.That(Shape(graph.Input.Single()), Is.EqualTo(Oracle.InputShape(test)));
        Assert.That(graph.Output.Single().Name, Is.EqualTo("logits"));
        Assert.That(Shape(graph.Output.Single()), Is.EqualTo(new long[] { 1, Oracle.Logits(test).Logits.Length }));
    }

    [TestCaseSource(nameof(Cases))]
    public void Graph_ConsistsOfNamedBlocks(OracleCase test)
    {
        List<string> blocks = [];
        foreach (NodeProto node in Graph(test).Node)
        {
            Assert.That(node.DocString, Does.Match("^[^/]+/[^/]+$"), node.Name);
            if (blocks.Count == 0 || blocks[^1] != node.DocString)
                blocks.Add(node.DocString);
        }
        Assert.That(blocks, Is.Unique, "A block's nodes follow each other.");

        List<string> kinds = [];
        foreach (string kind in blocks.Select(block => block.Split('/')[0]))
        {
            if (kinds.Count == 0 || kinds[^1] != kind)
                kinds.Add(kind);
        }
        TestContext.Out.WriteLine($"{kinds.Count} boxes: {string.Join(", ", kinds)}");
        Assert.That(kinds, Has.Count.InRange(6, 30), "Boxes of a diagram that folds neighbours of one kind.");
    }

    [TestCaseSource(nameof(Fixtures))]
    public void Graph_HasTheReferencesLayers(OracleCase test)
    {
        GraphProto graph = Graph(test);
        Dictionary<string, long[]> shapes = graph.ValueInfo.Concat(graph.Output).ToDictionary(value => value.Name, Shape);
        foreach (OracleLayer layer in Oracle.Trace(test))
        {
            if (Parity.NodeOf(graph, layer) is not { } node)
            {
                Assert.That(layer.Class, Is.EqualTo("AdaptiveAvgPool2d"), $"{layer.Name} is missing.");
                continue;
            }
            Assert.That(shapes[node.Output[0]], Is.EqualTo(layer.Shape), layer.Name);
            AssertAttributes(node, layer);
        }
    }

    [Test]
    public void AllNetworks_AreBuiltWithoutTouchingWeights()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long files = Architecture.All.Sum(architecture => (long)architecture.Create(new PlacesOnly().Place).CalculateSize());
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        TestContext.Out.WriteLine($"{files:N0} bytes of graphs, {allocated:N0} allocated");
        Assert.That(files, Is.LessThan(4 << 20));
        Assert.That(allocated, Is.LessThan(64 << 20)); // the weights would be 2.2 GB
    }

    private static GraphProto Graph(OracleCase test) => test.Architecture.Create(new PlacesOnly().Place, test.Variant).Graph;

    private static long[] Shape(ValueInfoProto value) => [.. value.Type.TensorType.Shape.Dim.Select(side => side.DimValue)];

    private static void AssertAttributes(NodeProto node, OracleLayer layer)
    {
        JsonElement expected = layer.Attributes;
        switch (layer.Class)
        {
            case "Conv2d":
                AssertWindow();
                long groups = expected.TryGetProperty("g", out JsonElement given) ? given.GetInt64() : 1;
                Assert.That(Number("group", 1), Is.EqualTo(groups), layer.Name);
                Assert.That(node.Input, Has.Count.EqualTo(expected.GetProperty("b").GetBoolean() ? 3 : 2), layer.Name);
                break;
            case "MaxPool2d":
                AssertWindow();
                Assert.That(Number("ceil_mode", 0) == 1, Is.EqualTo(expected.GetProperty("ceil").GetBoolean()), layer.Name);
                break;
            case "AvgPool2d":
                AssertWindow();
                bool countsPad = Numbers("p").Any(side => side > 0) && expected.GetProperty("incl_pad").GetBoolean();
                Assert.That(Number("count_include_pad", 0) == 1, Is.EqualTo(countsPad), layer.Name);
                break;
            case "BatchNorm2d":
                Assert.That(node.Attribute.Single().F, Is.EqualTo((float)expected.GetProperty("eps").GetDouble()), layer.Name);
                break;
        }

        void AssertWindow()
        {
            long[] pad = Numbers("p");
            Assert.That(Attribute("kernel_shape")!.Ints, Is.EqualTo(Numbers("k")), layer.Name);
            Assert.That(Attribute("strides")!.Ints, Is.EqualTo(Numbers("s")), layer.Name);
            Assert.That(Attribute("pads")!.Ints, Is.EqualTo(new[] { pad[0], pad[1], pad[0], pad[1] }), layer.Name);
        }

        long[] Numbers(string key) => [.. expected.GetProperty(key).EnumerateArray().Select(number => number.GetInt64())];

        AttributeProto? Attribute(string name) => node.Attribute.SingleOrDefault(attribute => attribute.Name == name);

        long Number(string name, long otherwise) => Attribute(name)?.I ?? otherwise;
    }
}
