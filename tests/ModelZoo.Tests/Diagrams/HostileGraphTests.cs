using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Graphs that no exporter should write: a poorer picture or a clear refusal, never a crash.</summary>
[TestFixture]
public class HostileGraphTests
{
    private static readonly Dictionary<string, Func<TestGraph>> Graphs = new()
    {
        ["a cycle"] = () => new TestGraph(1, 4).Node("Relu", "a", ["c"]).Node("Relu", "b", ["a"]).Node("Relu", "c", ["b"]),
        ["a node that feeds itself"] = () => new TestGraph(1, 4).Node("Add", "a", ["a", "x"]),
        ["nodes in the wrong order"] = () => new TestGraph(1, 4).Node("Relu", "b", ["a"]).Node("Conv", "a", ["x", "w"]),
        ["inputs that nobody makes"] = () => new TestGraph(1, 4).Node("Conv", "a", ["gone", "lost"]).Node("Add", "b", ["a", "nowhere"]),
        ["two nodes of one name"] = () => new TestGraph(1, 4).Node("Relu", "a", ["x"]).Node("Tanh", "a", ["a"]).Node("Tanh", "", [""]),
        ["no inputs and outputs"] = () => new TestGraph().Node("", "", []),
        ["sizes beyond all measure"] = () => new TestGraph(long.MaxValue, long.MaxValue, long.MaxValue)
            .Conv("a", "x", [1, long.MaxValue, long.MaxValue, long.MaxValue], inputs: long.MaxValue, kernel: long.MaxValue)
            .Conv("b", "a", [1, 1 << 20, 1 << 20, 1 << 20], inputs: 1 << 20, kernel: 1 << 20),
        ["negative and zero sizes"] = () => new TestGraph(-1, 0, -5)
            .Conv("a", "x", [-1, -2, 0, long.MinValue], inputs: -3, kernel: -1, groups: 1)
            .Node("Gemm", "g", ["a", "a.weight"], [0, 0]).Node("MatMul", "m", ["g", "g"], []),
        ["ranks without end"] = () => new TestGraph([.. Enumerable.Repeat(2L, 500)]).Node(
            "Conv", "a", ["x"], [.. Enumerable.Repeat(2L, 500)], "",
            TestGraph.Ints("kernel_shape", [.. Enumerable.Repeat(long.MaxValue, 500)]),
            TestGraph.Ints("strides", [.. Enumerable.Repeat(long.MinValue, 500)])),
        ["names of a megabyte"] = () =>
            new TestGraph(1, 4).Node(new string('O', 1 << 20), new string('n', 1 << 20), ["x"], null, new string('b', 1 << 20)),
        ["names full of control characters"] = () => new TestGraph(1, 4)
            .Node("\0\u001b[2J", "\u202eabc\ud800\r\n\uffff", ["x"], null, "a\u001b]0;/b")
            .Node("Relu", "\ud83d\ude00 \u2028", ["x"], null, "\ud83d\ude00/\u001b"),
        ["labels that are none"] = () => new TestGraph(1, 4)
            .Node("Relu", "a", ["x"], null, "/").Node("Relu", "b", ["a"], null, "a/").Node("Relu", "c", ["b"], null, "/b")
            .Node("Relu", "d", ["c"], null, "File \"a.py\", line 3\n  x/y").Node("Relu", "e", ["d"], null, "a/b/c"),
        ["numbers in labels"] = () => new TestGraph(1, 4)
            .Node("Conv", "a", ["x"], null, "#1 99999999999999999999/1").Node("Conv", "b", ["a"], null, "#1 99999999999999999999/1")
            .Node("Conv", "c", ["b"], null, "1# 99999999999999999998/2").Node("Conv", "d", ["c"], null, "1# 99999999999999999998/2"),
        ["blocks that interleave"] = () => new TestGraph(1, 4).Node("Conv", "a", ["x"], null, "A/1").Node("Conv", "b", ["x"], null, "B/1")
            .Node("Conv", "c", ["a", "b"], null, "A/1").Node("Conv", "d", ["b", "c"], null, "B/1"),
        ["ten thousand nodes in a row"] = () => Chain(NetworkGraph.MaxOperations),
        ["ten thousand nodes side by side"] = () => Fan(NetworkGraph.MaxOperations - 1),
        ["every node fed by all before it"] = () => Dense(280),
        ["splits within splits"] = () => Nested(2_000),
        ["ten thousand nodes in a block"] = () => Chain(NetworkGraph.MaxOperations, "A/1"),
        ["thousands of blocks"] = () => Blocks(3_000),
    };

    private static IEnumerable<string> Names => Graphs.Keys;

    [TestCaseSource(nameof(Names))]
    public void OddGraph_IsDrawnWellFormed(string name)
    {
        Diagram diagram = Diagram.Of(Graphs[name]().Model, "odd \u001b \ud800 <&\">");
        foreach (DiagramDetail detail in Enum.GetValues<DiagramDetail>())
        {
            string text = DiagramText.Write(diagram, detail);
            Assert.That(text.Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(DiagramText.Columns));
            Assert.That(text.Where(c => char.IsControl(c) && c != '\n'), Is.Empty);
            Assert.That(DiagramDot.Write(diagram, detail).Where(c => char.IsControl(c) && c != '\n'), Is.Empty);
            SvgCanvas canvas = DiagramSvg.Draw(diagram, detail);
            Assert.That(double.IsFinite(canvas.Width) && double.IsFinite(canvas.Height), Is.True);
            Assert.That(canvas.ToString(), Does.Not.Contain("NaN"));
            DiagramSvgTests.AssertLegible(canvas);
        }
        Assert.That(DiagramText.Write(diagram, DiagramDetail.Layers).Split('\n'), Has.Length.GreaterThan(diagram.Layers.Count));
    }

    [Test]
    public void EmptyGraph_IsRefused() => AssertRefused(new ModelProto { Graph = new GraphProto() }, "holds no operations");

    [Test]
    public void ModelWithoutAGraph_IsRefused() => AssertRefused(new ModelProto(), "holds no graph");

    [Test]
    public void TooManyNodes_AreRefused() => AssertRefused(Chain(NetworkGraph.MaxOperations + 1).Model, "10,001 operations");

    [Test]
    public void TooManyConnections_AreRefused() => AssertRefused(Dense(300).Model, "40,000 connections");

    [Test]
    public void MissingFile_IsNamed()
    {
        ModelDefinition model = new() { Id = "gone", Name = "gone", File = "/nowhere/gone.onnx" };
        Assert.That(
            () => NetworkDiagram.Of(model),
            Throws.TypeOf<VisionException>().With.Message.Contains("'/nowhere/gone.onnx' cannot be drawn"));
    }

    [TestCase("not a graph at all", "no ONNX file")]
    [TestCase("", "is empty")]
    public void FileThatIsNoGraph_IsRefused(string content, string reason)
    {
        using TestModels models = new();
        string path = Path.Combine(models.Folder, "odd.onnx");
        File.WriteAllText(path, content);
        Assert.That(
            () => NetworkDiagram.Of(ModelDefinition.FromFile(path)),
            Throws.TypeOf<VisionException>().With.Message.Contains(path).And.Message.Contains(reason));
    }

    [Test]
    public void UsersFile_IsDrawnLikeTheNetwork()
    {
        using TestModels models = new();
        ModelDefinition file = ModelDefinition.FromFile(models.Write("lenet5"));
        ModelDefinition network = file with { File = null, Architecture = "lenet5" };
        Assert.That(NetworkDiagram.Of(file).ToSvg(), Is.EqualTo(NetworkDiagram.Of(network).ToSvg()));
    }

    [Test]
    public void UnknownArchitecture_IsNamed() => Assert.That(
        () => NetworkDiagram.Of(new ModelDefinition { Id = "a", Name = "a", Architecture = "nothing" }),
        Throws.TypeOf<VisionException>().With.Message.Contains("no architecture 'nothing'"));

    private static void AssertRefused(ModelProto model, string reason) =>
        Assert.That(() => Diagram.Of(model, "odd"), Throws.TypeOf<VisionException>().With.Message.Contains(reason));

    private static TestGraph Chain(int count, string block = "")
    {
        TestGraph graph = new(1, 4);
        for (int i = 0; i < count; i++)
            graph.Node("Conv", $"n{i}", [i == 0 ? "x" : $"n{i - 1}"], [1, 4], block);
        return graph;
    }

    private static TestGraph Fan(int count)
    {
        TestGraph graph = new(1, 4);
        for (int i = 0; i < count; i++)
            graph.Node("Conv", $"n{i}", ["x"], [1, 4]);
        return graph.Node("Concat", "all", [.. Enumerable.Range(0, count).Select(i => $"n{i}")], [1, 4]);
    }

    private static TestGraph Dense(int count)
    {
        TestGraph graph = new(1, 4);
        for (int i = 0; i < count; i++)
            graph.Node("Concat", $"n{i}", [.. Enumerable.Range(0, i).Select(j => $"n{j}").Prepend("x")], [1, 4]);
        return graph;
    }

    /// <summary>Each node goes to the next and to a join of its own, the joins in reverse: as deep as there are nodes.</summary>
    private static TestGraph Nested(int depth)
    {
        TestGraph graph = new(1, 4);
        for (int i = 0; i < depth; i++)
            graph.Node("Conv", $"n{i}", [i == 0 ? "x" : $"n{i - 1}"], [1, 4]);
        for (int i = depth - 1; i >= 0; i--)
            graph.Node("Add", $"j{i}", [i == depth - 1 ? $"n{i}" : $"j{i + 1}", $"n{i}"], [1, 4]);
        return graph;
    }

    private static TestGraph Blocks(int count)
    {
        TestGraph graph = new(1, 4);
        for (int i = 0; i < count; i++)
        {
            string label = $"Kind {(char)('A' + (i % 26))}{(char)('A' + (i / 26 % 26))}/{i}";
            graph.Node("Conv", $"a{i}", [i == 0 ? "x" : $"b{i - 1}"], [1, 4], label);
            graph.Node("Conv", $"b{i}", [$"a{i}"], [1, 4], label, TestGraph.Ints("kernel_shape", i, i));
        }
        return graph;
    }
}
