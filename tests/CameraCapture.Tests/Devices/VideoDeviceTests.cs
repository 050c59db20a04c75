namespace RealtimeCnn.CameraCapture.Tests;

[Platform("Linux")]
public class VideoDeviceTests
{
    private static readonly CaptureOptions EveryFrame = new() { EveryFrame = true };
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("capture").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private static ICaptureDevice Open(string path, CaptureOptions? options = null)
    {
        ICaptureDevice device = CaptureDevices.Create(SourceDescription.Parse(path), options ?? EveryFrame);
        Assert.That(device, Is.InstanceOf<VideoDevice>());
        Assert.That(device.Open(), Is.Null);
        return device;
    }

    private static List<ReadOutcome> ReadAll(ICaptureDevice device)
    {
        List<ReadOutcome> outcomes = [];
        using Frame frame = new();
        do
            outcomes.Add(device.Read(frame));
        while (outcomes[^1] is not (ReadOutcome.End or ReadOutcome.Failed));
        return outcomes;
    }

    [Test]
    public void A_file_that_lists_others_is_refused_and_they_stay_closed()
    {
        Films.Make(At("a.mkv"), "-f lavfi -i testsrc2=s=64x48:d=0.2 -c:v ffv1");
        File.WriteAllText(At("list.mp4"), "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\na.mkv\n#EXT-X-ENDLIST\n");
        File.WriteAllText(At("concat.avi"), "ffconcat version 1.0\nfile a.mkv\n");
        File.WriteAllText(At("session.mov"), "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n");
        foreach (string name in new[] { "list.mp4", "concat.avi", "session.mov" })
        {
            using ICaptureDevice device = Open(At(name));
            Assert.That(ReadAll(device), Is.EqualTo(new[] { ReadOutcome.Failed }));
            const string Why = "it is a list of other files or addresses, which are not opened; name the video itself";
            Assert.That(device.Fault, Is.EqualTo($"'{At(name)}' cannot be decoded as video: {Why}"));
        }
    }

    [Test]
    public void A_file_that_is_cut_off_while_it_plays_is_told_and_one_that_is_deleted_or_replaced_plays_on()
    {
        foreach (string end in new[] { "cut", "delete", "replace" })
        {
            string film = Films.Make(At("film.avi"), "-f lavfi -i testsrc2=s=320x240:d=4 -c:v ffv1");
            using ICaptureDevice device = Open(film);
            using Frame frame = new();
            Assert.That(device.Read(frame), Is.EqualTo(ReadOutcome.Frame));
            if (end == "cut")
                using (FileStream file = File.OpenWrite(film))
                    file.SetLength(file.Length / 3);
            else
                File.Delete(film);
            if (end == "replace")
                File.WriteAllText(film, "another one");
            List<ReadOutcome> outcomes = ReadAll(device);
            if (end == "cut")
            {
                Assert.That(outcomes[^1], Is.EqualTo(ReadOutcome.Failed));
                Assert.That(device.Fault, Does.Match($"^'{film}' was cut off while it was read: it had [0-9,]+ bytes, and has [0-9,]+$"));
                continue;
            }
            Assert.That((outcomes[^1], outcomes.Count, device.Fault), Is.EqualTo((ReadOutcome.End, 100, (string?)null)), end);
        }
    }

    [Test]
    public void A_fault_says_what_is_wrong()
    {
        Films.Make(At("sound.wav"), "-f lavfi -i sine=d=0.1");
        Films.Make(At("whole.mp4"), "-f lavfi -i testsrc2=s=64x48:d=0.2 -c:v libx264");
        File.WriteAllBytes(At("half.mp4"), File.ReadAllBytes(At("whole.mp4"))[..1500]);
        foreach (string empty in new[] { "zero.avi", "zero.mp4" })
            File.WriteAllBytes(At(empty), []);
        foreach (string text in new[] { "text.mp4", "text.avi", "text.mkv", "text" })
            File.WriteAllText(At(text), "Dear diary, today I filmed nothing.\n");
        Films.Make(At("wide.avi"), "-f lavfi -i color=s=16400x2:d=0.04 -c:v ffv1");
        (string Name, string Words)[] faults =
        [
            ("sound.wav", "cannot be decoded as video: it holds no video"),
            ("wide.avi", "cannot be decoded as video: a picture is larger than 16384 pixels a side"),
            ("half.mp4", "is cut off: its index (moov) is missing"),
            ("zero.avi", "is empty"),
            ("zero.mp4", "is empty"),
            ("text.mp4", "is no video"),
            ("text.avi", "is no video"),
            ("text.mkv", "is no video"),
            ("text", "is no video, or is damaged at its beginning"),
        ];
        foreach ((string name, string words) in faults)
        {
            using ICaptureDevice device = Open(At(name));
            Assert.That(ReadAll(device), Is.EqualTo(new[] { ReadOutcome.Failed }));
            Assert.That(device.Fault, Is.EqualTo($"'{At(name)}' {words}"));
        }
    }

    [Test]
    public void Damage_is_told_and_what_is_lost_is_counted()
    {
        Films.Make(At("a.avi"), "-f lavfi -i testsrc2=s=320x240:d=1 -c:v mjpeg");
        byte[] film = File.ReadAllBytes(At("a.avi"));
        byte[] mark = [0xFF, 0xD8, 0xFF];
        int[] starts = [.. Enumerable.Range(0, film.Length - 3).Where(i => film.AsSpan(i, 3).SequenceEqual(mark))];
        Assert.That(starts, Has.Length.EqualTo(25));
        // The picture's size, and what comes before and after it.
        film.AsSpan(starts[7], 900).Fill(0xFF);
        File.WriteAllBytes(At("damaged.avi"), film);
        using ICaptureDevice whole = Open(At("a.avi"));
        Assert.That(ReadAll(whole).Count(outcome => outcome == ReadOutcome.Frame), Is.EqualTo(25));
        Assert.That(whole.Note, Is.Null);
        using ICaptureDevice damaged = Open(At("damaged.avi"));
        List<ReadOutcome> outcomes = ReadAll(damaged);
        Assert.That(outcomes.Count(outcome => outcome == ReadOutcome.Frame), Is.EqualTo(Films.Count(At("damaged.avi"))));
        Assert.That(outcomes, Has.One.EqualTo(ReadOutcome.Corrupt));
        Assert.That(outcomes[^1], Is.EqualTo(ReadOutcome.End));
        Assert.That(damaged.Note, Does.StartWith("the file is damaged, pictures may be wrong or missing: "));
    }

    [Test]
    public void A_program_that_is_killed_is_no_end()
    {
        Films.Make(At("a.mkv"), "-f lavfi -i testsrc2=s=640x480:d=4 -c:v ffv1");
        using ICaptureDevice device = Open(At("a.mkv"));
        using Frame frame = new();
        Assert.That(device.Read(frame), Is.EqualTo(ReadOutcome.Frame));
        device.Interrupt();
        Assert.That(ReadAll(device)[^1], Is.EqualTo(ReadOutcome.Failed));
        Assert.That(device.Fault, Does.EndWith("broke off: the program ffmpeg ended, and does not say why"));
    }

    [Test]
    public void A_loop_begins_at_the_first_picture_and_time()
    {
        Films.Make(At("a.mkv"), "-f lavfi -i testsrc2=s=64x48:d=0.2 -c:v ffv1");
        using ICaptureDevice device = Open(At("a.mkv"), EveryFrame with { Loop = true });
        using Frame frame = new();
        List<double> times = [];
        while (times.Count < 12)
        {
            if (device.Read(frame) == ReadOutcome.Frame)
                times.Add(device.Time!.Value.TotalSeconds);
        }
        Assert.That(times, Is.EqualTo(Enumerable.Range(0, 12).Select(i => i % 5 * 0.04)).Within(0.001));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_video_allocates_nothing_per_frame(bool usesFfmpeg)
    {
        SourceDescription film = SourceDescription.Parse(Films.Make(At("a.avi"), "-f lavfi -i testsrc2=s=322x240:d=4.8 -c:v mjpeg"));
        using ICaptureDevice device = usesFfmpeg ? CaptureDevices.Create(film, EveryFrame) : new OpenCvDevice(film, EveryFrame);
        Assert.That(device.Open(), Is.Null);
        using FrameMailbox mailbox = new();
        Frame frame = new();
        for (int i = 0; i < 20; i++)
            Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 90; i++)
            Step();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        frame.Dispose();

        void Step()
        {
            ReadOutcome outcome = device.Read(frame);
            if (outcome != ReadOutcome.Frame)
                throw new InvalidOperationException(outcome.ToString());
            frame = mailbox.Publish(frame, out _);
            // Taken now and then, so that all frames of the mailbox go round.
            if ((frame.Sequence & 1) == 0)
                mailbox.TryTake(out _);
        }
    }
}
