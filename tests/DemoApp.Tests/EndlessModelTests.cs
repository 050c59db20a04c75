using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NUnit.Framework;
using RealtimeCnn.Tests;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary>Networks that never answer, or not well, in the whole program: one line tells it, and everything goes on or ends.</summary>
[TestFixture]
public class EndlessModelTests
{
    private static readonly string Faults = Path.Combine(AppContext.BaseDirectory, "data", "faults");
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("realtimecnn-endless-");

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [TestCase("loop_when_lit", "")]
    [TestCase("deaf", ", and does not stop")]
    public void ARunOfOne_IsStoppedOrLeft_AndTheModelBeforeGoesOn(string model, string ending)
    {
        File.WriteAllBytes(At("deaf.onnx"), LitNetwork.Definition(WhenLit.IsDeaf).Content.ToArray());
        CommandLine.Outcome outcome = CommandLine.Run(
            "demo", "--headless", "--source", "synthetic:moving", "--preprocess", "cpu", "--every-frame", "--frames", "90",
            "--time-limit", "2", "--swap-at", "5=" + (model == "deaf" ? At("deaf.onnx") : Fault(model)),
            "--record", At("a.mkv"), "--json", At("a.json"));
        Assert.That(outcome.ExitCode, Is.EqualTo(1), outcome.Output);
        Assert.That(outcome.ErrorLines, Is.EqualTo(new[]
        {
            $"Swap to '{model}' failed: went back to 'lenet5': Model '{model}' gave no answer: "
            + $"it computed for 2 s, the limit for a frame{ending}.",
        }));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(At("a.json")));
        JsonElement summary = json.RootElement.GetProperty("summary");
        // Until the model before is back, frames fail: of a network that is left, at once.
        int frames = summary.GetProperty("frames").GetInt32(), failed = summary.GetProperty("failedFrames").GetInt32();
        Assert.That((frames + failed, failed), Is.EqualTo((90, ending.Length == 0 ? 1 : Math.Max(1, failed))));
        IEnumerable<string?> errors = summary.GetProperty("swaps").EnumerateArray().Select(swap => swap.GetProperty("error").GetString());
        Assert.That(errors, Has.Some.StartsWith("went back to 'lenet5': "));
        Assert.That(Videos.Count(At("a.mkv")), Is.EqualTo(frames));
    }

    [TestCase("loop_forever")]
    [TestCase("loop_when_lit")]
    [Platform("Linux")]
    public void CtrlC_EndsTheProgram_WhileOneLoadsOrRuns(string model)
    {
        using Process process = CommandLine.Start(
            "demo", "--headless", "--source", "synthetic:moving", "--preprocess", "cpu", "--time-limit", "3600", "--duration", "300",
            "--swap-at", "45=" + Fault(model));
        // A line comes once a second, while there is something new to tell: the last one before the frame without an answer.
        for (int lines = 0; lines < 2 && process.StandardOutput.ReadLine() is { } line;)
            lines += line.StartsWith("frame ", StringComparison.Ordinal) ? 1 : 0;
        CommandLine.Send(process, Signal.Interrupt);
        EndsWell(process);
    }

    [Test]
    [Category("Long")]
    public void ItsTimeEndsTheProgram_WhileOneLoadsOrRuns([Values("loop_forever", "loop_when_lit")] string model)
    {
        using Process process = CommandLine.Start(
            "demo", "--headless", "--source", "synthetic:moving", "--preprocess", "cpu", "--time-limit", "3600", "--duration", "1.5",
            "--swap-at", "3=" + Fault(model));
        // The first frame of one that runs is its swap still.
        Ends(process, [$"Swap to '{model}' failed, 'lenet5' went on: the run was over before it was ready."]);
    }

    [Test]
    [Category("Long")]
    public void ItsTimeEndsTheProgram_WhileTheLargestNetworkLoads([Values(0.5, 1, 2, 4, 8)] double seconds)
    {
        using Process process = CommandLine.Start(
            "demo", "--headless", "--source", "synthetic:moving", "--duration", seconds.ToString(CultureInfo.InvariantCulture),
            "--swap-at", "1=vgg19");
        Ends(process, ["Swap to 'vgg19' failed, 'lenet5' went on: the run was over before it was ready."], mayEndWell: true);
    }

    [TestCase("nan", "Model 'nan' answered NaN or infinity in place of scores.")]
    [TestCase("deaf", "Model 'deaf' gave no answer: it computed for 2 s, the limit for a frame, and does not stop.")]
    [TestCase("loop_when_lit", "Model 'loop_when_lit' gave no answer: it computed for 2 s, the limit for a frame.", Category = "Long")]
    [TestCase("no_input_or_output", "Model 'no_input_or_output': it has no output.", Category = "Long")]
    public void Classify_SaysSo(string model, string expected)
    {
        File.WriteAllBytes(At("nan.onnx"), LitNetwork.Definition(WhenLit.AnswersNaN).Content.ToArray());
        File.WriteAllBytes(At("deaf.onnx"), LitNetwork.Definition(WhenLit.IsDeaf).Content.ToArray());
        File.WriteAllBytes(At("bright.ppm"), [.. "P6 2 2 255\n"u8, .. Enumerable.Repeat((byte)255, 12)]);
        CommandLine.Outcome outcome = CommandLine.Run(
            "classify", At("bright.ppm"), "--model", model is "nan" or "deaf" ? At(model + ".onnx") : Fault(model), "--time-limit", "2");
        Assert.That((outcome.ExitCode, outcome.ErrorLines.Length), Is.EqualTo((1, 1)), outcome.Error);
        Assert.That(outcome.Error, Does.StartWith(expected));
    }

    [Category("Long")]
    [TestCase("models run {0} --input missing.npy --output {1}")]
    [TestCase("preprocess missing.png --model {0} --output {1}")]
    public void WhatLoadsOne_SaysSo(string line)
    {
        CommandLine.Outcome outcome = CommandLine.Run(
            [.. line.Split(' ').Select(word => string.Format(word, Fault("loop_forever"), At("out.npy"))), "--time-limit", "1"]);
        Assert.That((outcome.ExitCode, outcome.ErrorLines), Is.EqualTo((1, new[]
        {
            "Model 'loop_forever' cannot be loaded: it computed for 1 s, the limit for a load.",
        })));
    }

    private static void EndsWell(Process process) => Ends(process, []);

    private static void Ends(Process process, string[] errors, bool mayEndWell = false)
    {
        CommandLine.Outcome outcome = CommandLine.Finish(process);
        Assert.That(outcome.ErrorLines, Is.EqualTo(errors).Or.EqualTo(mayEndWell ? [] : errors), outcome.Output);
        Assert.That(outcome.ExitCode, Is.EqualTo(outcome.ErrorLines.Length > 0 ? 1 : 0));
        Assert.That(outcome.Output, Does.Contain(" frames in ").And.Not.Contain(" frames in 0.0 s"));
    }

    private static string Fault(string name) => Path.Combine(Faults, name + ".onnx");

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
