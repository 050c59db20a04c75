using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

internal sealed class LayoutTests
{
    [TestCase(480, 1000)]
    [TestCase(720, 1280)]
    [TestCase(1080, 1920)]
    public void InPortrait_ThePanelsStandBelowTheFrame(int width, int height)
    {
        using var painter = new OverlayPainter();
        ReadOnlySpan<PixelRect> places = painter.Measure(width, height, Sample.Calm());
        PixelRect room = painter.FrameRoom;
        Assert.That((room.X, room.Y, room.Width), Is.EqualTo((0, 0, width)));
        Assert.That(room.Height, Is.GreaterThan(height / 4));
        foreach (OverlayPart part in new[] { OverlayPart.Predictions, OverlayPart.Models, OverlayPart.Timing, OverlayPart.Keys })
        {
            PixelRect place = places[(int)part];
            Assert.That(place.IsEmpty, Is.False, part.ToString());
            bool isInside = place.Y >= room.Bottom && place.Bottom <= height && place.Right <= width;
            Assert.That(isInside, Is.True, part.ToString());
        }
        Assert.That(places[(int)OverlayPart.Models].Overlaps(places[(int)OverlayPart.Timing]), Is.False);
        Assert.That(places[(int)OverlayPart.Models].Overlaps(places[(int)OverlayPart.Keys]), Is.False);
    }

    [TestCase(1280, 720)]
    [TestCase(640, 480)]
    [TestCase(480, 640)]
    [TestCase(320, 240)]
    public void ElsewhereTheFrameHasTheWindow(int width, int height)
    {
        using var painter = new OverlayPainter();
        painter.Measure(width, height, Sample.Calm());
        Assert.That(painter.FrameRoom.IsEmpty, Is.True);
    }

    [TestCase(640, 480)]
    [TestCase(480, 1000)]
    [TestCase(1280, 720)]
    public void TwelveModels_StandInOneColumn_SoThatTheirNamesAreNotCut(int width, int height)
    {
        OverlayContent content = Sample.Calm();
        content.Models = ModelEntry.AllOf(ModelCatalogue.Embedded, []);
        using var painter = new OverlayPainter();
        PixelRect list = painter.Measure(width, height, content)[(int)OverlayPart.Models];
        int x = list.X + list.Width / 2;
        var met = Enumerable.Range(list.Y, list.Height).Select(y => painter.ModelAt(x, y)).Where(index => index >= 0).Distinct();
        Assert.That(met, Is.EqualTo(Enumerable.Range(0, 12)));
    }

    [Test]
    public void BeforeTheFirstResult_ThereAreNoEmptyPanels()
    {
        using var painter = new OverlayPainter();
        ReadOnlySpan<PixelRect> places = painter.Measure(1280, 720, Sample.Start());
        Assert.That((places[(int)OverlayPart.Predictions].IsEmpty, places[(int)OverlayPart.Timing].IsEmpty), Is.EqualTo((true, true)));
        Assert.That((places[(int)OverlayPart.Models].IsEmpty, places[(int)OverlayPart.Messages].IsEmpty), Is.EqualTo((false, false)));
    }

    [Test]
    public void TheModelUnderTheMouse_IsMarked()
    {
        OverlayContent content = Sample.Calm();
        int before = OverlayStamp.Of(OverlayPart.Models, content);
        content.PointedModel = 2;
        Assert.That(OverlayStamp.Of(OverlayPart.Models, content), Is.Not.EqualTo(before));
    }
}
