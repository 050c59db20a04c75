using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Output;

[TestFixture]
public class WeightTextTests
{
    [TestCase("resnet50", "103 MB")]
    [TestCase("inception_v1", "about 52.1 MB")]
    [TestCase("inception_v4", "about 171 MB")]
    public void TheSizeIsStated_OrSaidToBeAGuess(string id, string expected)
    {
        ModelDefinition model = ModelCatalogue.Embedded.Get(id);
        Assert.That(WeightText.Size(model, model.PublishedWeights[0]), Is.EqualTo(expected));
    }

    [Test]
    public void AFailureIsShort_AndInOneLine()
    {
        string hash = new('a', 64);
        Assert.That(
            WeightText.Short($"'https://a.example/models/b.pth' is not it: its SHA-256 is {hash}, not {hash};\nit was deleted."),
            Is.EqualTo("b.pth is not it: its SHA-256 is aaaaaaaa..., not aaaaaaaa...; it was deleted."));
        Assert.That(
            WeightText.Short("The model store '/home/somebody/.cache/realtimecnn' cannot be used"),
            Is.EqualTo("The model store realtimecnn cannot be used"));
    }
}
