using System.Diagnostics;
using NUnit.Framework;
using RealtimeCnn.Tests;

namespace RealtimeCnn.DemoApp.Tests.Commands.Models;

/// <summary>A classifier of the user's in the catalogue, by one command and no build; what is broken there harms nothing else.</summary>
[TestFixture]
public class AddTests
{
    private ModelsHarness _models = null!;

    [SetUp]
    public void SetUp()
    {
        _models = new ModelsHarness();
        File.WriteAllBytes(File_, TestStore.LeNet5);
        File.WriteAllText(Labels, string.Join('\n', Enumerable.Range(0, 10).Select(i => $"digit \"{i}\"")));
    }

    [TearDown]
    public void TearDown() => _models.Dispose();

    [Test]
    public void ItsCardIsFilledFromTheGraph_AndItIsWhereverModelsAre()
    {
        Run("add", File_, "--labels", Labels, "--name", "My digits", "--preprocess", "lenet5");
        Assert.That(
            _models.Output, Does.StartWith("my-digits is in the catalogue: 1 x 32 x 32, 10 named classes, 61.7 k parameters, 4"));
        File.Delete(File_);

        ModelDefinition added = Catalogue.Get("My-Digits"), shipped = Catalogue.Get("lenet5");
        Assert.Multiple(() =>
        {
            Assert.That((added.Name, added.Parameters, added.Macs), Is.EqualTo(("My digits", shipped.Parameters, shipped.Macs)));
            Assert.That(added.Preprocess!.Mean, Is.EqualTo(shipped.Preprocess!.Mean));
            Assert.That(added.Preprocess.Std, Is.EqualTo(shipped.Preprocess.Std));
            Assert.That(added.Preprocess.Shape, Is.EqualTo(shipped.Preprocess.Shape));
            Assert.That(added.Labels[3], Is.EqualTo("digit \"3\""));
            Assert.That(Catalogue.Models[^1].Id, Is.EqualTo("my-digits"));
        });
        using (LoadedModel loaded = LoadedModel.Load(added, new InferenceOptions { Backend = "cpu" }))
            Assert.That(loaded.Labels[9], Is.EqualTo("digit \"9\""));

        Run("list");
        Assert.That(_models.Output, Does.Match("my-digits +│? *My digits.*61.7 k.*yours"));
        Run("show", "my-digits");
        Assert.That(_models.Output, Does.Contain("61,706").And.Contain("yours: a copy"));
        Run("remove", "my-digits");
        Assert.That(_models.Output, Does.StartWith("my-digits is in the catalogue no longer."));
        Assert.That(Catalogue.Models.Select(model => model.Id), Has.None.EqualTo("my-digits"));
    }

    [Test]
    public void PreprocessingIsSaidInWords()
    {
        Run(
            "add", File_, "--id", "d", "--preprocess", "mean=0.25", "std=0.5", "--preprocess", "filter=antialiasedBicubic",
            "policy=stretch");
        PreprocessSpec spec = Catalogue.Get("d").Preprocess!;
        Assert.That((spec.Mean[0], spec.Std[0], spec.Filter, spec.Policy, spec.Channels),
            Is.EqualTo((0.25f, 0.5f, ResizeFilter.AntialiasedBicubic, ResizePolicy.Stretch, ChannelOrder.Grey)));
    }

    [TestCase("mean=a", "'a' is no value of mean")]
    [TestCase("men=0.5", "there is no 'men' - did you mean 'mean'?")]
    [TestCase("filter=3", "is one of bilinear, antialiasedBilinear, antialiasedBicubic")]
    [TestCase("resnet51", "did you mean 'resnet50'?")]
    public void WordsThatSayNothing_AreWrongUse(string word, string expected)
    {
        Assert.That(_models.Run("add", File_, "--preprocess", word), Is.EqualTo(2));
        Assert.That(_models.ErrorLines[0], Does.StartWith("--preprocess: ").And.Contain(expected));
    }

    [TestCase("--preprocess resizeTo=5", "resize to 5 is smaller than the crop 32 x 32")]
    [TestCase("--id lenet5", "There is a model 'lenet5' already")]
    [TestCase("--id ../up", "'../up' is no id")]
    [TestCase("--output-name nothing", "nothing")]
    public void WhatCannotBe_IsRefused_AndNothingIsKept(string options, string expected)
    {
        Assert.That(_models.Run(["add", File_, .. options.Split(' ')]), Is.EqualTo(1));
        Assert.That(_models.ErrorLines.Single(), Does.Contain(expected));
        Assert.That(_models.Test.Store.ListAdded(), Is.Empty);
    }

    [Test]
    public void AFileThatIsNoModel_OrNotThere_IsRefused()
    {
        File.WriteAllText(File_, "no model");
        Assert.That(_models.Run("add", File_), Is.EqualTo(1));
        Assert.That(_models.Run("add", _models.Test.At("none.onnx")), Is.EqualTo(1));
        Assert.That(_models.ErrorLines.Single(), Does.Contain("does not exist"));
        Assert.That(_models.Test.Store.ListAdded(), Is.Empty);
    }

    [Test]
    public void TheSameIdTwice_IsRefused()
    {
        Run("add", File_, "--id", "mine");
        Assert.That(_models.Run("add", File_, "--id", "mine"), Is.EqualTo(1));
        Assert.That(_models.ErrorLines.Single(), Does.Contain("There is a model 'mine' already"));
    }

    private static IEnumerable<TestCaseData> BrokenEntries()
    {
        yield return Case("no-json", "{", "JSON");
        yield return Case("empty", "", "is empty");
        yield return Case("other", Entry("mine"), "one entry, with the id 'other'");
        yield return Case("outside", Entry("outside", "../../x.onnx"), "not a relative path");
        yield return Case("gone", Entry("gone", "gone.onnx"), "does not exist");
        yield return Case("lenet5", Entry("lenet5"), "another model of this id");
        yield return Case("large", Entry("large") + new string(' ', 1 << 20), "more than 1,048,576 bytes");
        yield return Case("unknown", """{"models":[{"id":"unknown","run":"rm"}]}""", "run");
        yield return Case("nothing", """{"models":[null,null]}""", "null");

        static TestCaseData Case(string id, string text, string reason) =>
            new TestCaseData(id, text, reason).SetArgDisplayNames(id);
    }

    [TestCaseSource(nameof(BrokenEntries))]
    public void ABrokenEntry_IsTold_LeavesTheOthers_AndCanBeRemoved(string id, string text, string reason)
    {
        Run("add", File_, "--id", "good");
        string folder = Directory.CreateDirectory(Path.Combine(_models.Test.Store.AddedFolder, id)).FullName;
        File.WriteAllText(Path.Combine(folder, "catalogue.json"), text);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), TestStore.LeNet5);

        ModelCatalogue catalogue = Catalogue;
        Assert.That(catalogue.Problems.Single(), Does.Match(reason).And.Contain(id).And.EndsWith("."));
        Assert.That(catalogue.Models.Count(model => model.Id is "good" or "lenet5"), Is.EqualTo(2));
        Run("list");
        Assert.That(_models.ErrorLines.Single(), Is.EqualTo(catalogue.Problems.Single()));
        Run("remove", id);
        Assert.That(Catalogue.Problems, Is.Empty);
        Assert.That(Catalogue.Models.Count(model => model.Id is "good" or "lenet5"), Is.EqualTo(2));
    }

    [TestCase("catalogue.json"), TestCase("model.onnx"), Platform("Linux")]
    public void APipeInPlaceOfAFile_IsNotWaitedFor(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_models.Test.Store.AddedFolder, "pipe")).FullName;
        File.WriteAllText(Path.Combine(folder, "catalogue.json"), Entry("pipe"));
        File.Delete(Path.Combine(folder, name));
        using (Process made = Process.Start("mkfifo", Path.Combine(folder, name)))
            made.WaitForExit();
        Assert.That(Catalogue.Problems.Single(), Does.Contain("is empty, or a pipe or device"));
    }

    [Test]
    public void ANameFromOutside_SteersNoTerminal()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_models.Test.Store.AddedFolder, "loud")).FullName;
        File.WriteAllText(Path.Combine(folder, "catalogue.json"), Entry("loud").Replace("\"Some\"", "\"\\u001b[2Jred\""));
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), TestStore.LeNet5);
        Assert.That(Catalogue.Get("loud").Name, Is.EqualTo("?[2Jred"));
    }

    private ModelCatalogue Catalogue => ModelCatalogue.Load(null, _models.Test.Store);

    private string File_ => _models.Test.At("My Digits.onnx");

    private string Labels => _models.Test.At("labels.txt");

    private static string Entry(string id, string file = "model.onnx") => $$"""
        {"models":[{"id":"{{id}}","name":"Some","file":"{{file}}",
          "preprocess":{"width":32,"height":32,"channels":"grey","filter":"bilinear","mean":[0.5],"std":[0.5]} }]}
        """;

    private void Run(params string[] arguments) =>
        Assert.That(_models.Run(arguments), Is.Zero, string.Join('\n', _models.ErrorLines));
}
