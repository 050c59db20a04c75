using NUnit.Framework;
using RealtimeCnn.CameraCapture;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary>The shipped model reads the sample's handwriting, each digit in its several hands.</summary>
[TestFixture]
public class SampleDigitsTests
{
    [Test]
    public void EveryCompleteDigit_IsRecognised()
    {
        using var scene = new SampleScene();
        using LoadedModel model = LoadedModel.Load(ModelCatalogue.Load().Resolve("lenet5"), new ModelOptions());
        using var frame = new Frame();
        var top = new Prediction[1];
        var wrong = new List<string>();
        int seen = 0;
        const int LoopFrames = 3 * 5 * 153; // every digit three times
        for (int i = 0; i < LoopFrames; i += 6)
        {
            scene.Render(i, frame);
            if (frame.Truth is not { Length: 1 } truth)
                continue;
            model.Preprocess(frame);
            model.Run();
            model.Rank(top);
            seen++;
            if (top[0].Label != truth)
                wrong.Add($"frame {i}: {truth} read as {top[0].Label} ({top[0].Score:0.00})");
        }
        Assert.That(seen, Is.GreaterThan(100));
        Assert.That(wrong, Is.Empty);
    }
}
