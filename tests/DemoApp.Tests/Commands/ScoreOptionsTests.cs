using System.Text;
using System.Text.Json;
using NUnit.Framework;
using OpenCvSharp;
using RealtimeCnn.Tests;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary>What the program says of a network's scores, and what it lets be said.</summary>
[TestFixture]
public class ScoreOptionsTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("realtimecnn-scores-");
        using var picture = new Mat(30, 40, MatType.CV_8UC3, new Scalar(200, 120, 60));
        Cv2.ImWrite(At("picture.png"), picture);
    }

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [Test]
    public void AMultiLabelNetwork_IsMarked_InTextAndJson()
    {
        string model = Write("tags", network => network.Output(network.Add("Sigmoid", [network.Logits])));

        CommandLine.Outcome text = CommandLine.Run("classify", At("picture.png"), "--model", model);
        CommandLine.Outcome json = CommandLine.Run("classify", At("picture.png"), "--model", model, "--json");
        CommandLine.Outcome softmax = CommandLine.Run("classify", At("picture.png"), "--model", model, "--json", "--scores", "LOGITS");

        Assert.That(text.Output, Does.Contain("(multi-label: each class for")); // a line is broken at 80 columns
        Assert.That((text.Error, json.Error), Is.EqualTo(("", "")));
        Assert.That(Answer(json).GetProperty("scores").GetString(), Is.EqualTo("multi-label"));
        Assert.That(Answer(json).GetProperty("outputHolds").GetString(), Does.StartWith("sigmoid: it ends in Sigmoid"));
        Assert.That(Answer(softmax).GetProperty("scores").GetString(), Is.EqualTo("probabilities"));
        Assert.That(Answer(softmax).GetProperty("notes")[0].GetString(), Does.Contain("as asked for"));
    }

    [Test]
    public void TwoOutputs_AreAskedFor_AndTheAnswerIsTaken()
    {
        string model = Write("two", network =>
        {
            network.Output(network.Logits, "495");
            network.Output(network.Add("Relu", [network.Linear(network.Flat, 3, 6)]), "512");
        });

        CommandLine.Outcome asks = CommandLine.Run("classify", At("picture.png"), "--model", model);
        CommandLine.Outcome answered = CommandLine.Run("classify", At("picture.png"), "--model", model, "--output-name", "512", "--json");

        Assert.That((asks.ExitCode, asks.Output), Is.EqualTo((1, "")));
        Assert.That(asks.ErrorLines.Single(), Does.Contain("Say which does (output name)"));
        Assert.That(Answer(answered).GetProperty("output").GetString(), Is.EqualTo("512"));
        Assert.That(CommandLine.Run("classify", At("picture.png"), "--scores", "softmx").Error, Does.Contain("did you mean 'softmax'?"));
    }

    [Test]
    public void TheDemo_SaysWhatItDecided_AndWhatScoresAre()
    {
        string model = Write("features", network =>
        {
            network.Output(network.Flat, "features", TinyNetwork.Float, 1, 3);
            network.Output(network.Add("Sigmoid", [network.Logits]), "tags");
        });

        CommandLine.Outcome outcome = CommandLine.Run(
            "demo", "--headless", "--preprocess", "cpu", "--source", "synthetic:bars", "--frames", "3", "--model", model,
            "--json", At("out.json"));

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(outcome.Output, Does.Contain("Note on 'features': Scores are read from output tags: "));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(At("out.json")));
        Assert.That(json.RootElement.GetProperty("frames")[0].GetProperty("scores").GetString(), Is.EqualTo("multi-label"));
        Assert.That(json.RootElement.GetProperty("summary").GetProperty("notes")[0].GetString(), Does.StartWith("features: Scores are"));
    }

    [Test]
    public void ATensorWithChannelsLast_IsWrittenSo()
    {
        var network = new TinyNetwork([-1, 8, 9, 3], TinyNetwork.UInt8, channelsLast: true);
        network.Output(network.Logits);
        File.WriteAllBytes(At("last.onnx"), network.Definition().Content.ToArray());

        CommandLine.Outcome outcome = CommandLine.Run(
            "preprocess", At("picture.png"), "--model", At("last.onnx"), "--output", At("t.npy"));

        Assert.That(outcome.Output, Does.Contain("1 x 8 x 9 x 3, UInt8"), outcome.Error);
        byte[] bytes = File.ReadAllBytes(At("t.npy"));
        int header = BitConverter.ToUInt16(bytes, 8);
        Assert.That(Encoding.ASCII.GetString(bytes, 10, header), Does.Contain("'descr': '|u1'").And.Contains("(1, 8, 9, 3,)"));
        byte[] expected = [.. Enumerable.Repeat<byte[]>([60, 120, 200], 72).SelectMany(pixel => pixel)];
        Assert.That(bytes[(10 + header)..], Is.EqualTo(expected).Within(1));
    }

    private static JsonElement Answer(CommandLine.Outcome outcome)
    {
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        using JsonDocument json = JsonDocument.Parse(outcome.Output);
        return json.RootElement[0].Clone();
    }

    private string Write(string name, Action<TinyNetwork> end)
    {
        var network = new TinyNetwork();
        end(network);
        string path = At(name + ".onnx");
        File.WriteAllBytes(path, network.Definition().Content.ToArray());
        return path;
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
