using NUnit.Framework;
using OpenCvSharp;
using RealtimeCnn.Tests;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

[TestFixture]
public class DroppedFilesTests
{
    private TestStore _store = null!;
    private Stage _stage = null!;
    private DroppedFiles _dropped = null!;

    [SetUp]
    public void SetUp()
    {
        _store = new TestStore();
        _stage = new Stage();
        _stage.ShowOne();
        SourceControls sources = new(_stage.Engine, _stage.View);
        _dropped = new DroppedFiles(_stage.Engine, _stage.View, _stage.Controls, sources, _store.Store);
    }

    [TearDown]
    public void TearDown()
    {
        _stage.Dispose();
        _store.Dispose();
    }

    [Test]
    public void APicture_IsShown_AndTheModelStays()
    {
        Assert.That(Take(Picture("cat.png")), Is.EqualTo("Showing 'cat.png'."));
        Assert.That((_stage.Engine.Result.Truth, _stage.Engine.Result.Model), Is.EqualTo(("cat", "lenet5")));
    }

    [Test]
    public void AFolder_IsShown()
    {
        Picture("cat.png");
        string folder = Path.GetDirectoryName(_store.At("cat.png"))!;
        Assert.That(Take(folder), Is.EqualTo($"Showing '{Shown.FileName(folder)}'."));
        string empty = Directory.CreateDirectory(_store.At("empty")).FullName;
        Assert.That(Take(empty), Does.StartWith("'empty' cannot be shown: ").And.Contains("holds no images"));
        Assert.That(_stage.Source.Name, Is.EqualTo(folder));
    }

    [Test]
    public void ANetwork_IsRun()
    {
        Assert.That(Take(_store.Write("mine.onnx", TestStore.LeNet5)), Is.EqualTo("Running 'mine.onnx'."));
        _stage.Hand.Deliver();
        _stage.Until(() => _stage.Engine.Result.Model == "mine", "it runs");
        Assert.That(Take(_store.Write("broken.onnx", [1, 2, 3])), Does.StartWith("'broken.onnx' does not run: "));
    }

    [Test]
    public void Weights_AreImportedForTheNetworkThatRuns()
    {
        Assert.That(
            Take(_store.Write("mine.pth", TestStore.Bytes(1))),
            Is.EqualTo("Imported 'mine.pth' for LeNet-5: lenet5 runs with it."));
        Assert.That(_store.Store.Find("lenet5"), Is.Not.Null);
        Assert.That(Take(_store.Write("bad.safetensors", [0])), Is.Not.Empty.And.Not.Contains("Imported"));
    }

    [TestCase("notes.txt")]
    [TestCase("two\nlines\u001B[31m\u202E.txt")]
    [TestCase("a name that is very long, so long that nobody would want to read it, and which would hide all the rest.txt")]
    public void WhatIsNeither_IsSaidInOneLine_AndNothingChanges(string name)
    {
        string said = Take(_store.Write(name, "some words"u8.ToArray()));
        Assert.That(said, Does.Contain("is no picture, video, network (.onnx) or weights: "));
        Assert.That(said.Any(c => char.IsControl(c) || c == '\u202E'), Is.False, said);
        Assert.That((_stage.Source.Name, _stage.Engine.Model?.Definition.Id), Is.EqualTo(("hand", "lenet5")));
    }

    [Test]
    public void AFileThatIsGone_IsSaid() => Assert.That(Take(_store.At("gone.png")), Does.Contain("does not exist"));

    [Test]
    public void OfSeveral_TheFirstUsableOfEachKindCounts_AndTheRestIsSaid()
    {
        string said = Take(
            _store.Write("broken.png", [1, 2, 3]), Picture("1.png"), Picture("2.png"), Picture("3.png"), Picture("4.png"), Picture("5.png"),
            _store.Write("mine.onnx", TestStore.LeNet5), _store.Write("other.onnx", TestStore.LeNet5));
        Assert.That(said, Does.StartWith("'broken.png' is no picture").And
            .EndsWith("Showing '1.png'. Running 'mine.onnx'. Left out: '2.png', '3.png', '4.png' and 2 more."));
        _stage.Until(() => (_stage.Engine.Result.Truth, _stage.Engine.Result.Model) == ("1", "mine"), "both are in use");
    }

    private string Take(params string[] paths)
    {
        _stage.Finish(_dropped.TakeAsync(paths));
        return _stage.View.News ?? "";
    }

    private string Picture(string name)
    {
        using var picture = new Mat(48, 64, MatType.CV_8UC3, new Scalar(40, 90, 160));
        Cv2.ImWrite(_store.At(name), picture);
        return _store.At(name);
    }
}
