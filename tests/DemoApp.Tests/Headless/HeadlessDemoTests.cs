using System.Text.Json;
using System.Text.RegularExpressions;
using NUnit.Framework;
using RealtimeCnn.Tests;
using OpenCvSharp;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary>The demo as a user runs it where there is no display.</summary>
[TestFixture]
public class HeadlessDemoTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("realtimecnn-demo-");

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [Test]
    public void Demo_WritesVideoScreenshotAndLog()
    {
        Machine.NeedsFfmpeg();
        CommandLine.Outcome outcome = CommandLine.Run(
            "demo", "--headless", "--source", "sample", "--frames", "70",
            "--record", At("out.mp4"), "--screenshot", At("out.png"), "--json", At("out.json"));
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(outcome.Error, Is.Empty);

        Assert.That(outcome.Output, Does.Contain($"Recording to {At("out.mp4")}: H.264 by ffmpeg"));
        Assert.That(outcome.Output, Does.Match($@"Wrote {Regex.Escape(At("out.mp4"))}: \d+ pictures, [\d.]+ s"));
        Assert.That(Videos.Count(At("out.mp4")), Is.EqualTo(long.Parse(Regex.Match(outcome.Output, @"(\d+) pictures").Groups[1].Value)));
        using Mat screenshot = Cv2.ImRead(At("out.png"));
        Assert.That((screenshot.Width, screenshot.Height), Is.EqualTo((1280, 720)));

        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(At("out.json")));
        JsonElement root = json.RootElement, first = root.GetProperty("frames")[0], summary = root.GetProperty("summary");
        Assert.Multiple(() =>
        {
            Assert.That(Keys(root), Is.EqualTo(new[] { "frames", "summary" }));
            Assert.That(Keys(first), Is.EqualTo(new[]
            {
                "sequence", "model", "weights", "scores", "backend", "preprocess", "truth", "absence", "top", "ms",
            }));
            Assert.That(first.GetProperty("absence").GetString(), Is.EqualTo("no digit"), "the first one is not begun yet");
            Assert.That(Keys(first.GetProperty("top")[0]), Is.EqualTo(new[] { "classId", "label", "score" }));
            Assert.That(Keys(first.GetProperty("ms")), Is.EqualTo(new[] { "capture", "preprocess", "infer", "present", "total" }));
            Assert.That(Keys(summary), Is.EqualTo(new[]
            {
                "captured", "frames", "fps", "drops", "ms", "swaps", "backend", "preprocess", "allocatedBytesPerFrame", "peakRssBytes",
            }));
            Assert.That(Keys(summary.GetProperty("ms").GetProperty("preprocess")), Is.EqualTo(new[] { "p50", "p95", "p99" }));
            Assert.That(summary.GetProperty("frames").GetInt32(), Is.EqualTo(70));
            Assert.That(root.GetProperty("frames").GetArrayLength(), Is.EqualTo(70));
            Assert.That(summary.GetProperty("peakRssBytes").GetInt64(), Is.GreaterThan(1 << 20));
        });
        Assert.That(_folder.GetFiles(), Has.Length.EqualTo(3), "no partial file may stay");
    }

    [Test]
    public void SteadyState_AllocatesNothing_OnVisionAndCaptureThread()
    {
        // Enough frames that the few hundred bytes that the runtime allocates for itself, now and then, are less than one per frame.
        CommandLine.Outcome outcome = CommandLine.Run("demo", "--source", "synthetic:moving", "--frames", "480", "--json", At("out.json"));
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(At("out.json")));
        Assert.That(json.RootElement.GetProperty("summary").GetProperty("allocatedBytesPerFrame").GetInt64(), Is.Zero);
    }

    [Test]
    [Platform("Linux", Reason = "On Windows another GPU API than Vulkan comes first.")]
    public void Auto_MeasuresTheGpu_AndSaysWhatItChose()
    {
        CommandLine.Outcome outcome = CommandLine.Run("demo", "--source", "synthetic:moving", "--frames", "200", "--json", At("out.json"));
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        string decision = PreprocessOf(At("out.json"));
        Assert.That(decision, Does.Match(@"^(cpu|vulkan): [\d.]+ ms \(not (cpu|vulkan): [\d.]+ ms for .+\)$"));
        Assert.That(outcome.Output, Does.Contain($"Preprocessing on {decision}"));
    }

    // Vulkan's loader talks when it is told to: silence proves that nobody loaded it.
    [Test]
    [Platform("Linux", Reason = "On Windows another GPU API than Vulkan comes first.")]
    public void WithoutAGpu_AutoSaysWhy_AVulkanByNameFails_AndCpuNeverAsks()
    {
        (string, string)[] noDriver =
            [("VK_DRIVER_FILES", "/nowhere/driver.json"), ("VK_LOADER_DEBUG", "all"), ("REALTIMECNN_NATIVE_MESSAGES", "1")];
        string[] demo = ["demo", "--source", "synthetic:moving", "--frames", "100", "--json", At("out.json")];

        CommandLine.Outcome auto = CommandLine.RunWith(noDriver, demo);
        Assert.That(auto.ExitCode, Is.Zero, auto.Error);
        Assert.That(PreprocessOf(At("out.json")), Does.StartWith("cpu (not vulkan: ").And.Contain("driver"));
        Assert.That(auto.Error, Does.Contain("nowhere"), "the loader was asked");

        CommandLine.Outcome cpu = CommandLine.RunWith(noDriver, [.. demo, "--preprocess", "cpu"]);
        Assert.That((cpu.ExitCode, cpu.Error), Is.EqualTo((0, "")));
        Assert.That(PreprocessOf(At("out.json")), Is.EqualTo("cpu: asked for"));

        CommandLine.Outcome vulkan = CommandLine.RunWith(noDriver[..1], [.. demo, "--preprocess", "vulkan"]);
        Assert.That(vulkan.ExitCode, Is.Not.Zero);
        Assert.That(vulkan.ErrorLines, Has.Length.EqualTo(1), vulkan.Error);
        Assert.That(vulkan.Error, Does.Contain("Vulkan").And.Contain("driver"));
    }

    [Test]
    public void SwapAt_SwapsAtItsFrame_AndAFailedOneLeavesTheModel()
    {
        string other = At("other.onnx");
        File.WriteAllBytes(other, TestStore.LeNet5);
        File.WriteAllText(At("bad.onnx"), "no model");
        CommandLine.Outcome outcome = CommandLine.Run(
            "demo", "--source", "synthetic:moving", "--frames", "90",
            "--swap-at", "20=" + other, "--swap-at", "50=" + At("bad.onnx"), "--json", At("out.json"));
        Assert.That(outcome.ExitCode, Is.Not.Zero, "a failed swap must show in the exit code");
        Assert.That(outcome.ErrorLines, Has.Length.EqualTo(1), outcome.Error);

        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(At("out.json")));
        JsonElement[] swaps = [.. json.RootElement.GetProperty("summary").GetProperty("swaps").EnumerateArray()];
        JsonElement[] frames = [.. json.RootElement.GetProperty("frames").EnumerateArray()];
        Assert.Multiple(() =>
        {
            Assert.That(Keys(swaps[0]), Is.EqualTo(new[] { "from", "to", "atFrame", "loadMs", "gapMs", "ok", "error" }));
            Assert.That((swaps[0].GetProperty("to").GetString(), swaps[0].GetProperty("ok").GetBoolean()), Is.EqualTo(("other", true)));
            Assert.That((swaps[1].GetProperty("to").GetString(), swaps[1].GetProperty("ok").GetBoolean()), Is.EqualTo(("bad", false)));
            Assert.That(frames[0].GetProperty("model").GetString(), Is.EqualTo("lenet5"));
            Assert.That(frames[^1].GetProperty("model").GetString(), Is.EqualTo("other"));
            Assert.That(frames, Has.Length.EqualTo(90));
        });
    }

    [Test]
    public void EveryFrame_ProcessesAWholeVideo()
    {
        const int Count = 40;
        using (var writer = new VideoWriter(At("in.avi"), VideoWriter.FourCC('M', 'J', 'P', 'G'), 30, new Size(96, 64)))
        using (var picture = new Mat(64, 96, MatType.CV_8UC3))
        {
            for (int i = 0; i < Count; i++)
            {
                picture.SetTo(new Scalar(i * 6, i * 6, i * 6));
                writer.Write(picture);
            }
        }
        CommandLine.Outcome outcome = CommandLine.Run("demo", "--source", At("in.avi"), "--every-frame", "--json", At("out.json"));
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(At("out.json")));
        Assert.That(
            json.RootElement.GetProperty("frames").EnumerateArray().Select(f => f.GetProperty("sequence").GetInt32()),
            Is.EqualTo(Enumerable.Range(0, Count)));
        Assert.That(Keys(json.RootElement.GetProperty("frames")[0]), Does.Not.Contain("truth"), "a video does not know what it shows");
    }

    [Test]
    public void Recording_TakesFramesOfDifferentSizes()
    {
        foreach ((string name, int width, int height) in new[] { ("1.png", 640, 480), ("2.png", 200, 300) })
        {
            using var picture = new Mat(height, width, MatType.CV_8UC3, Scalar.White);
            Cv2.ImWrite(At(name), picture);
        }
        CommandLine.Outcome outcome = CommandLine.Run("demo", "--source", _folder.FullName, "--every-frame", "--record", At("out.avi"));
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        using var video = new VideoCapture(At("out.avi"));
        using var frame = new Mat();
        Assert.That(video.Read(frame) && video.Read(frame), Is.True);
        Assert.That((frame.Width, frame.Height), Is.EqualTo((640, 480)));
        Assert.That(frame.At<Vec3b>(240, 20).Item0, Is.LessThan(30), "a bar beside the portrait");
    }

    [Test]
    public void Help_NamesEveryCommandAndOption()
    {
        string help = CommandLine.Run("--help").Output, demo = CommandLine.Run("demo", "--help").Output;
        foreach (string word in new[] { "demo", "classify", "preprocess", "devices" })
            Assert.That(help, Does.Contain(word));
        string[] options =
        [
            "--source", "--model", "--labels", "--headless", "--frames", "--duration", "--record", "--screenshot", "--json", "--tour",
            "--swap-at", "--every-frame", "--backend", "--preprocess",
        ];
        foreach (string word in options)
            Assert.That(demo, Does.Contain(word));
        Assert.That(demo, Does.Not.Match("--frames .*default"), "what is refused is no default");
    }

    [Test]
    public void Report_NamesTheModelsThatRanUntrained()
    {
        CommandLine.Outcome outcome = CommandLine.Run(
            "demo", "--source", "synthetic:moving", "--model", "nin", "--frames", "60", "--swap-at", "5=lenet5");
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        Assert.That(outcome.Output, Does.Contain("Ran nin (untrained: predictions are noise)"));
    }

    private static string PreprocessOf(string path)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
        return json.RootElement.GetProperty("summary").GetProperty("preprocess").GetString()!;
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
