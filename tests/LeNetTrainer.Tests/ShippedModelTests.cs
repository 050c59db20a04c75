using NUnit.Framework;

namespace RealtimeCnn.LeNetTrainer.Tests;

[TestFixture]
public class ShippedModelTests
{
    private static readonly (float Ground, float Ink)[] Looks = [(0.9f, 0.1f), (0.78f, 0.2f), (0.08f, 0.85f), (0.18f, 0.7f)];

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    [TestCase(6)]
    [TestCase(7)]
    [TestCase(8)]
    [TestCase(9)]
    public void MarkerAndChalkDigits_AreRecognised(int digit)
    {
        using OnnxClassifier classifier = Shipped();
        List<string> wrong = [];
        int shown = 0;
        foreach (float height in (float[])[15, 17, 19, 21, 24])
        foreach (float width in (float[])[2f, 3f, 4f])
        foreach ((float x, float y) in ((float, float)[])[(0, 0), (2, 1), (-2, 1), (1, -2), (-1, -2)])
        foreach ((float ground, float ink) in Looks)
        {
            shown++;
            int answer = classifier.Classify(MonolineDigits.Draw(digit, height, width, x, y, ground, ink));
            if (answer != digit)
                wrong.Add($"height {height} width {width} at {x},{y} ink {ink} on {ground}: {answer}");
        }

        TestContext.Out.WriteLine($"{wrong.Count} of {shown} wrong");
        Assert.That(wrong, Has.Count.LessThanOrEqualTo(shown / 50), string.Join('\n', wrong));
    }

    private static OnnxClassifier Shipped() =>
        new(Path.Combine(TestContext.CurrentContext.TestDirectory, "models", "lenet5.onnx"));
}
