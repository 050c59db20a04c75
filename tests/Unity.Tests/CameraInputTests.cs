using UnityEngine;

namespace RealtimeCnn.UnityTests;

/// <summary>What cameras do before they have a picture, and how their pictures lie.</summary>
public class CameraInputTests
{
    [SetUp]
    public void Reset() => Game.Reset();

    // Rows lie from the bottom up, unless the camera says that it is flipped; its angle is clockwise, as the library's turns are.
    [TestCase(0, false, true, 0)]
    [TestCase(90, false, true, 1)]
    [TestCase(180, false, true, 2)]
    [TestCase(270, false, true, 3)]
    [TestCase(0, true, false, 0)]
    [TestCase(90, true, false, 1)]
    [TestCase(-90, false, true, 3)]
    [TestCase(360, false, true, 0)]
    [TestCase(450, true, false, 1)]
    public void A_camera_says_how_its_picture_lies(int degrees, bool isVerticallyMirrored, bool isBottomUp, int quarterTurns)
    {
        FrameTransform transform = CameraInput.Orientation(degrees, isVerticallyMirrored);
        Assert.That((transform.IsBottomUp, transform.QuarterTurns), Is.EqualTo((isBottomUp, quarterTurns)));
    }

    [Test]
    public void Sixteen_pixels_are_no_picture_yet()
    {
        CameraInput camera = Open();
        Assert.That(camera.HasNewPicture, Is.False, "before anything came");
        Simulated.TakePicture(16, 16);
        Assert.That(camera.HasNewPicture, Is.False, "the stand-in of 16 x 16");
        Simulated.TakePicture(64, 48);
        Assert.That(camera.HasNewPicture);
    }

    [Test]
    public void A_picture_that_could_not_be_taken_at_once_waits()
    {
        CameraInput camera = Open();
        Simulated.TakePicture(64, 48);
        Assert.That(camera.HasNewPicture);
        Simulated.TakeNoPicture();
        Assert.That(camera.HasNewPicture);
        camera.Taken();
        Assert.That(camera.HasNewPicture, Is.False);
    }

    [Test]
    public void A_phone_that_is_turned_changes_the_picture()
    {
        CameraInput camera = Open();
        Simulated.TakePicture(64, 48, rotation: 90);
        Assert.That(camera.Transform.QuarterTurns, Is.EqualTo(1));
        Simulated.TakePicture(64, 48, rotation: 180, isVerticallyMirrored: true);
        Assert.That((camera.Transform.QuarterTurns, camera.Transform.IsBottomUp), Is.EqualTo((2, false)));
    }

    [Test]
    public void A_camera_that_is_not_there_is_told_with_those_that_are()
    {
        Assert.That(CameraInput.Open("", 640, 480, 30, out string problem), Is.Null);
        Assert.That(problem, Is.EqualTo("There is no camera."));
        Simulated.AddCamera("front");
        Simulated.AddCamera("back");
        Assert.That(CameraInput.Open("side", 640, 480, 30, out problem), Is.Null);
        Assert.That(problem, Is.EqualTo("There is no camera 'side'; there are: front, back."));
        Assert.That(CameraInput.Open("back", 640, 480, 30, out problem).Texture.deviceName, Is.EqualTo("back"));
        Assert.That(problem, Is.Null);
    }

    private static CameraInput Open()
    {
        Simulated.AddCamera("front");
        CameraInput camera = CameraInput.Open("", 640, 480, 30, out _);
        Assert.That((camera.Texture.isPlaying, camera.Texture.requestedWidth), Is.EqualTo((true, 640)));
        return camera;
    }
}
