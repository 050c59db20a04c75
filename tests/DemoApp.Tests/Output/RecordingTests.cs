using System.Diagnostics;
using NUnit.Framework;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp.Tests.Output;

/// <summary>A recording holds what it says it holds, by another program's word.</summary>
[TestFixture]
public class RecordingTests
{
    private const int Count = 40;

    private DirectoryInfo _folder = null!;
    private BgraCanvas _picture = null!;

    [SetUp]
    public void SetUp()
    {
        Machine.NeedsFfmpeg();
        _folder = Directory.CreateTempSubdirectory("realtimecnn-recording-");
        _picture = new BgraCanvas();
    }

    [TearDown]
    public void TearDown()
    {
        _picture.Dispose();
        _folder.Delete(recursive: true);
    }

    [Test]
    public void EveryFrame_NoneIsLost_InAnyFormat([Values("a.mp4", "a.mkv", "a.avi")] string name, [Values(64, 65)] int width)
    {
        RecordingEnd end = Record(At(name), everyFrame: true, width: width);
        Assert.That((end.Failure, end.Pictures, end.Dropped, end.Note), Is.EqualTo(((string?)null, (long)Count, 0L, (string?)null)));
        Assert.That(Videos.Count(At(name)), Is.EqualTo(Count));
        Assert.That(Videos.Times(At(name))[^1], Is.EqualTo((Count - 1) / Recording.FramesPerSecond).Within(0.002));
    }

    [Test]
    public void Live_TimeRunsAsTheCamerasDid_AndWhatWasNotWrittenIsCounted([Values("a.mp4", "a.mkv")] string name)
    {
        RecordingEnd end = Record(At(name), everyFrame: false, width: 64);
        Assert.That(end.Failure, Is.Null);
        Assert.That((end.Pictures, end.Pictures + end.Dropped), Is.EqualTo((Videos.Count(At(name)), (long)Count)));
        Assert.That(Videos.Times(At(name))[^1], Is.EqualTo(end.Length.TotalSeconds).Within(0.002));
        Assert.That(end.Length.TotalSeconds, Is.EqualTo((Count - 1) * 0.25).Within(0.002), "the last picture is always written");
    }

    [Test]
    public void OfNothing_ThereIsNoFile_AndTheOldOneStays()
    {
        File.WriteAllText(At("old.mp4"), "old");
        using (var recording = new Recording(At("old.mp4")))
            Assert.That(recording.Finish(), Is.Null);
        Assert.That(File.ReadAllText(At("old.mp4")), Is.EqualTo("old"));
    }

    [Test]
    public void WhereItCannotBegin_ThatIsToldAtOnce()
    {
        string path = At("missing/none.mp4");
        RecordingEnd end = Record(path, everyFrame: true, width: 64, until: told => told.Count > 0);
        Assert.That(end.Failure, Does.StartWith($"The recording '{path}' did not begin: the file cannot be written: the folder"));
    }

    [Test]
    [Platform("Linux", Reason = "Windows lets nobody remove a file that is written.")]
    public void AFileThatIsRemoved_IsTold_WhileItIsWritten([Values("a.mp4", "a.avi")] string name)
    {
        RecordingEnd end = Record(At(name), everyFrame: true, width: 64, until: told => told.Count > 0, each: i =>
        {
            if (File.Exists(At(name)) && i > 100)
                File.Delete(At(name));
        });
        Assert.That(end.Failure, Does.Contain("was removed while it was written"));
    }

    [Test]
    [Platform("Linux", Reason = "Windows lets nobody remove a file that is written.")]
    public void AFileInItsPlace_IsTold_AndNotTouched([Values("a.mp4", "a.avi")] string name)
    {
        bool isReplaced = false;
        RecordingEnd end = Record(At(name), everyFrame: true, width: 64, until: told => told.Count > 0, each: i =>
        {
            if (isReplaced || i < 100)
                return;
            File.Move(At(name), At("moved" + name));
            File.WriteAllText(At(name), "precious");
            isReplaced = true;
        });
        Assert.That(
            end.Failure, Is.EqualTo($"The recording '{At(name)}' ended: the file was replaced by another one while it was written."));
        Assert.That(File.ReadAllText(At(name)), Is.EqualTo("precious"));
        Assert.That(Videos.Count(At("moved" + name)), Is.GreaterThan(0), "what was moved away plays");
    }

    [Test]
    [Platform("Linux", Reason = "Windows lets nobody cut a file that is written.")]
    public void AFileThatIsCutOff_IsTold([Values("a.mp4", "a.mkv", "a.avi")] string name)
    {
        bool isCut = false;
        RecordingEnd end = Record(At(name), everyFrame: true, width: 320, until: told => told.Count > 0 || isCut, each: i =>
        {
            if (i < 100 || new FileInfo(At(name)) is not { Exists: true, Length: > 8192 } file)
                return;
            using FileStream stream = File.OpenWrite(At(name));
            stream.SetLength(file.Length / 2);
            isCut = true; // what comes before the end is written behind a hole
        });
        Assert.That(end.Failure, Does.StartWith($"The recording '{At(name)}' ended: "));
    }

    [Test]
    [Platform("Linux")]
    public void AnEncoderThatIsKilled_IsTold_WithWhatIsLeft_WhichPlays([Values("a.mp4", "a.mkv")] string name)
    {
        RecordingEnd end = Record(At(name), everyFrame: true, width: 320, until: told => told.Count > 0, each: i =>
        {
            if (i == 150)
                using (Process kill = Process.Start("pkill", ["-KILL", "-f", $"file:{At(name)}"])) // a name that nothing else has
                    kill.WaitForExit();
        });
        long left = Videos.Count(At(name));
        Assert.That(left, Is.GreaterThan(60), "all but the last second and what was in the pipe");
        Assert.That(end.Failure, Is.EqualTo(
            $"The recording '{At(name)}' ended: ffmpeg ended by itself (exit code 137); its first {left} pictures can be played."));
    }

    // A limit of the system on the length of files: as a disk that gets full, for anybody. OpenCV hears nothing of it; the count does.
    [Test]
    [Platform("Linux")]
    public void AFileThatCannotGrow_IsTold_WithWhatIsLeft([Values("a.mp4", "a.mkv", "a.avi")] string name)
    {
        CommandLine.Outcome outcome = CommandLine.RunLimited(
            kilobytes: 128, "demo", "--headless", "--source", "synthetic:moving", "--every-frame", "--preprocess", "cpu", "--frames", "300",
            "--record", At(name));
        Assert.That(outcome.ExitCode, Is.EqualTo(1), outcome.Output + outcome.Error);
        Assert.That(outcome.ErrorLines, Has.Length.EqualTo(1), outcome.Error);
        Assert.That(outcome.Error, Does.StartWith($"The recording '{At(name)}' ended: "));
        Assert.That(outcome.Output, Does.Contain("300 frames").And.Not.Contain("Wrote"));
        if (name.EndsWith("avi"))
            return;
        Assert.That(outcome.Error, Does.Contain("File too large"));
        Assert.That(outcome.Error, Does.Contain($"its first {Videos.Count(At(name))} pictures can be played"));
    }

    private RecordingEnd Record(
        string path, bool everyFrame, int width, Func<List<string>, bool>? until = null, Action<int>? each = null)
    {
        List<string> told = [];
        using var begun = new ManualResetEventSlim();
        using var recording = new Recording(path, started: _ => begun.Set(), failed: told.Add, everyFrame: everyFrame);
        _picture.Resize(width, 48);
        long quarter = Stopwatch.Frequency / 4;
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; until is null ? i < Count : !until(told); i++)
        {
            _picture.Clear(0xFF000000 + (uint)i * 77777);
            recording.Take(_picture, 1 + i * quarter);
            if (i == 0 && until is null)
                begun.Wait(); // the first picture is its beginning
            each?.Invoke(i);
            Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromMinutes(1)), "it was never told");
        }
        RecordingEnd end = recording.Finish()!;
        Assert.That(told, Is.EqualTo(end.Failure is null ? [] : new[] { end.Failure }), "what failed is told once");
        return end;
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
