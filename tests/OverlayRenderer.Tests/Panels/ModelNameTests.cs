using NUnit.Framework;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

public sealed class ModelNameTests
{
    [TestCase("LeNet-5 (1998)", "LeNet-5", "1998")]
    [TestCase("my model", "my model", "")]
    [TestCase("net (v1.2)", "net (v1.2)", "")]
    [TestCase(" (1998)", " (1998)", "")]
    [TestCase("", "", "")]
    public void YearIsSetApart(string name, string title, string year)
    {
        ModelName parts = ModelName.Of(name);
        Assert.That((parts.Title.ToString(), parts.Year.ToString()), Is.EqualTo((title, year)));
    }
}
