using System.Diagnostics;
using System.Text.Json;
using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Headless;

/// <summary>However a run ends, what it wrote until then can be used, and what failed is told.</summary>
[TestFixture]
public class EndingTests
{
    private static readonly string Throws = Path.Combine(AppContext.BaseDirectory, "data", "faults", "throw_when_lit.onnx");

    /// <summary>A classifier that looks its scores up, by the picture, in a table of 48 MiB in <c>fc.bin</c>.</summary>
    internal const string GathersFromAFile =
        "CAhCBAoAEA06mQIKIwoBeBICbXgiCVJlZHVjZU1heCoPCghrZWVwZGltcxgAoAECChkKAm14EgJjaSIEQ2FzdCoJCgJ0bxgHoAECChAKAmNpCgJ6ehIBeiIDTXVs"
        + "ChEKAXoKA2lkeBICaXgiA0FkZAoSCgFLCgJpeBIBeSIGR2F0aGVyEgFnKhMIARAHQgNpZHhKCC4zEwAAAAAAKhAQB0ICenpKCAAAAAAAAAAAWhsKAXgSFgoUCAES"
        + "EAoCCAEKAggDCgIIIAoCCCBiEwoBeRIOCgwIARIICgIIAQoCCAoqQgiz5kwIChABQgFLahIKCGxvY2F0aW9uEgZmYy5iaW5qCwoGb2Zmc2V0EgEwahIKBmxlbmd0"
        + "aBIINTAzMzE2NDBwAQ==";

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("realtimecnn-ending-");

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    // What a person does, a closed terminal, a killed program; the rest of the matrix is below.
    [TestCase("a.mp4", Signal.Interrupt)]
    [TestCase("a.mp4", Signal.Hangup)]
    [TestCase("a.mp4", Signal.Kill)]
    [TestCase("a.mp4", Signal.Interrupt, Signal.Terminate, Signal.Interrupt, Signal.Hangup)]
    [Platform("Linux")]
    public void ASignal_WhileRecording_LeavesAVideoThatPlays(string name, params Signal[] signals) => SignalAt(name, signals);

    [Test]
    [Category("Long")]
    [Platform("Linux")]
    public void AnySignal_WhileRecording_LeavesAVideoThatPlays(
        [Values("a.mp4", "a.mkv", "a.avi")] string name, [Values] Signal signal) => SignalAt(name, signal);

    [Test]
    public void AModelThatFailsOnFrames_LosesNothingElse_AndIsTold()
    {
        Machine.NeedsFfmpeg();
        CommandLine.Outcome outcome = CommandLine.Run(
            "demo", "--source", "synthetic:moving", "--preprocess", "cpu", "--every-frame", "--frames", "200",
            "--swap-at", "20=" + Throws, "--record", At("a.mp4"), "--json", At("a.json"), "--screenshot", At("a.png"));
        Assert.That(outcome.ExitCode, Is.EqualTo(1), outcome.Output);
        Assert.That(outcome.ErrorLines, Has.Length.EqualTo(1), outcome.Error);
        Assert.That(
            outcome.Error, Does.StartWith(
                "Swap to 'throw_when_lit' failed: went back to 'lenet5': Model 'throw_when_lit' failed while "));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(At("a.json")));
        JsonElement summary = json.RootElement.GetProperty("summary");
        int done = summary.GetProperty("frames").GetInt32();
        Assert.That((done, summary.GetProperty("failedFrames").GetInt32()), Is.EqualTo((199, 1)));
        Assert.That(Videos.Count(At("a.mp4")), Is.EqualTo(done));
        Assert.That(new FileInfo(At("a.png")).Length, Is.GreaterThan(0));
    }

    [Test]
    public void AModelThatFailsOnEveryFrame_EndsTheRun_WithItsReason()
    {
        CommandLine.Outcome outcome = CommandLine.Run(
            "demo", "--source", "synthetic:moving", "--model", Throws, "--frames", "10", "--record", At("a.mp4"));
        Assert.That((outcome.ExitCode, outcome.ErrorLines.Length), Is.EqualTo((1, 1)), outcome.Error);
        Assert.That(outcome.Error, Does.StartWith("Model 'throw_when_lit' failed"));
        Assert.That(File.Exists(At("a.mp4")), Is.False);
    }

    [Test]
    [Platform("Linux")]
    public void WeightsThatAreCutShort_WhileTheModelRuns_HarmNothing()
    {
        File.WriteAllBytes(At("gather.onnx"), Convert.FromBase64String(GathersFromAFile));
        using (FileStream weights = File.Create(At("fc.bin")))
            weights.SetLength(50_331_648);
        using Process process = CommandLine.Start(
            "demo", "--headless", "--source", "synthetic:moving", "--preprocess", "cpu", "--duration", "300", "--model", At("gather.onnx"));
        ReadTimes(process, 3);
        File.WriteAllBytes(At("fc.bin"), []);
        ReadTimes(process, 3);
        CommandLine.Send(process, Signal.Interrupt);
        CommandLine.Outcome outcome = CommandLine.Finish(process);
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
    }

    [Test]
    [Platform("Linux")]
    public void WhatAKilledLoadLeaves_GoesWithTheNextRun()
    {
        (string, string)[] temporary = [("TMPDIR", _folder.FullName), ("REALTIMECNN_HOME", At("home"))];
        using Process process = CommandLine.Start("", "", ["demo", "--headless", "--frames", "2", "--model", "vgg16"], temporary);
        FileInfo[] Weights() => _folder.GetFiles("weights.bin", SearchOption.AllDirectories);
        Assert.That(() => Weights().Any(file => file.Length > 0), Is.True.After(60_000, 20));
        CommandLine.Send(process, Signal.Kill);
        CommandLine.Finish(process);
        Assert.That(Weights(), Is.Not.Empty, "it was killed while it wrote");
        CommandLine.Outcome next = CommandLine.RunWith(
            temporary, "demo", "--headless", "--source", "synthetic:moving", "--frames", "2", "--preprocess", "cpu");
        Assert.That(next.ExitCode, Is.Zero, next.Error);
        Assert.That(_folder.GetDirectories("realtimecnn-*"), Is.Empty);
    }

    [Test]
    [Platform("Linux")]
    public void FilesThatCannotGrow_AreTold_OneLineEach_AndLeaveNothing()
    {
        CommandLine.Outcome outcome = CommandLine.RunLimited(
            kilobytes: 8, "demo", "--headless", "--source", "synthetic:noise", "--frames", "60", "--preprocess", "cpu",
            "--screenshot", At("a.png"), "--json", At("a.json"));
        Assert.That(outcome.ExitCode, Is.EqualTo(1), outcome.Output + outcome.Error);
        Assert.That(outcome.ErrorLines, Is.EqualTo(new[]
        {
            $"'{At("a.png")}' was not written: File too large.", $"'{At("a.json")}' was not written: File too large.",
        }));
        Assert.That(_folder.GetFileSystemInfos(), Is.Empty);
    }

    [Test]
    [Platform("Linux")]
    public void JsonOnStandardOutput_StandsThereAlone()
    {
        CommandLine.Outcome outcome = CommandLine.Run("demo", "--source", "synthetic:moving", "--frames", "5", "--json", "/dev/stdout");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        using JsonDocument json = JsonDocument.Parse(outcome.Output);
        Assert.That(json.RootElement.GetProperty("frames").GetArrayLength(), Is.EqualTo(5));
        Assert.That(outcome.Error, Does.Contain("5 frames"));
    }

    [Test]
    [Platform("Linux")]
    public void JsonThatNobodyReads_FailsTheRun()
    {
        CommandLine.Outcome outcome = CommandLine.RunIn(
            "set -o pipefail; \"$@\" | true", "demo", "--headless", "--source", "synthetic:moving", "--frames", "5",
            "--json", "/dev/stdout", "--screenshot", At("a.png"));
        Assert.That(outcome.ExitCode, Is.EqualTo(1), outcome.Error);
        Assert.That(outcome.Error, Does.Contain("'/dev/stdout' was not written: Broken pipe."));
        Assert.That(new FileInfo(At("a.png")).Length, Is.GreaterThan(0));
    }

    // A pipe that is full when the run ends: its reader is there, and does not read.
    [Test]
    [Category("Long")]
    [Platform("Linux")]
    public void AStandardOutputThatNobodyReads_HoldsUpNeitherFilesNorTheEnd()
    {
        CommandLine.Outcome outcome = CommandLine.RunIn(
            """
            pipe=$(mktemp -u); mkfifo "$pipe"; exec 3<>"$pipe"; rm "$pipe"
            head -c 1000000 /dev/zero >&3 & full=$!
            "$@" >&3 & run=$!
            until [ -s "${@: -1}" ]; do sleep 0.1; done
            kill -TERM $run; wait $run; code=$?
            kill $full
            exit $code
            """,
            "demo", "--headless", "--source", "synthetic:moving", "--duration", "2", "--json", At("a.json"));
        Assert.That(outcome.ExitCode, Is.EqualTo(1), outcome.Error);
        Assert.That(outcome.Error, Does.Contain("Standard output was not written: nobody reads it."));
        Assert.That(new FileInfo(At("a.json")).Length, Is.GreaterThan(100));
    }

    [Test]
    public void ASwapThatTheRunWasTooShortFor_IsTold_AndFailsIt()
    {
        CommandLine.Outcome outcome = CommandLine.Run(
            "demo", "--headless", "--source", "synthetic:moving", "--frames", "5", "--swap-at", "600=alexnet", "--json", At("a.json"));
        Assert.That(outcome.ExitCode, Is.EqualTo(1), outcome.Output);
        Assert.That(outcome.ErrorLines, Is.EqualTo(new[]
        {
            "Swap to 'alexnet' failed, 'lenet5' went on: the run was over before frame 600.",
        }));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(At("a.json")));
        JsonElement swap = json.RootElement.GetProperty("summary").GetProperty("swaps")[0];
        Assert.That((swap.GetProperty("to").GetString(), swap.GetProperty("ok").GetBoolean()), Is.EqualTo(("alexnet", false)));
    }

    [Test]
    [Platform("Linux")]
    public void AFullStandardOutput_FailsTheRun_ButNotItsFiles()
    {
        CommandLine.Outcome outcome = CommandLine.RunIn(
            "exec \"$@\" >/dev/full", "demo", "--headless", "--source", "synthetic:moving", "--duration", "1.5", "--json", At("a.json"));
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Error.Trim(), Is.EqualTo("Standard output was not written: No space left on device."));
        Assert.That(new FileInfo(At("a.json")).Length, Is.GreaterThan(100));
    }

    // Where others read command lines, a password has no place in one.
    [Test]
    public void Arguments_MayStandInAFile()
    {
        File.WriteAllText(At("camera.txt"), "--source\nrtsp://user:password@127.0.0.1:9/\n");
        CommandLine.Outcome outcome = CommandLine.Run("demo", "--headless", "@" + At("camera.txt"), "--duration", "1");
        Assert.That((outcome.ExitCode, outcome.ErrorLines.Length), Is.EqualTo((1, 1)), outcome.Error);
        Assert.That(outcome.Error, Does.StartWith("Source 'rtsp://").And.Contain("127.0.0.1:9/").And.Not.Contain("password"));
    }

    [Test]
    public void TheSource_IsNotRecordedOver()
    {
        File.WriteAllText(At("a.mp4"), "precious");
        CommandLine.Outcome outcome = CommandLine.Run("demo", "--source", At("a.mp4"), "--record", At("a.mp4"));
        Assert.That((outcome.ExitCode, outcome.ErrorLines.Length), Is.EqualTo((2, 1)), outcome.Error);
        Assert.That(outcome.Error, Does.Contain("is what --source reads"));
        Assert.That(File.ReadAllText(At("a.mp4")), Is.EqualTo("precious"));
    }

    // Lines with times come once a second; so many show that it runs.
    private static void ReadTimes(Process process, int lines)
    {
        for (; lines > 0; lines--)
            Assert.That(process.StandardOutput.ReadLine(), Is.Not.Null, "it ended by itself");
    }

    private void SignalAt(string name, params Signal[] signals)
    {
        using Process process = CommandLine.Start(
            "demo", "--headless", "--source", "synthetic:moving", "--preprocess", "cpu", "--duration", "300", "--record", At(name));
        string? line = "";
        while (line is not null && !line.StartsWith("Recording to ", StringComparison.Ordinal))
            line = process.StandardOutput.ReadLine();
        Assert.That(line, Is.Not.Null, "it ended before it recorded");
        // At least one second of video; lines with times come once a second, so this waits for progress and for no clock.
        while (process.StandardOutput.ReadLine() is not null && (!File.Exists(At(name)) || new FileInfo(At(name)).Length < 4096))
        {
        }
        foreach (Signal signal in signals)
            CommandLine.Send(process, signal);
        CommandLine.Outcome outcome = CommandLine.Finish(process);
        bool isKilled = signals.Contains(Signal.Kill);
        if (!isKilled)
            Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        if (isKilled && name.EndsWith(".avi"))
        {
            Assert.That(Videos.Count(At(name)), Is.Zero.Or.GreaterThan(0), "no promise; the program says so when it begins");
            return;
        }
        // ffmpeg completes the file when the pipe from the killed program ends: soon, but not at once.
        Assert.That(() => Videos.Count(At(name)), Is.GreaterThan(0).After(20_000, 100));
        if (!isKilled)
            Assert.That(outcome.Output, Does.Contain($"Wrote {At(name)}: "));
        Assert.That(_folder.GetFiles().Select(file => file.Name), Is.EqualTo(new[] { name }));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
