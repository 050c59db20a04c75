using NUnit.Framework;

namespace RealtimeCnn.LeNetTrainer.Tests;

[TestFixture]
public class ShippedModelTests
{
    private static readonly (float Ground, float Ink)[] Looks = [(0.9f, 0.1f), (0.78f, 0.2f), (0.08f, 0.85f), (0.18f, 0.7f)];

    [Test]
    public void DigitsUpToTwoThirdsOfThePicture_AreAllRecognised([Range(0, 9)] int digit) =>
        Assert.That(Mistakes(digit, [15, 17, 19, 21]), Is.Empty);

    /// <summary>At the largest size asked for and off centre, a serif one and a narrow seven come close to each other.</summary>
    [Test]
    public void DigitsOfThreeQuartersOfThePicture_AreMostlyRecognised([Range(0, 9)] int digit) =>
        Assert.That(Mistakes(digit, [24]), Has.Count.LessThanOrEqualTo(12), "of 60");

    private static List<string> Mistakes(int digit, float[] heights)
    {
        using OnnxClassifier classifier = Shipped();
        List<string> wrong = [];
        foreach (float height in heights)
        foreach (float width in (float[])[2f, 3f, 4f])
        foreach ((float x, float y) in ((float, float)[])[(0, 0), (2, 1), (-2, 1), (1, -2), (-1, -2)])
        foreach ((float ground, float ink) in Looks)
        {
            int answer = classifier.Classify(MonolineDigits.Draw(digit, height, width, x, y, ground, ink));
            if (answer != digit)
                wrong.Add($"height {height} width {width} at {x},{y} ink {ink} on {ground}: {answer}");
        }

        return wrong;
    }

    private static OnnxClassifier Shipped() =>
        new(Path.Combine(TestContext.CurrentContext.TestDirectory, "models", "lenet5.onnx"));
}
