using NUnit.Framework;

namespace RealtimeCnn.Tests;

[TestFixture]
internal sealed class GraphBuilderTests
{
    [Test]
    public void TensorOfTheWrongShape_IsRefused()
    {
        GraphBuilder g = new("lenet5", (name, _) => PlacesOnly.Nowhere(name, [3]));
        Assert.That(
            () => LeNet5.Build(g),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("conv1.weight is conv1.weight 3, needs 6x1x5x5"));
    }

    [Test]
    public void TensorOfAnotherName_IsRefused()
    {
        GraphBuilder g = new("lenet5", (_, shape) => PlacesOnly.Nowhere("fc1.weight", shape));
        Assert.That(() => LeNet5.Build(g), Throws.TypeOf<InvalidDataException>().With.Message.Contains("conv1.weight is fc1.weight"));
    }

    [Test]
    public void SameNameTwice_IsRefused()
    {
        (GraphBuilder g, GraphValue x) = Start(1, 4, 8, 8);
        g.Relu(x, "twice");
        Assert.That(() => g.Relu(x, "twice"), Throws.InvalidOperationException.With.Message.Contains("two values are called twice"));
        GraphValue last = g.Relu(x);
        Assert.That(() => g.Output(last, "input"), Throws.InvalidOperationException.With.Message.Contains("two values are called input"));
    }

    private static IEnumerable<TestCaseData> Misfits()
    {
        yield return Misfit("window larger than the picture", (g, x) => g.MaxPool(x, "layer", kernel: 9, stride: 1));
        yield return Misfit("kernel wider than the picture", (g, x) => g.Conv(x, "layer", 4, kernel: (1, 9)));
        yield return Misfit("inputs not in equal groups", (g, x) => g.Conv(x, "layer", 3, kernel: 1, groups: 3));
        yield return Misfit("filters not in equal groups", (g, x) => g.Conv(x, "layer", 3, kernel: 1, groups: 2));
        yield return Misfit("linear layer on a picture", (g, x) => g.Linear(x, "layer", 10));
        yield return Misfit("mean of a vector", (g, x) => g.GlobalAveragePool(g.Flatten(x), "layer"));
        yield return Misfit("sum of different shapes", (g, x) => g.Add(x, g.MaxPool(x, "pool", 2, 2), "layer"));
        yield return Misfit("pictures of different sizes side by side", (g, x) => g.Concat("layer", x, g.MaxPool(x, "pool", 2, 2)));
        yield return Misfit("factors for other channels", (g, x) => g.Scale(x, "layer", 1, 2, 3));

        static TestCaseData Misfit(string name, Func<GraphBuilder, GraphValue, GraphValue> append) =>
            new TestCaseData(append).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Misfits))]
    public void Misfit_IsRefusedByName(Delegate append)
    {
        (GraphBuilder g, GraphValue x) = Start(1, 4, 8, 8);
        Assert.That(
            () => ((Func<GraphBuilder, GraphValue, GraphValue>)append)(g, x),
            Throws.InvalidOperationException.With.Message.Contains("test: layer").And.Message.Contains("does not fit"));
    }

    // Sizes as PyTorch gives them.
    [TestCase(112, 3, 2, 0, true, ExpectedResult = 56)]
    [TestCase(112, 3, 2, 0, false, ExpectedResult = 55)]
    [TestCase(54, 3, 2, 0, true, ExpectedResult = 27)]
    [TestCase(13, 3, 2, 0, true, ExpectedResult = 6)]
    [TestCase(14, 3, 1, 1, true, ExpectedResult = 14)]
    [TestCase(14, 2, 2, 0, true, ExpectedResult = 7)]
    [TestCase(5, 2, 2, 1, true, ExpectedResult = 3)] // a fourth window would begin in the padding
    [TestCase(5, 2, 2, 1, false, ExpectedResult = 3)]
    public long MaxPool_CountsWindows(int size, int kernel, int stride, int pad, bool ceil)
    {
        (GraphBuilder g, GraphValue x) = Start(1, 1, size, size);
        return g.MaxPool(x, "pool", kernel, stride, pad, ceil).Height;
    }

    // TensorFlow's SAME: 147 -> 74 -> 37 -> 19 -> 10 in Xception.
    [TestCase(147, 1, 1)]
    [TestCase(74, 0, 1)]
    [TestCase(37, 1, 1)]
    [TestCase(19, 1, 1)]
    public void SamePadding_PutsTheOddPixelBehind(int size, int before, int after)
    {
        (_, GraphValue x) = Start(1, 1, size, size);
        Assert.That(Padding.Same(x, kernel: 3, stride: 2), Is.EqualTo(new Padding(before, before, after, after)));
    }

    private static (GraphBuilder Builder, GraphValue Input) Start(params long[] shape)
    {
        GraphBuilder g = new("test", PlacesOnly.Nowhere);
        return (g, g.Input("input", shape));
    }
}
