using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Where boxes go, and in which order branches are written.</summary>
[TestFixture]
public class LayeredLayoutTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void RandomGraphs_NeitherOverlapNorRunUpwards(int seed)
    {
        Random random = new(seed);
        (double, double) RandomSize(int _) => (20 + (100 * random.NextDouble()), 10 + (40 * random.NextDouble()));
        (int From, int To) RandomEdge(int _) => (random.Next(60), random.Next(60));
        (double, double)[] sizes = [.. Enumerable.Range(0, 60).Select(RandomSize)];
        (int From, int To)[] edges = [.. Enumerable.Range(0, 110).Select(RandomEdge).Where(edge => edge.From < edge.To).Distinct()];
        LayeredLayout layout = new(sizes, edges, gapX: 10, gapY: 20);
        for (int i = 0; i < sizes.Length; i++)
        {
            Assert.That(new Area(-0.1, -0.1, layout.Width + 0.2, layout.Height + 0.2).Contains(layout.Items[i]), Is.True);
            for (int j = i + 1; j < sizes.Length; j++)
                Assert.That(layout.Items[i].Overlaps(layout.Items[j]), Is.False, $"{i} and {j}");
        }
        foreach ((int from, int to) in edges)
            Assert.That(layout.Items[from].Bottom, Is.LessThanOrEqualTo(layout.Items[to].Y));
        Assert.That(layout.Routes.Select(route => (route.From, route.To)), Is.EqualTo(edges));
    }

    [Test]
    public void BranchesOfABlock_AreStraightLines()
    {
        // in, three branches of one, two and three boxes, join
        (int From, int To)[] edges = [(0, 1), (0, 2), (2, 3), (0, 4), (4, 5), (5, 6), (1, 7), (3, 7), (6, 7)];
        LayeredLayout layout = new([.. Enumerable.Repeat((40.0, 20.0), 8)], edges, 10, 20);
        Assert.That(layout.Items[3].CentreX, Is.EqualTo(layout.Items[2].CentreX).Within(0.1));
        Assert.That(layout.Items[5].CentreX, Is.EqualTo(layout.Items[4].CentreX).Within(0.1));
        Assert.That(layout.Items[6].CentreX, Is.EqualTo(layout.Items[4].CentreX).Within(0.1));
        Assert.That(
            layout.Items[1].CentreX, Is.LessThan(layout.Items[2].CentreX).And.LessThan(layout.Items[4].CentreX), "the order of the graph");
        Assert.That(layout.Items[7].CentreX, Is.EqualTo(layout.Items[0].CentreX).Within(2));
    }

    [Test]
    public void Shortcut_LeavesTheMainBranchStraight()
    {
        LayeredLayout layout = new([.. Enumerable.Repeat((40.0, 20.0), 5)], [(0, 1), (1, 2), (2, 3), (0, 3), (3, 4)], 10, 20);
        Assert.That(layout.Items.Select(item => Math.Abs(item.CentreX - layout.Items[0].CentreX)).Max(), Is.LessThan(1));
        Assert.That(layout.Routes[3].Columns.Select(column => Math.Abs(column.X - layout.Items[0].CentreX)).Min(), Is.GreaterThan(20));
    }

    [TestCase(5)]
    [TestCase(6)]
    [TestCase(7)]
    public void Tree_HasEveryItemOnce(int seed)
    {
        Random random = new(seed);
        int[] RandomInputs(int _) => [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(-1, 200)).Distinct()];
        int[][] inputs = [.. Enumerable.Range(0, 200).Select(RandomInputs)];
        IReadOnlyList<BranchLine> lines = BranchTree.Of(inputs.Length, i => inputs[i]);
        Assert.That(lines.Where(line => !line.IsJoin).Select(line => line.Item), Is.EquivalentTo(Enumerable.Range(0, 200)));
    }

    [Test]
    public void Tree_OfBranchesWithinABranch()
    {
        // 0 beside 1 -> (2 beside 3), all joined by 4
        int[][] inputs = [[-1], [-1], [1], [1], [0, 2, 3]];
        Assert.That(
            BranchTree.Of(inputs.Length, i => inputs[i]).Select(line => line.Marks + line.Item),
            Is.EqualTo(new[] { "\u251C 0", "\u2514 1", "  \u251C 2", "  \u2514 3", "4" }));
    }
}
