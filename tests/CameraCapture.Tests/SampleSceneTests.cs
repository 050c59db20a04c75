using NUnit.Framework;

namespace RealtimeCnn.CameraCapture.Tests;

[TestFixture]
public class SampleSceneTests
{
    [Test]
    public void Picture_DependsOnItsNumberAlone()
    {
        using var inOrder = new SampleScene();
        using var atOnce = new SampleScene();
        using var a = new Frame();
        using var b = new Frame();
        for (int i = 0; i <= 40; i++)
            inOrder.Render(i, a);
        atOnce.Render(200, b);
        atOnce.Render(40, b);
        Assert.That(a.Truth, Is.EqualTo(b.Truth));
        // Strokes drawn in pieces meet at other points: ink edges may differ by a shade in a few pixels.
        int different = 0;
        for (int y = 0; y < a.Height; y++)
            for (int x = 0; x < a.Row(y).Length; x++)
                different += Math.Abs(a.Row(y)[x] - b.Row(y)[x]) > 8 ? 1 : 0;
        Assert.That(different, Is.LessThan(50));
    }

    [Test]
    public void Loop_ShowsEveryDigitAndEveryPhotograph()
    {
        using var scene = new SampleScene();
        using var frame = new Frame();
        var shown = new HashSet<string?>();
        for (int i = 0; i < 8 * 153; i += 3)
        {
            scene.Render(i, frame);
            shown.Add(frame.Truth);
        }
        Assert.That(shown, Is.SupersetOf(Enumerable.Range(0, 10).Select(d => d.ToString())));
        Assert.That(shown, Is.SupersetOf(new[] { "chelsea", "coffee", "astronaut", "rocket", "locomotion-house-cat" }));
    }

    [Test]
    public void TruthOfADigit_WaitsForItsLastStroke()
    {
        using var scene = new SampleScene();
        using var frame = new Frame();
        scene.Render(5, frame);
        Assert.That(frame.Truth, Is.Null);
        scene.Render(40, frame);
        Assert.That(frame.Truth, Is.EqualTo("2"));
    }
}
