using System.Diagnostics;
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

    [Test]
    public void ARunOfOne_IsStopped_AndTheModelBeforeGoesOn()
    {
        CommandLine.Outcome outcome = CommandLine.Run(
            "demo", "--headless", "--source", "synthetic:moving", "--preprocess", "cpu", "--every-frame", "--frames", "120",
            "--time-limit", "1", "--swap-at", "5=" + Fault("loop_when_lit"), "--record", At("a.mkv"), "--json", At("a.json"));
        Assert.That(outcome.ExitCode, Is.EqualTo(1), outcome.Output);
        Assert.That(outcome.ErrorLines, Is.EqualTo(new[]
        {
            "Swap to 'loop_when_lit' failed, 'lenet5' went on: took 'loop_when_lit' back: Model 'loop_when_lit' gave no answer: "
            + "it computed for 1 s, the limit for a frame.",
        }));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(At("a.json")));
        JsonElement summary = json.RootElement.GetProperty("summary");
        Assert.That(
            (summary.GetProperty("frames").GetInt32(), summary.GetProperty("failedFrames").GetInt32()), Is.EqualTo((119, 1)));
        Assert.That(summary.GetProperty("swaps")[0].GetProperty("error").GetString(), Does.StartWith("took 'loop_when_lit' back"));
        Assert.That(Videos.Count(At("a.mkv")), Is.EqualTo(119));
    }

    // The limit does not come to help.
    [TestCase("loop_forever", true)]
    [TestCase("loop_when_lit", true)]
    [TestCase("loop_when_lit", false)]
    [Platform("Linux")]
    public void TheProgramEnds_WhileOneLoadsOrRuns(string model, bool bySignal)
    {
        using Process process = CommandLine.Start(
            "demo", "--headless", "--source", "synthetic:moving", "--preprocess", "cpu", "--time-limit", "3600",
            "--duration", bySignal ? "300" : "1.5", "--swap-at", "3=" + Fault(model));
        if (bySignal)
        {
            string? line = "";
            while (line is not null && !line.StartsWith("frame ", StringComparison.Ordinal))
                line = process.StandardOutput.ReadLine();
            CommandLine.Send(process, Signal.Interrupt);
        }
        CommandLine.Outcome outcome = CommandLine.Finish(process);
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")), outcome.Output);
        Assert.That(outcome.Output, Does.Contain(" frames in "));
    }

    [Test]
    [Category("Long")]
    [Platform("Linux")]
    public void TheProgramEnds_WhileTheLargestNetworkLoads([Values(0, 1, 2, 4, 8)] int seconds)
    {
        using Process process = CommandLine.Start(
            "demo", "--headless", "--source", "synthetic:moving", "--duration", $"{seconds + 1}", "--swap-at", "1=vgg19");
        CommandLine.Outcome outcome = CommandLine.Finish(process);
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")), outcome.Output);
    }

    [TestCase("loop_when_lit", "Model 'loop_when_lit' gave no answer: it computed for 1 s, the limit for a frame.")]
    [TestCase("nan", "Model 'nan' answered NaN or infinity in place of scores.")]
    [TestCase("no_input_or_output", "Model 'no_input_or_output'")]
    public void Classify_SaysSo(string model, string expected)
    {
        File.WriteAllBytes(At("nan.onnx"), LitNetwork.Definition(WhenLit.AnswersNaN).Content.ToArray());
        File.WriteAllBytes(At("bright.ppm"), [.. "P6 2 2 255\n"u8, .. Enumerable.Repeat((byte)255, 12)]);
        CommandLine.Outcome outcome = CommandLine.Run(
            "classify", At("bright.ppm"), "--model", model == "nan" ? At("nan.onnx") : Fault(model), "--time-limit", "1");
        Assert.That((outcome.ExitCode, outcome.ErrorLines.Length), Is.EqualTo((1, 1)), outcome.Error);
        Assert.That(outcome.Error, Does.StartWith(expected));
    }

    [TestCase("models run {0} --input missing.npy --output {1}")]
    [TestCase("preprocess missing.png --model {0} --output {1}")]
    public void WhatLoadsOne_SaysSo(string line)
    {
        CommandLine.Outcome outcome = CommandLine.Run(
            [.. string.Format(line, Fault("loop_forever"), At("out.npy")).Split(' '), "--time-limit", "1"]);
        Assert.That((outcome.ExitCode, outcome.ErrorLines), Is.EqualTo((1, new[]
        {
            "Model 'loop_forever' cannot be loaded: it computed for 1 s, the limit for a load.",
        })));
    }

    private static string Fault(string name) => Path.Combine(Faults, name + ".onnx");

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
