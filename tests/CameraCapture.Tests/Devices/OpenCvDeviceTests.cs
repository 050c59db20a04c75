namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>Videos where there is no <c>ffmpeg</c>.</summary>
[Platform("Linux")]
public class OpenCvDeviceTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("capture").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private string Make(string name, string arguments) => Films.Make(Path.Combine(_folder, name), arguments);

    private static OpenCvDevice Open(string path)
    {
        OpenCvDevice device = new(SourceDescription.Parse(path), new() { EveryFrame = true });
        Assert.That(device.Open(), Is.Null);
        Assert.That(device.Note, Does.StartWith("decoded by "));
        return device;
    }

    [Test]
    public void Frames_carry_their_time_or_that_of_the_frame_rate()
    {
        string[] films =
        [
            Make("uneven.mkv", "-f lavfi -i testsrc2=s=64x48:d=0.88 -vf select='not(mod(n\\,3))+gt(n\\,16)' -fps_mode vfr -c:v libx264"),
            Make("slow.mp4", "-f lavfi -i testsrc2=s=64x48:r=1/3:d=12 -c:v libx264"),
            Make("raw.h264", "-f lavfi -i testsrc2=s=64x48:d=0.4 -c:v libx264"),
        ];
        foreach (string film in films)
        {
            using OpenCvDevice device = Open(film);
            using Frame frame = new();
            List<double> times = [];
            while (device.Read(frame) == ReadOutcome.Frame)
                times.Add(device.Time!.Value.TotalSeconds);
            double?[] truth = Films.Times(film);
            double[] expected = [.. truth.Select((time, i) => time - truth[0] ?? 0.04 * i)];
            Assert.That(times.Select(time => time - times[0]), Is.EqualTo(expected).Within(0.002), film);
        }
    }

    [Test]
    public void A_file_that_is_cut_off_while_it_plays_is_told()
    {
        string film = Make("film.avi", "-f lavfi -i testsrc2=s=320x240:d=4 -c:v ffv1");
        using OpenCvDevice device = Open(film);
        using Frame frame = new();
        Assert.That(device.Read(frame), Is.EqualTo(ReadOutcome.Frame));
        using (FileStream file = File.OpenWrite(film))
            file.SetLength(file.Length / 3);
        ReadOutcome outcome;
        while ((outcome = device.Read(frame)) is ReadOutcome.Frame or ReadOutcome.Corrupt)
        {
        }
        Assert.That(outcome, Is.EqualTo(ReadOutcome.Failed));
        Assert.That(device.Fault, Does.StartWith($"'{film}' was cut off while it was read: it had "));
    }

    [Test]
    public void A_codec_that_is_missing_is_named()
    {
        string film = Make("av1.mkv", "-f lavfi -i testsrc2=s=64x64:d=0.2 -c:v libaom-av1 -cpu-used 8 -usage realtime");
        using OpenCvDevice device = Open(film);
        using Frame frame = new();
        Assert.That(device.Read(frame), Is.EqualTo(ReadOutcome.Failed));
        Assert.That(device.Fault, Is.EqualTo($"'{film}' holds no picture that OpenCV can decode (codec AV01)"));
    }
}
