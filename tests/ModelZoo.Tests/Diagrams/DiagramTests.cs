using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>What a diagram reads out of a graph, before it is drawn.</summary>
[TestFixture]
public class DiagramTests
{
    [TestCaseSource(typeof(TestGraph), nameof(TestGraph.Networks))]
    public void Totals_AreTheBuildersCounts(string id, string variant)
    {
        GraphBuilder builder = new(id, ShapesOnly.Initializer);
        Diagram diagram = Diagram.Of(Architecture.Find(id)!.Build(builder, variant), id);
        Assert.That(diagram.Total, Is.EqualTo(new Cost(builder.Parameters, builder.MultiplyAccumulates)));
        Assert.That(Sum(diagram.Nodes.Select(node => node.Cost)), Is.EqualTo(diagram.Total), "blocks");
        Assert.That(Sum(diagram.Blocks.Select(block => block.Cost)), Is.EqualTo(diagram.Total), "unfolded blocks");
    }

    // The input counts as a box. LeNet-5 has seven layers; Inception-v4 is drawn in eight boxes by its own paper.
    [TestCaseSource(typeof(TestGraph), nameof(TestGraph.Networks))]
    public void BlocksView_HasTenToThirtyBoxes(string id, string variant) =>
        Assert.That(TestGraph.Network(id, variant).Nodes.Count + 1, Is.InRange(id is "lenet5" or "inception_v4" ? 8 : 10, 30));

    [TestCaseSource(typeof(TestGraph), nameof(TestGraph.Networks))]
    public void EveryOperation_IsInExactlyOneLayerAndOneBox(string id, string variant)
    {
        IEnumerable<NodeProto> nodes = Architecture.Find(id)!.Create(ShapesOnly.Initializer, variant).Graph.Node;
        string[] expected = [.. nodes.Where(node => node.OpType != "Constant").Select(node => node.Name)];
        Diagram diagram = TestGraph.Network(id, variant);
        Assert.That(diagram.Layers.SelectMany(layer => layer.Operations).Select(operation => operation.Name), Is.EquivalentTo(expected));
        Assert.That(diagram.Nodes.SelectMany(node => node.OperationNames), Is.EquivalentTo(expected));
    }

    [TestCaseSource(typeof(TestGraph), nameof(TestGraph.Networks))]
    public void BlocksView_IsOneChain(string id, string variant)
    {
        Diagram diagram = TestGraph.Network(id, variant);
        for (int i = 0; i < diagram.Nodes.Count; i++)
            Assert.That(diagram.Nodes[i].Inputs, Is.EqualTo(new[] { i - 1 }), diagram.Nodes[i].Title);
    }

    [TestCase("inception_v4", "Inception-A", 4, "features.6 \u2026 features.9")]
    [TestCase("inception_v4", "Inception-B", 7, "features.11 \u2026 features.17")]
    [TestCase("inception_resnet_v2", "Inception-ResNet-B", 20, "repeat_1.0 \u2026 repeat_1.19")]
    [TestCase("xception", "Middle flow", 8, "block4 \u2026 block11")]
    [TestCase("resnet50", "Bottleneck 1024", 5, "layer3.1 \u2026 layer3.5")]
    public void NeighboursOfOneKind_Fold(string id, string kind, int count, string instances)
    {
        DiagramNode node = TestGraph.Network(id).Nodes.Single(node => node.Title == kind);
        Assert.That((node.Count, node.Instances), Is.EqualTo((count, instances)));
    }

    [Test]
    public void BlocksOfOneKindThatAreBuiltDifferently_DoNotFold()
    {
        Diagram diagram = new TestGraph(1, 4, 8, 8)
            .Conv("a", "x", [1, 4, 8, 8], inputs: 4, kernel: 3, block: "Block/1")
            .Conv("b", "a", [1, 4, 8, 8], inputs: 4, kernel: 3, block: "Block/2")
            .Conv("c", "b", [1, 4, 8, 8], inputs: 4, kernel: 1, block: "Block/3")
            .Diagram();
        Assert.That(diagram.Nodes.Select(node => node.Count), Is.EqualTo(new[] { 2, 1 }));
    }

    [Test]
    public void GroupedAndDepthwiseConvolutions_CountTheirOwnInputsOnly()
    {
        Diagram diagram = new TestGraph(1, 8, 10, 10)
            .Conv("grouped", "x", [1, 16, 10, 10], inputs: 8, kernel: 3, groups: 4)
            .Conv("depthwise", "grouped", [1, 16, 10, 10], inputs: 16, kernel: 3, groups: 16)
            .Diagram();
        Assert.That(diagram.Layers.Select(layer => layer.Main.Label), Is.EqualTo(new[] { "Grouped conv", "Depthwise conv" }));
        Assert.That(
            diagram.Layers.Select(layer => layer.Cost),
            Is.EqualTo(new[] { new Cost(16 * 2 * 9, 1600 * 2 * 9), new Cost(16 * 9, 1600 * 9) }));
    }

    [Test]
    public void LinearLayerWrittenAsProductAndSum_CountsItsBias()
    {
        Diagram diagram = new TestGraph(1, 20)
            .Weight("w", 20, 10).Weight("b", 10)
            .Node("MatMul", "product", ["x", "w"], [1, 10])
            .Node("Add", "sum", ["product", "b"], [1, 10])
            .Diagram();
        Assert.That(diagram.Layers.Single().Cost, Is.EqualTo(new Cost(210, 200)));
    }

    [Test]
    public void AttachedOperations_StayWithTheirLayerOnlyWhereNothingElseUsesTheResult()
    {
        Diagram diagram = new TestGraph(1, 4, 8, 8)
            .Conv("a", "x", [1, 4, 8, 8], inputs: 4, kernel: 3)
            .Node("Relu", "r", ["a"], [1, 4, 8, 8])
            .Node("Sigmoid", "s", ["r"], [1, 4, 8, 8])
            .Node("Tanh", "t", ["r"], [1, 4, 8, 8])
            .Diagram();
        Assert.That(diagram.Layers.Select(layer => layer.Computation), Is.EqualTo(new[] { "Conv, ReLU", "Sigmoid", "Tanh" }));
    }

    [Test]
    public void SharedWeights_CountOnce()
    {
        TestGraph graph = new TestGraph(1, 4, 8, 8).Conv("a", "x", [1, 4, 8, 8], inputs: 4, kernel: 3);
        graph.Node("Conv", "b", ["a", "a.weight"], [1, 4, 8, 8]);
        Assert.That(graph.Diagram().Total, Is.EqualTo(new Cost(144, 2 * 256 * 36)));
    }

    [Test]
    public void MissingShapes_MakeALowerBound()
    {
        TestGraph graph = new TestGraph(1, 4, 8, 8).Conv("a", "x", [1, 4, 8, 8], inputs: 4, kernel: 3).Weight("w", 4, 4, 3, 3);
        graph.Node("Conv", "b", ["a", "w"]);
        Diagram diagram = graph.Diagram();
        Assert.That(diagram.Total, Is.EqualTo(new Cost(288, 256 * 36, IsKnown: false)));
        Assert.That(diagram.Layers[1].Output.Text("x"), Is.EqualTo("?"));
        Assert.That(diagram.Total.ExactMacs, Is.EqualTo("\u2265 9,216"));
    }

    [Test]
    public void Drawing_IsTheSameEveryTime() =>
        Assert.That(
            TestGraph.Drawings(TestGraph.Network("inception_v4")), Is.EqualTo(TestGraph.Drawings(TestGraph.Network("inception_v4"))));

    [TestCase(0, "0")]
    [TestCase(9_999, "9,999")]
    [TestCase(10_000, "10.0 k")]
    [TestCase(117_600, "118 k")]
    [TestCase(25_557_032, "25.6 M")]
    [TestCase(1_234_000_000, "1.23 G")]
    [TestCase(15_470_264_320, "15.5 G")]
    public void ShortCounts_HaveThreeDigits(long count, string expected) => Assert.That(Cost.Short(count), Is.EqualTo(expected));

    private static Cost Sum(IEnumerable<Cost> costs) => costs.Aggregate(new Cost(0, 0), (a, b) => a + b);
}
