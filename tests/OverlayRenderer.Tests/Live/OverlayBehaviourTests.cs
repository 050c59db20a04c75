using NUnit.Framework;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

public sealed class OverlayBehaviourTests
{
    [Test]
    public void EveryClassifiedFrameIsPainted_InItsOwnSize()
    {
        using var stage = LiveStage.WithModel();
        var overlay = new OverlayBehaviour();
        List<long> painted = [];
        overlay.Painted += (picture, frame) =>
        {
            Assert.That(picture, Is.SameAs(overlay.Canvas));
            painted.Add(frame.Sequence);
        };
        stage.Engine.Add(overlay);
        Assert.That(overlay.Canvas.Width, Is.Zero);
        for (int i = 0; i < 3; i++)
        {
            stage.Hand.Deliver();
            stage.Engine.Tick();
        }
        Assert.That(painted, Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That((overlay.Canvas.Width, overlay.Canvas.Height), Is.EqualTo((64, 48)));

        using var bare = new BgraCanvas();
        bare.Draw(stage.Engine.Frame!);
        bool isPainted = Enumerable.Range(0, 48).Any(y => !Pixels.Row(bare, y).SequenceEqual(Pixels.Row(overlay.Canvas, y)));
        Assert.That(isPainted, Is.True, "the overlay is missing");
    }
}
