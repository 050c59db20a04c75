using System.Diagnostics;
using System.Net.Sockets;
using OpenCvSharp;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>Videos and images written by the test itself.</summary>
public class FileSourceTests
{
    private static readonly CaptureOptions EveryFrame = new() { EveryFrame = true };
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("capture").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    // Frame i is evenly coloured with level 8 * i: far enough apart to survive the compression.
    private string WriteVideo(string name, int frames, int width = 320, int height = 240, bool isColour = true)
    {
        string path = Path.Combine(_folder, name);
        using VideoWriter writer = new(path, VideoWriter.FourCC('M', 'J', 'P', 'G'), 30, new Size(width, height), isColour);
        Assert.That(writer.IsOpened(), Is.True);
        for (int i = 0; i < frames; i++)
        {
            using Mat picture = new(height, width, isColour ? MatType.CV_8UC3 : MatType.CV_8UC1, Scalar.All(8 * (i % 31)));
            writer.Write(picture);
        }
        return path;
    }

    private string WriteImage(string name, int width, int height, int level = 100, bool isColour = true)
    {
        string path = Path.Combine(_folder, name);
        using Mat picture = new(height, width, isColour ? MatType.CV_8UC3 : MatType.CV_8UC1, Scalar.All(level));
        Cv2.ImWrite(path, picture);
        return path;
    }

    private static List<(int Width, int Height, int Level, string? Truth)> ReadAll(CaptureSource source)
    {
        List<(int, int, int, string?)> frames = [];
        source.Start();
        while (true)
        {
            bool isOver = source.State is CaptureState.Ended or CaptureState.Failed;
            if (source.TryAcquireLatest(out Frame? frame))
                frames.Add((frame!.Width, frame.Height, frame.Row(frame.Height / 2)[frame.Width / 2 * frame.BytesPerPixel], frame.Truth));
            else if (isOver)
                return frames;
            else
                source.WaitForFrame(TimeSpan.FromMilliseconds(50));
        }
    }

    [TestCase(320, 240, true)]
    [TestCase(320, 240, false)]
    [TestCase(322, 242, true)]
    [TestCase(162, 90, true)]
    public void Every_frame_of_a_video_arrives_in_order(int width, int height, bool isColour)
    {
        using CaptureSource source = CaptureSource.Open(WriteVideo("a.avi", 30, width, height, isColour), EveryFrame);
        var frames = ReadAll(source);
        Assert.That(source.State, Is.EqualTo(CaptureState.Ended));
        Assert.That(frames.Select(frame => (frame.Level + 4) / 8), Is.EqualTo(Enumerable.Range(0, 30)));
        Assert.That(frames.All(frame => frame.Width == width && frame.Height == height), Is.True);
        Assert.That((source.Captured, source.Drops.Total), Is.EqualTo((30L, 0L)));
    }

    [Test]
    public void A_live_video_drops_rather_than_waits()
    {
        using CaptureSource source = CaptureSource.Open(WriteVideo("a.avi", 10));
        source.Start();
        Wait.Until(() => source.State == CaptureState.Ended, "the video is over");
        Assert.That((source.Captured, source.Drops.Busy), Is.EqualTo((10L, 9L)));
        Assert.That(Wait.Frame(source).Sequence, Is.EqualTo(9));
    }

    [Test]
    public void A_video_can_loop()
    {
        using CaptureSource source = CaptureSource.Open(WriteVideo("a.avi", 5), EveryFrame with { Loop = true });
        source.Start();
        for (int i = 0; i < 12; i++)
            Assert.That((Wait.Frame(source).Row(9)[9] + 4) / 8, Is.EqualTo(i % 5));
    }

    [Test]
    public void A_truncated_video_gives_what_it_has()
    {
        string path = WriteVideo("a.avi", 30);
        byte[] whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        using CaptureSource source = CaptureSource.Open(path, EveryFrame);
        var frames = ReadAll(source);
        Assert.That(source.State, Is.EqualTo(CaptureState.Ended));
        Assert.That(frames, Has.Count.InRange(5, 29));
    }

    [TestCase("zero.avi", 0)]
    [TestCase("rubbish.mp4", 5000)]
    public void A_file_that_is_no_video_fails_at_once_with_its_name(string name, int length)
    {
        string path = Path.Combine(_folder, name);
        byte[] rubbish = new byte[length];
        new Random(1).NextBytes(rubbish);
        File.WriteAllBytes(path, rubbish);
        using CaptureSource source = CaptureSource.Open(path);
        Assert.That(ReadAll(source), Is.Empty);
        Assert.That(source.State, Is.EqualTo(CaptureState.Failed));
        Assert.That(source.Error, Does.Contain(name));
    }

    // Nobody writes to the pipe: whoever opens it waits for ever.
    [TestCase("pipe.mp4")]
    [TestCase("pipe.png")]
    [Platform("Linux")]
    public void A_pipe_is_refused_without_being_opened(string name)
    {
        string path = Path.Combine(_folder, name);
        using (Process make = Process.Start("mkfifo", path))
            make.WaitForExit();
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), path);
        foreach (string named in new[] { path, Path.Combine(_folder, "link") })
        {
            VisionException refused = Assert.Throws<VisionException>(() => CaptureSource.Open(named))!;
            Assert.That(refused.Message, Is.EqualTo($"'{named}' is a pipe, not a file."));
        }
    }

    [Test]
    [Platform("Linux")]
    public void A_socket_and_a_device_are_refused_without_being_opened()
    {
        string path = Path.Combine(_folder, "a.mp4");
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        VisionException refused = Assert.Throws<VisionException>(() => CaptureSource.Open(path))!;
        Assert.That(refused.Message, Is.EqualTo($"'{path}' is a socket, not a file."));
        refused = Assert.Throws<VisionException>(() => CaptureSource.Open("/dev/zero"))!;
        Assert.That(refused.Message, Is.EqualTo("'/dev/zero' is a device, not a file."));
    }

    [TestCase("")]
    [TestCase("*.png")]
    [Platform("Linux")]
    public void A_pipe_among_images_is_passed_over_and_counted(string pattern)
    {
        WriteImage("p1.png", 8, 8, 10);
        using (Process make = Process.Start("mkfifo", Path.Combine(_folder, "p2.png")))
            make.WaitForExit();
        using CaptureSource source = CaptureSource.Open(Path.Combine(_folder, pattern), EveryFrame);
        Assert.That(ReadAll(source), Is.EqualTo(new[] { (8, 8, 10, "p1") }));
        Assert.That((source.State, source.Drops.Corrupt), Is.EqualTo((CaptureState.Ended, 1L)));
        File.Delete(Path.Combine(_folder, "p1.png"));
        using CaptureSource none = CaptureSource.Open(Path.Combine(_folder, pattern), EveryFrame);
        Assert.That(ReadAll(none), Is.Empty);
        Assert.That(none.Error, Does.Contain("'p2.png' is a pipe, not a file"));
    }

    [Test]
    public void A_folder_may_mix_sizes_and_hold_broken_images()
    {
        WriteImage("p1.png", 64, 48, 10);
        File.WriteAllBytes(Path.Combine(_folder, "p2.png"), []);
        WriteImage("p3.jpg", 33, 77, 30, isColour: false);
        File.WriteAllBytes(Path.Combine(_folder, "p4.jpg"), new byte[100]);
        WriteImage("p10.bmp", 1, 1, 50);
        using CaptureSource source = CaptureSource.Open(_folder, EveryFrame);
        Assert.That(ReadAll(source), Is.EqualTo(new[] { (64, 48, 10, "p1"), (33, 77, 30, "p3"), (1, 1, 50, "p10") }));
        Assert.That(source.State, Is.EqualTo(CaptureState.Ended));
        Assert.That(source.Drops.Corrupt, Is.EqualTo(2));
    }

    [TestCase("half.jpg")]
    [TestCase("half.png")]
    [TestCase("half.bmp")]
    [TestCase("half.webp")]
    public void Half_an_image_is_corrupt(string name)
    {
        string path = Path.Combine(_folder, name);
        using (Mat picture = new(200, 300, MatType.CV_8UC3))
        {
            Cv2.Randu(picture, Scalar.All(0), Scalar.All(255));
            Cv2.ImWrite(path, picture);
        }
        byte[] whole = File.ReadAllBytes(path);
        using (CaptureSource source = CaptureSource.Open(path, EveryFrame))
            Assert.That(ReadAll(source), Has.Count.EqualTo(1));
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        using CaptureSource half = CaptureSource.Open(path, EveryFrame);
        Assert.That(ReadAll(half), Is.Empty);
        Assert.That(half.State, Is.EqualTo(CaptureState.Failed));
    }

    [Test]
    public void A_picture_that_claims_a_huge_size_is_refused()
    {
        WriteImage("ok.png", 8, 8);
        string huge = WriteImage("huge.png", Frame.MaxDimension + 1, 2);
        using CaptureSource source = CaptureSource.Open(_folder, EveryFrame);
        Assert.That(ReadAll(source), Has.Count.EqualTo(1));
        Assert.That(source.Drops.Corrupt, Is.EqualTo(1));

        using CaptureSource single = CaptureSource.Open(huge);
        Assert.That(ReadAll(single), Is.Empty);
        Assert.That((single.State, single.Error), Is.EqualTo((CaptureState.Failed, "the image 'huge.png' is damaged or too large")));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Images_that_are_all_broken_fail_even_in_a_loop(bool loop)
    {
        for (int i = 0; i < 3; i++)
            File.WriteAllBytes(Path.Combine(_folder, $"{i}.png"), [1, 2, 3]);
        using CaptureSource source = CaptureSource.Open(_folder, EveryFrame with { Loop = loop });
        Assert.That(ReadAll(source), Is.Empty);
        string error = "none of the 3 images can be decoded; the last, '2.png', is damaged or no image";
        Assert.That((source.State, source.Error), Is.EqualTo((CaptureState.Failed, error)));
    }

    [Test]
    public void Live_images_are_shown_for_a_second_of_frames()
    {
        WriteImage("one.png", 8, 8);
        using CaptureSource source = CaptureSource.Open(_folder, new CaptureOptions { Fps = 1000 });
        source.Start();
        Wait.Until(() => source.State == CaptureState.Ended, "the image was shown");
        Assert.That(source.Captured, Is.EqualTo(1000));
    }
}
