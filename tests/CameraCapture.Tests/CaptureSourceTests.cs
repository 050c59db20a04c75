using NUnit.Framework;
using OpenCvSharp;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>The source over devices that misbehave on command, and over real files.</summary>
[TestFixture]
public class CaptureSourceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly CaptureOptions Quick = new()
    {
        OpenTimeout = TimeSpan.FromMilliseconds(200),
        FrameTimeout = TimeSpan.FromMilliseconds(200),
        FirstRetry = TimeSpan.FromMilliseconds(10),
        LongestRetry = TimeSpan.FromMilliseconds(50),
    };

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("realtimecnn-capture-");

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [Test]
    public void HangingDriver_IsLeftBehind_AndTheDeviceOpenedAgain()
    {
        using var hang = new ManualResetEventSlim();
        int opened = 0;
        FakeDevice Make() => Interlocked.Increment(ref opened) == 1
            ? new FakeDevice((n, frame) => n < 3 ? Deliver(frame, n) : Hang(hang))
            : new FakeDevice((n, frame) => Deliver(frame, n));
        using (CaptureSource source = Live(Make))
        {
            source.Start();
            WaitFor(() => opened > 1 && source.State == CaptureState.Running && source.Captured > 5);
            Assert.That(source.Error, Is.Null);
        }
        hang.Set();
    }

    [Test]
    public void Dispose_DoesNotWaitForAHangingDriver()
    {
        using var hang = new ManualResetEventSlim();
        var device = new FakeDevice((_, _) => Hang(hang));
        CaptureSource source = Live(() => device);
        source.Start();
        WaitFor(() => device.Reads > 0);
        Assert.That(Task.Run(source.Dispose).Wait(Patience), Is.True);
        hang.Set();
    }

    [Test]
    public void DeviceThatNeverOpens_FailsWithItsReason()
    {
        using CaptureSource source = Live(() => new FakeDevice((_, _) => ReadOutcome.End) { OpenError = "another program uses it" });
        source.Start();
        WaitFor(() => source.State == CaptureState.Failed);
        Assert.That(source.Error, Does.Contain("another program uses it"));
    }

    [Test]
    public void DriverThatThrows_IsOpenedAgain()
    {
        int opened = 0;
        FakeDevice Make() => Interlocked.Increment(ref opened) == 1
            ? new FakeDevice((n, frame) => n < 2 ? Deliver(frame, n) : throw new InvalidOperationException("unplugged"))
            : new FakeDevice((n, frame) => Deliver(frame, n));
        using CaptureSource source = Live(Make);
        source.Start();
        WaitFor(() => opened > 1 && source.State == CaptureState.Running);
    }

    [Test]
    public void RepeatedPicture_IsCountedAndLeadsToReopening()
    {
        int opened = 0;
        using CaptureSource source = Live(() =>
        {
            Interlocked.Increment(ref opened);
            return new FakeDevice((_, frame) => Deliver(frame, 7));
        });
        source.Start();
        WaitFor(() => opened > 1 && source.Drops.Repeated > 0);
    }

    [Test]
    public void LiveSource_DropsTheOldest_AndCounts()
    {
        using CaptureSource source = Live(() => new FakeDevice((n, frame) => Deliver(frame, n)));
        source.Start();
        WaitFor(() => source.Captured > 50);
        Assert.That(source.TryAcquireLatest(out Frame? frame), Is.True);
        Assert.That(frame!.Sequence, Is.GreaterThan(40));
        Assert.That(source.Drops.Busy, Is.GreaterThan(40));
    }

    [Test]
    public void EveryFrame_OfAVideo_ComesInOrder()
    {
        string path = WriteVideo(30);
        using CaptureSource source = CaptureSource.Open(path, new CaptureOptions { EveryFrame = true });
        var levels = new List<int>();
        Drain(source, frame => levels.Add(frame.Row(frame.Height / 2)[3 * (frame.Width / 2)]));
        Assert.That(source.State, Is.EqualTo(CaptureState.Ended));
        Assert.That(levels, Has.Count.EqualTo(30));
        Assert.That(levels, Is.Ordered);
        Assert.That(source.Drops.Total, Is.Zero);
    }

    [Test]
    public void TruncatedVideo_DeliversWhatIsThere_OrFailsClearly()
    {
        string path = WriteVideo(30);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        using CaptureSource source = CaptureSource.Open(path, new CaptureOptions { EveryFrame = true });
        int count = 0;
        Drain(source, _ => count++);
        Assert.That(source.State, count > 0 ? Is.EqualTo(CaptureState.Ended) : Is.EqualTo(CaptureState.Failed));
        Assert.That(count, Is.LessThan(30));
    }

    [Test]
    public void ImageFolder_WithMixedSizesAndADamagedFile()
    {
        WriteImage("1.png", 40, 30);
        File.WriteAllText(Path.Combine(_folder.FullName, "2.png"), "damaged");
        WriteImage("3.jpg", 300, 200);
        using CaptureSource source = CaptureSource.Open(_folder.FullName, new CaptureOptions { EveryFrame = true });
        var seen = new List<(int, int, string?)>();
        Drain(source, frame => seen.Add((frame.Width, frame.Height, frame.Truth)));
        Assert.That(seen, Is.EqualTo(new[] { (40, 30, "1"), (300, 200, (string?)"3") }));
        Assert.That(source.Drops.Corrupt, Is.EqualTo(1));
        Assert.That(source.State, Is.EqualTo(CaptureState.Ended));
    }

    [Test]
    public void EnormousImage_IsRefused()
    {
        string path = Path.Combine(_folder.FullName, "wide.png");
        using (var wide = new Mat(1, Frame.MaxDimension + 1, MatType.CV_8UC3, Scalar.Black))
            Cv2.ImWrite(path, wide);
        using var frame = new Frame();
        Assert.That(() => ImageFile.Read(path, frame), Throws.TypeOf<VisionException>().With.Message.Contains("16385 x 1"));
    }

    [TestCase("sample")]
    [TestCase("synthetic:moving")]
    public void SteadyCapture_AllocatesNothing(string name)
    {
        using CaptureSource source = CaptureSource.Open(name);
        source.Start();
        WaitFor(() => source.Captured > 30);
        long before = source.AllocatedBytes, frames = source.Captured;
        WaitFor(() => source.Captured > frames + 60);
        Assert.That(source.AllocatedBytes - before, Is.Zero);
    }

    private static CaptureSource Live(Func<ICaptureDevice> make) => new("fake", make, canReconnect: true, everyFrame: false, Quick);

    private static void WaitFor(Func<bool> condition) => Assert.That(SpinWait.SpinUntil(condition, Patience), Is.True, "the condition never came true");

    private static void Drain(CaptureSource source, Action<Frame> take)
    {
        source.Start();
        while (source.State is not (CaptureState.Ended or CaptureState.Failed))
        {
            source.WaitForFrame(TimeSpan.FromMilliseconds(20));
            if (source.TryAcquireLatest(out Frame? frame))
                take(frame!);
        }
    }

    private static ReadOutcome Deliver(Frame frame, int value)
    {
        frame.Reshape(64, 48, PixelFormat.Bgr8);
        frame.Pixels.Fill((byte)value);
        return ReadOutcome.Picture;
    }

    private static ReadOutcome Hang(ManualResetEventSlim until)
    {
        until.Wait();
        return ReadOutcome.End;
    }

    private string WriteVideo(int frames)
    {
        string path = Path.Combine(_folder.FullName, "v.avi");
        using var writer = new VideoWriter(path, VideoWriter.FourCC('M', 'J', 'P', 'G'), 30, new Size(96, 64));
        using var picture = new Mat(64, 96, MatType.CV_8UC3);
        for (int i = 0; i < frames; i++)
        {
            picture.SetTo(new Scalar(i * 8, i * 8, i * 8));
            writer.Write(picture);
        }
        return path;
    }

    private void WriteImage(string name, int width, int height)
    {
        using var picture = new Mat(height, width, MatType.CV_8UC3, new Scalar(10, 20, 30));
        Cv2.ImWrite(Path.Combine(_folder.FullName, name), picture);
    }

    private sealed class FakeDevice(Func<int, Frame, ReadOutcome> read) : ICaptureDevice
    {
        private int _reads;

        public string? OpenError { get; init; }

        public int Reads => Volatile.Read(ref _reads);

        public TimeSpan Interval => TimeSpan.FromMilliseconds(1);

        public void Open()
        {
            if (OpenError is not null)
                throw new VisionException(OpenError);
        }

        public ReadOutcome Read(Frame into) => read(Interlocked.Increment(ref _reads) - 1, into);

        public void Dispose()
        {
        }
    }
}
