using System.Text.Json;
using NUnit.Framework;
using OpenCvSharp;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

/// <summary>The demo with a real window, on a virtual display without a window manager.</summary>
[TestFixture]
[Platform("Linux")]
public class WindowTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("realtimecnn-window-");

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [Test]
    public void StartKeysSwapAndQuit()
    {
        using var display = new VirtualDisplay();
        using var demo = new DemoInWindow(display, _folder.FullName, "--source", "synthetic:moving", "--json", At("log.json"));
        demo.WaitForTitle("LeNet-5 (1998)");
        demo.Focus();
        (string Key, string State)[] toggles =
        [
            ("h", "help"), ("t", "input"), ("k", "smoothed"), ("m", "mirrored"), ("d", "diagram"), ("o", "overlay off"),
            ("space", "paused"),
        ];
        foreach ((string key, string state) in toggles)
        {
            demo.Press(key);
            demo.WaitForTitle(state);
        }
        demo.Press("space", "s", "r");
        demo.WaitForTitle("recording");
        demo.WaitUntil(() => _folder.GetFiles("realtimecnn-*.png").Length == 1, () => "no picture was saved");
        demo.Press("r");
        demo.WaitUntil(() => _folder.GetFiles("realtimecnn-*.mp4").Length == 1, () => "no video was saved");
        demo.Press("4");
        demo.WaitForTitle("Inception-v1 (2014)");
        demo.Press("Escape");
        CommandLine.Outcome outcome = demo.Finish();
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));

        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(At("log.json")));
        JsonElement summary = json.RootElement.GetProperty("summary"), intervals = summary.GetProperty("presentIntervals");
        JsonElement[] frames = [.. json.RootElement.GetProperty("frames").EnumerateArray()];
        Assert.Multiple(() =>
        {
            Assert.That(Keys(summary), Is.EqualTo(new[]
            {
                "captured", "frames", "fps", "drops", "ms", "swaps", "backend", "preprocess", "allocatedBytesPerFrame", "peakRssBytes",
                "presentIntervals",
            }));
            Assert.That(Keys(intervals), Is.EqualTo(new[] { "count", "p50", "p95", "p99", "max", "maxWhileLoading", "histogram" }));
            Assert.That(intervals.GetProperty("count").GetInt32(), Is.GreaterThan(0));
            Assert.That(
                intervals.GetProperty("histogram").EnumerateArray().Sum(bucket => bucket.GetProperty("count").GetInt32()),
                Is.LessThanOrEqualTo(intervals.GetProperty("count").GetInt32()));
            Assert.That(
                (frames[0].GetProperty("model").GetString(), frames[^1].GetProperty("model").GetString()),
                Is.EqualTo(("lenet5", "inception_v1")));
            Assert.That(frames.Any(frame => frame.GetProperty("ms").GetProperty("present").GetDouble() > 0), Is.True);
        });
        using Mat picture = Cv2.ImRead(_folder.GetFiles("realtimecnn-*.png")[0].FullName);
        Assert.That((picture.Width, picture.Height), Is.EqualTo((1280, 720)));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void FullScreen_AskedForSeveralTimesAtOnce_EndsAsAskedLast_AndKeysAreAnswered(int times)
    {
        using var display = new VirtualDisplay(1600, 1000);
        using var demo = new DemoInWindow(display, _folder.FullName, "--source", "synthetic:moving");
        demo.WaitForTitle("LeNet-5 (1998)");
        demo.Focus();
        (string before, string size) = (demo.Geometry, times % 2 == 1 ? "1600x1000" : "1280x720");
        demo.Press(["--delay", "80", .. Enumerable.Repeat("f", times)]); // below 20 ms GLFW takes them for one that is held
        demo.WaitUntil(() => demo.Geometry.Contains(size, StringComparison.Ordinal), () => $"the window is {demo.Geometry}, not {size}");
        demo.Press("o");
        demo.WaitForTitle("overlay off");
        if (times % 2 == 1)
            demo.Press("f");
        demo.WaitUntil(() => demo.Geometry == before, () => $"the window is {demo.Geometry}, and was {before}");
        demo.Press("Escape");
        CommandLine.Outcome outcome = demo.Finish();
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
    }

    [Test]
    public void ASourceThatEnds_LeavesItsLastFrame_UntilTheWindowIsClosed()
    {
        WritePictures(3);
        using var display = new VirtualDisplay();
        using var demo = new DemoInWindow(display, _folder.FullName, "--source", _folder.FullName, "--every-frame", "--once");
        demo.WaitForTitle("LeNet-5 (1998)");
        demo.Focus();
        demo.Press("4"); // another model, on the frame that stayed
        demo.WaitForTitle("Inception-v1 (2014)");
        demo.Press("Escape");
        CommandLine.Outcome outcome = demo.Finish();
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
    }

    [Test]
    public void FilesThatAreDropped_AreShown_AndAPictureIsStillThereAfterItsTime()
    {
        WritePictures(1);
        File.Move(At("0.png"), At("ein Bild ä%41.png"));
        File.WriteAllBytes(At("mine.onnx"), ModelCatalogue.Embedded.Get("lenet5").Content.ToArray());
        using var display = new VirtualDisplay();
        using var demo = new DemoInWindow(display, _folder.FullName, "--source", "synthetic:bars");
        demo.WaitForTitle("LeNet-5 (1998)");
        XDrop.Send(display.Name, ulong.Parse(demo.Window), At("ein Bild ä%41.png"), At("mine.onnx"));
        demo.WaitForTitle("ein Bild ä%41.png");
        demo.WaitForTitle("mine");
        demo.Focus();
        demo.Press("Escape");
        CommandLine.Outcome outcome = demo.Finish();
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
    }

    [Test]
    public void ASourceThatEnds_EndsARunThatWritesFiles()
    {
        WritePictures(3);
        using var display = new VirtualDisplay();
        using var demo = new DemoInWindow(
            display, _folder.FullName, "--source", _folder.FullName, "--every-frame", "--frames", "1000", "--json", At("log.json"));
        CommandLine.Outcome outcome = demo.Finish();
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(At("log.json")));
        Assert.That(json.RootElement.GetProperty("frames").GetArrayLength(), Is.EqualTo(3));
    }

    [Test]
    public void TheWindowManagersCloseButton_EndsTheRun_AndFinishesTheRecording()
    {
        using var display = new VirtualDisplay();
        using var demo = new DemoInWindow(display, _folder.FullName, "--source", "synthetic:moving", "--record", At("out.mp4"));
        demo.WaitForTitle("recording");
        demo.WaitUntil(IsRecorded, () => "nothing was recorded");
        demo.AskToClose();
        CommandLine.Outcome outcome = demo.Finish();
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        AssertPlays(At("out.mp4"));
    }

    [Test]
    public void ADisplayThatIsLost_EndsTheRunWithALine_AndKeepsTheRecording()
    {
        using var display = new VirtualDisplay();
        using var demo = new DemoInWindow(display, _folder.FullName, "--source", "synthetic:moving", "--record", At("out.mp4"));
        demo.WaitForTitle("recording");
        demo.WaitUntil(IsRecorded, () => "nothing was recorded");
        display.Kill();
        CommandLine.Outcome outcome = demo.Finish();
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.ErrorLines, Has.Length.EqualTo(1), outcome.Error);
        Assert.That(outcome.Error, Does.Contain("display was lost").And.Contain("out.mp4"));
        AssertPlays(At("out.mp4"));
    }

    [Test]
    public void WithoutADisplay_ItRunsInTheTerminal_AndSaysSo()
    {
        CommandLine.Outcome none = CommandLine.Run("demo", "--source", "synthetic:moving", "--frames", "3");
        Assert.That((none.ExitCode, none.Error), Is.EqualTo((0, "")));
        Assert.That(none.Output, Does.Contain("Running in the terminal").And.Contain("no display"));

        CommandLine.Outcome wrong = CommandLine.Finish(
            CommandLine.Start(":4242", _folder.FullName, ["demo", "--source", "synthetic:moving", "--frames", "3"]));
        Assert.That((wrong.ExitCode, wrong.Error), Is.EqualTo((0, "")));
        Assert.That(wrong.Output, Does.Contain("Running in the terminal").And.Contain("3 frames"));
    }

    [Test]
    public void Headless_OpensNoWindow()
    {
        using var display = new VirtualDisplay();
        using var demo = new DemoInWindow(display, _folder.FullName, "--headless", "--source", "synthetic:moving", "--frames", "30");
        CommandLine.Outcome outcome = demo.Finish();
        Assert.That(outcome.ExitCode, Is.Zero);
        Assert.That(outcome.Output, Does.Not.Contain("Running in the terminal"));
    }

    [Test]
    public void FramesAndScreenshot_WorkAsWithoutAWindow_AndNothingIsAllocated()
    {
        using var display = new VirtualDisplay();
        using var demo = new DemoInWindow(
            display, _folder.FullName,
            "--source", "synthetic:moving", "--frames", "480", "--screenshot", At("out.png"), "--json", At("log.json"));
        CommandLine.Outcome outcome = demo.Finish();
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(At("log.json")));
        Assert.That(json.RootElement.GetProperty("frames").GetArrayLength(), Is.EqualTo(480));
        Assert.That(json.RootElement.GetProperty("summary").GetProperty("allocatedBytesPerFrame").GetInt64(), Is.Zero);
        using Mat picture = Cv2.ImRead(At("out.png"));
        Assert.That((picture.Width, picture.Height), Is.EqualTo((1280, 720)));
    }

    private static void AssertPlays(string path)
    {
        using var video = new VideoCapture(path);
        using var frame = new Mat();
        Assert.That(video.Read(frame), Is.True);
    }

    private bool IsRecorded()
    {
        try
        {
            return _folder.GetFiles().Any(file => file.Length > 10_000);
        }
        catch (FileNotFoundException)
        {
            return false; // it has just been given its name
        }
    }

    private void WritePictures(int count)
    {
        using var picture = new Mat(48, 64, MatType.CV_8UC3, new Scalar(40, 90, 160));
        for (int i = 0; i < count; i++)
            Cv2.ImWrite(At($"{i}.png"), picture);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
