using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>The table for terminals.</summary>
[TestFixture]
public class DiagramTextTests
{
    [Test]
    public void LeNet5_AsBlocks() =>
        AssertText(Diagram.Of(Architecture.Find("lenet5")!.Create(ShapesOnly.Initializer), "LeNet-5", 1998), DiagramDetail.Blocks, """
        LeNet-5 (1998)
        61,706 parameters, 416,520 multiply-accumulates (MACs)

        Block   Layers                      Window  Output        Parameters    MACs
        input                                       1 x 32 x 32
        C1      Conv, Tanh: conv1           5x5     6 x 28 x 28          156   118 k
        S2      Average pool: pool1         2x2 /2  6 x 14 x 14
        C3      Conv, Tanh: conv2           5x5     16 x 10 x 10       2,416   240 k
        S4      Average pool: pool2         2x2 /2  16 x 5 x 5
        C5      Fully connected, Tanh: fc1          120               48,120  48.0 k
        F6      Fully connected, Tanh: fc2          84                10,164  10.1 k
        Output  Fully connected: fc3                10                   850     840

        """);

    [Test]
    public void LeNet5_AsLayers() =>
        AssertText(Diagram.Of(Architecture.Find("lenet5")!.Create(ShapesOnly.Initializer), "LeNet-5", 1998), DiagramDetail.Layers, """
        LeNet-5 (1998)
        61,706 parameters, 416,520 multiply-accumulates (MACs)

        Layer         Operations                      Window  Output        Parameters    MACs
        input                                                 1 x 32 x 32
        conv1 (C1)    Conv, Tanh                      5x5     6 x 28 x 28          156   118 k
        pool1 (S2)    Average pool                    2x2 /2  6 x 14 x 14
        conv2 (C3)    Conv, Tanh                      5x5     16 x 10 x 10       2,416   240 k
        pool2 (S4)    Average pool                    2x2 /2  16 x 5 x 5
        fc1 (C5)      Flatten, Fully connected, Tanh          120               48,120  48.0 k
        fc2 (F6)      Fully connected, Tanh                   84                10,164  10.1 k
        fc3 (Output)  Fully connected                         10                   850     840

        """);

    [Test]
    public void ParallelBranches_AreATree()
    {
        Diagram diagram = Diagram.Of(new TestGraph(1, 8, 16, 16)
            .Conv("1x1", "x", [1, 8, 16, 16], inputs: 8, kernel: 1, block: "Inception/mixed")
            .Conv("3x3a", "x", [1, 8, 16, 16], inputs: 8, kernel: 1, block: "Inception/mixed")
            .Conv("3x3b", "3x3a", [1, 8, 16, 16], inputs: 8, kernel: 3, block: "Inception/mixed")
            .Node("Concat", "cat", ["1x1", "3x3b"], [1, 16, 16, 16], "Inception/mixed").Model, "tree");
        AssertText(diagram, DiagramDetail.Layers, """
        tree
        704 parameters, 180,224 multiply-accumulates (MACs)

        Layer              Operations  Window  Output        Parameters    MACs
        input                                  8 x 16 x 16
        mixed (Inception)                      16 x 16 x 16         704   180 k
          ├ 1x1            Conv        1x1     8 x 16 x 16           64  16.4 k
          └ 3x3a           Conv        1x1     8 x 16 x 16           64  16.4 k
            3x3b           Conv        3x3     8 x 16 x 16          576   147 k
          cat              Concat              16 x 16 x 16

        """);
    }

    [Test]
    public void Shortcut_SaysWhereItGoes() => AssertText(TestGraph.Residual().Diagram("residual"), DiagramDetail.Layers, """
        residual
        640 parameters, 163,840 multiply-accumulates (MACs)

        Layer  Operations  Window  Output       Parameters    MACs
        input                      8 x 16 x 16
        ├ a    Conv, ReLU  1x1     8 x 16 x 16          64  16.4 k
        │ b    Conv        3x3     8 x 16 x 16         576   147 k
        └ (straight to sum)
        sum    Add, ReLU           8 x 16 x 16

        """);

    [TestCaseSource(typeof(TestGraph), nameof(TestGraph.Networks))]
    public void Table_FitsATerminal(string id, string variant)
    {
        foreach (DiagramDetail detail in Enum.GetValues<DiagramDetail>())
        {
            string[] lines = DiagramText.Write(TestGraph.Network(id, variant), detail).Split('\n');
            Assert.That(lines.Max(line => line.Length), Is.LessThanOrEqualTo(DiagramText.Columns));
            Assert.That(lines.Where(line => line.EndsWith(' ')), Is.Empty);
        }
    }

    [TestCaseSource(typeof(TestGraph), nameof(TestGraph.Networks))]
    public void LayersTable_HasALineForEveryLayer(string id, string variant)
    {
        Diagram diagram = TestGraph.Network(id, variant);
        int headings = diagram.Blocks.Count(block => block.Kind.Length > 0 && block.Layers.Count > 1);
        string[] lines = DiagramText.Write(diagram, DiagramDetail.Layers).Split('\n');
        int shortcuts = lines.Count(line => line.Contains("(straight to ", StringComparison.Ordinal));
        const int AroundTheTable = 6; // name, totals, empty line, column heads, input, end
        Assert.That(lines, Has.Length.EqualTo(AroundTheTable + headings + shortcuts + diagram.Layers.Count));
    }

    private static void AssertText(Diagram diagram, DiagramDetail detail, string expected) =>
        Assert.That(DiagramText.Write(diagram, detail), Is.EqualTo(expected.ReplaceLineEndings("\n")));
}
