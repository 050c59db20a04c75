using System.Runtime.InteropServices;
using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Commands.Models;

/// <summary>An exported file holds all of a model, computes the same to the bit, and replaces nothing that it came from.</summary>
[TestFixture]
public class ExportTests
{
    private readonly ModelsHarness _models = new();

    [OneTimeTearDown]
    public void TearDown() => _models.Dispose();

    [Test]
    public void WhatShips_ComputesTheSame()
    {
        string file = At("shipped.onnx");
        Assert.That(_models.Run("export", "lenet5", "--output", file), Is.Zero, string.Join('\n', _models.ErrorLines));
        Assert.That(_models.Output, Does.Contain($"Wrote {file}: lenet5, ").And.Contain("its weights are those of its file."));
        RequireSame(ModelCatalogue.Embedded.Get("lenet5"), file);
    }

    [Test]
    public void StandIns_ComputeTheSame_AndAreSaidToBeThat()
    {
        string file = At("untrained.onnx");
        using (FileStream stream = File.Create(file))
            Assert.That(Untrained.Export(stream), Is.EqualTo(stream.Length));
        RequireSame(Untrained, file);

        Assert.That(_models.Run("export", "nin", "--output", At("nin.onnx")), Is.Zero, string.Join('\n', _models.ErrorLines));
        Assert.That(_models.Output, Does.Contain("untrained").And.Contain("models pull nin"));
    }

    [Test]
    public void WeightsInAnotherFile_ComeAlong_AndTheFileIsNoneOfTheSources()
    {
        string folder = Directory.CreateDirectory(At("user")).FullName, graph = Path.Combine(folder, "net.onnx");
        Untrained.Open(
            _ => "",
            (bytes, weights) =>
            {
                File.WriteAllBytes(graph, bytes);
                File.Copy(Path.Combine(weights!, "weights.bin"), Path.Combine(folder, "weights.bin"));
                return "";
            });
        string alone = At("alone.onnx");
        Assert.That(_models.Run("export", graph, "--output", alone), Is.Zero, string.Join('\n', _models.ErrorLines));
        RequireSame(ModelDefinition.FromFile(graph) with { Preprocess = Untrained.Preprocess }, alone);
        Assert.That(ModelDefinition.FromFile(alone).Files(), Has.Count.EqualTo(1));

        byte[] before = File.ReadAllBytes(graph);
        Assert.That(_models.Run("export", graph, "--output", graph), Is.EqualTo(2));
        Assert.That(_models.ErrorLines.Single(), Does.Contain("is what is read"));
        Assert.That(File.ReadAllBytes(graph), Is.EqualTo(before));
    }

    [TestCase("export lenet5", "--output")]
    [TestCase("export lenet6 --output x.onnx", "did you mean 'lenet5'?")]
    [TestCase("export none.onnx --output x.onnx", "'none.onnx' does not exist")]
    [TestCase("export lenet5 --output x.pth", "must end in .onnx")]
    public void WrongUse(string line, string expected)
    {
        Assert.That(_models.Run(line.Split(' ')), Is.EqualTo(2));
        Assert.That(_models.ErrorLines[0], Does.Contain(expected));
    }

    private static ModelDefinition Untrained =>
        ModelCatalogue.Embedded.Get("lenet5") with { Content = default, IsTrained = false, ShipsWithCatalogue = false };

    private string At(string name) => _models.Test.At(name);

    private static void RequireSame(ModelDefinition model, string file)
    {
        float[] expected = Scores(model), actual = Scores(ModelDefinition.FromFile(file) with { Preprocess = model.Preprocess });
        Assert.That(MemoryMarshal.AsBytes(actual.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(expected.AsSpan())), "not the same bits");
        Assert.That(expected.Distinct().Count(), Is.EqualTo(expected.Length));
    }

    private static float[] Scores(ModelDefinition model)
    {
        using LoadedModel loaded = LoadedModel.Load(model with { Labels = [] }, new InferenceOptions { Backend = "cpu" });
        Random random = new(7);
        float[] input = [.. Enumerable.Range(0, loaded.Spec.ElementCount).Select(_ => (float)random.NextDouble())];
        loaded.SetInput(MemoryMarshal.AsBytes(input.AsSpan()));
        loaded.Run();
        return loaded.Scores.ToArray();
    }
}
