using NUnit.Framework;
using OpenCvSharp;
using RealtimeCnn.CameraCapture;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

[TestFixture]
public class SourceControlsTests
{
    private DirectoryInfo _folder = null!;
    private Stage _stage = null!;
    private SourceControls _sources = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("realtimecnn-sources-");
        _stage = new Stage();
        _stage.ShowOne();
        _sources = new SourceControls(
            _stage.Engine, _stage.View, "hand",
            // With every frame the source is a picture ahead of what is seen.
            words => CaptureSource.Open(words, everyFrame: !words.Contains('*'), loop: words.EndsWith(".png"), TimeSpan.FromHours(1)));
    }

    [TearDown]
    public void TearDown()
    {
        _stage.Dispose();
        _folder.Delete(recursive: true);
    }

    [Test]
    public void AnotherSource_KeepsTheModel_AndFramesAreCountedOn()
    {
        LoadedModel? before = _stage.Engine.Model;
        Assert.That(_stage.Finish(_sources.ShowAsync(Picture("a.png"))), Is.Null);
        Assert.That(_stage.Engine.Model, Is.SameAs(before));
        Assert.That((_stage.Engine.Result.Truth, _sources.StatesTruth), Is.EqualTo(("a", true)));
        Assert.That(_stage.Engine.Result.Sequence, Is.Positive, "a photograph comes again and again");
    }

    [Test]
    public void WhatIsNoSource_IsSaid_AndTheOneBeforeGoesOn()
    {
        string text = Path.Combine(_folder.FullName, "a.txt");
        File.WriteAllText(text, "no video");
        Assert.That(_stage.Finish(_sources.ShowAsync(text)), Does.Contain("is no video"));
        Assert.That(_stage.Finish(_sources.ShowAsync(Path.Combine(_folder.FullName, "none.png"))), Does.Contain("does not exist"));
        Assert.That(_stage.Source.Name, Is.EqualTo("hand"));
        _stage.ShowOne();
    }

    [Test]
    public void ACamera_HasNoOtherPicture_AndSaysSo()
    {
        _stage.Finish(_sources.StepAsync(1));
        Assert.That(_stage.View.News, Is.EqualTo("'hand' has no other picture."));
    }

    [Test]
    public void Paused_N_ShowsTheNextPicture_AndShiftNTheOneBefore()
    {
        Picture("1.png");
        Picture("2.png");
        Picture("3.png");
        Assert.That(_stage.Finish(_sources.ShowAsync(Path.Combine(_folder.FullName, "*.png"))), Is.Null);
        _stage.View.IsPaused = true;
        foreach ((int step, string expected) in new[] { (1, "2"), (1, "3"), (-1, "2"), (-1, "1"), (-1, "3"), (1, "1") })
        {
            _stage.Finish(_sources.StepAsync(step));
            _stage.Until(() => _stage.Engine.Result.Truth == expected, $"picture {expected} is seen");
        }
    }

    [Test]
    public void AfterTheEnd_N_BeginsAgain()
    {
        string video = Video("a.avi", 4);
        Assert.That(_stage.Finish(_sources.ShowAsync(video)), Is.Null);
        _stage.Until(() => _stage.Source.IsDrained, "it ends");
        long before = _stage.Engine.FramesDone;
        Assert.That(_stage.Source.Remedy, Does.StartWith("N"));
        _stage.Finish(_sources.StepAsync(1));
        _stage.Until(() => _stage.Engine.FramesDone == before + 4, "it is seen again");
        _stage.Until(() => _stage.Source.IsDrained, "it ends again");
        Assert.That(_stage.Source.Captured, Is.EqualTo(1 + 4 + 4));
    }

    [Test]
    public void ASourceThatFailed_IsTriedAgain()
    {
        string picture = Picture("a.png");
        Assert.That(_stage.Finish(_sources.ShowAsync(picture)), Is.Null);
        File.WriteAllText(picture, "broken");
        _stage.Source.Step(1); // reads it anew
        _stage.Until(() => _stage.Source.Inner.State == CaptureState.Failed && _stage.Source.IsDrained, "it fails");
        _stage.Finish(_sources.StepAsync(1));
        Assert.That(_stage.View.News, Does.Contain("does not start again"));
        Assert.That(_stage.Source.Inner.State, Is.EqualTo(CaptureState.Failed));
        Picture("a.png");
        _stage.Finish(_sources.StepAsync(1));
        Assert.That(_stage.Source.Inner.State, Is.EqualTo(CaptureState.Running));
    }

    private string Picture(string name)
    {
        string path = Path.Combine(_folder.FullName, name);
        using var picture = new Mat(48, 64, MatType.CV_8UC3, new Scalar(40, 90, 160));
        Cv2.ImWrite(path, picture);
        return path;
    }

    private string Video(string name, int frames)
    {
        string path = Path.Combine(_folder.FullName, name);
        using VideoWriter writer = new(path, VideoWriter.FourCC('M', 'J', 'P', 'G'), 30, new Size(320, 240));
        using var picture = new Mat(240, 320, MatType.CV_8UC3, new Scalar(40, 90, 160));
        for (int i = 0; i < frames; i++)
            writer.Write(picture);
        return path;
    }
}
