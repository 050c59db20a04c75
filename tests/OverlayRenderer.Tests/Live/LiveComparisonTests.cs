using System.Text;
using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

public sealed class LiveComparisonTests
{
    private const string Lenet = """
        "preprocess": { "width": 32, "height": 32, "channels": "grey", "filter": "antialiasedBilinear", "mean": [0.5], "std": [0.5] }
        """;

    private string _folder = null!;
    private HandSource _source = null!;
    private VisionEngine _engine = null!;
    private Frame _picture = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("realtimecnn-comparison-").FullName;
        File.WriteAllBytes(Path.Combine(_folder, "digits.onnx"), ModelCatalogue.Embedded.Get("lenet5").Content.ToArray());
        File.WriteAllText(Path.Combine(_folder, "broken.onnx"), "this is no model");
        string catalogue = $$"""
            { "models": [
              { "id": "first", "name": "First", "file": "digits.onnx", {{Lenet}} },
              { "id": "noise", "name": "Noise", "architecture": "alexnet", {{Lenet}} },
              { "id": "broken", "name": "Broken", "file": "broken.onnx", {{Lenet}} },
              { "id": "last", "name": "Last", "file": "digits.onnx", {{Lenet}} } ] }
            """;
        using MemoryStream json = new(Encoding.UTF8.GetBytes(catalogue));
        _source = new HandSource();
        _engine = new VisionEngine(_source, catalogue: ModelCatalogue.FromStream(json, _folder));
        _picture = new Frame();
        _picture.Reshape(64, 48, PixelFormat.Bgr8);
        _picture.Pixels.Fill(255);
    }

    [TearDown]
    public void TearDown()
    {
        _picture.Dispose();
        _engine.Dispose();
        _source.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task WhereThereIsNoDigit_NoneIsNamed()
    {
        using VisionEngine engine = new(_source, catalogue: ModelCatalogue.Embedded);
        using LiveComparison comparison = new(engine, null);
        comparison.Start(_picture, "white");
        await comparison.Work;
        ComparisonRow row = comparison.Shown!.Rows.Single();
        Assert.That((row.State, row.Answer), Is.EqualTo((ComparisonState.Answered, "no digit")));
        Assert.That(row.Score, Is.NaN);
    }

    [Test]
    public async Task EveryNetworkWithWeights_AnswersInTurn_AndWhatFailsSaysWhy()
    {
        List<PictureComparison> seen = [];
        LiveComparison? told = null;
        using LiveComparison comparison = told = new LiveComparison(_engine, () => seen.Add(told!.Shown!));
        comparison.Start(_picture, "this one");
        _picture.Pixels.Fill(0); // it has a copy
        Assert.That(comparison.Shown!.Rows.Select(row => row.Name), Is.EqualTo((string[])["First", "Broken", "Last"]), "at once");
        await comparison.Work;
        PictureComparison end = comparison.Shown!;
        Assert.Multiple(() =>
        {
            Assert.That(end.Title, Is.EqualTo("this one"));
            Assert.That(end.Note, Does.StartWith("1 more have no weights here"));
            Assert.That(end.Rows.Select(row => row.State), Is.EqualTo(new[]
            {
                ComparisonState.Answered, ComparisonState.Failed, ComparisonState.Answered,
            }));
            Assert.That(end.Rows[0].Answer, Does.EndWith("(of 10 classes)"));
            Assert.That(end.Rows[0].Score, Is.InRange(0.1f, 1f));
            Assert.That(end.Rows[0].Milliseconds, Is.Positive);
            Assert.That(end.Rows[0].Bytes, Is.EqualTo(new FileInfo(Path.Combine(_folder, "digits.onnx")).Length));
            Assert.That(end.Rows[1].Answer, Does.Contain("broken"));
            Assert.That((end.Rows[2].Answer, end.Rows[2].Score), Is.EqualTo((end.Rows[0].Answer, end.Rows[0].Score)));
            Assert.That(seen.Select(one => one.Rows.Count(row => row.State == ComparisonState.Running)), Is.All.AtMost(1));
            Assert.That(seen, Has.Count.EqualTo(6), "each that runs, each that is done");
        });
    }

    [Test]
    public async Task WhatIsStopped_ShowsNothingMore()
    {
        List<PictureComparison?> seen = [];
        LiveComparison? told = null;
        using LiveComparison comparison = told = new LiveComparison(_engine, () =>
        {
            seen.Add(told!.Shown);
            told.Stop(); // with the first row at work
        });
        comparison.Start(_picture, "this one");
        await comparison.Work;
        Assert.That((comparison.Shown, seen.Count), Is.EqualTo(((PictureComparison?)null, 1)));
    }

    [Test]
    public async Task AnotherOne_TakesThePlaceOfTheOneBefore()
    {
        using LiveComparison comparison = new(_engine, changed: null);
        comparison.Start(_picture, "before");
        Task before = comparison.Work;
        comparison.Start(_picture, "this one");
        await Task.WhenAll(before, comparison.Work);
        Assert.That(comparison.Shown!.Title, Is.EqualTo("this one"));
        Assert.That(comparison.Shown.Rows[^1].State, Is.EqualTo(ComparisonState.Answered));
    }

    [Test]
    public void AfterTheEnd_NothingBegins()
    {
        LiveComparison comparison = new(_engine, changed: null);
        comparison.Start(_picture, "before");
        comparison.Dispose();
        comparison.Start(_picture, "this one");
        Assert.That(comparison.Shown, Is.Null);
        comparison.Dispose();
    }

    [Test]
    public void TheView_NeedsAPicture_AndItsFramesGoOn()
    {
        using var stage = LiveStage.WithModel();
        stage.View.ShowsComparison = true;
        Assert.That((stage.View.ShowsComparison, stage.View.News), Is.EqualTo((false, "There is no picture yet")));

        stage.ShowOne();
        stage.View.ShowsComparison = true;
        Assert.That(stage.View.ShowsComparison, Is.True);
        Assert.That(stage.View.Title, Does.Contain("comparison"));
        stage.ShowOne();
        Assert.That(stage.Presenter.LastSequence, Is.EqualTo(1));
        stage.View.ShowsComparison = false;
        Assert.That(stage.View.ShowsComparison, Is.False);
        Assert.That(stage.View.Title, Does.Not.Contain("comparison"));
    }
}
