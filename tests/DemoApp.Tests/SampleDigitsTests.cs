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
        Assert.That(SamplePhotos.Load(null, out SamplePhotos? photos), Is.Null);
        using SamplePhotos owned = photos!;
        using var scene = new SampleScene(owned);
        using LoadedModel model = LoadedModel.Load(ModelCatalogue.Load().Resolve("lenet5"), new InferenceOptions());
        using var frame = new Frame();
        var top = new Prediction[1];
        var wrong = new List<string>();
        int seen = 0;
        for (int i = 0; i < SampleScene.LoopFrames; i += 10)
        {
            scene.Draw(i, frame);
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
