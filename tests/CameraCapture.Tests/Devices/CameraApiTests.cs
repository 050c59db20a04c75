using OpenCvSharp;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>What OpenCV is asked for; a picture file stands in for the camera that it opens.</summary>
public class CameraApiTests
{
    private static readonly CaptureOptions Options = new() { Width = 1280, Height = 720, Fps = 30 };

    private readonly List<int[]> _asked = [];
    private string _folder = "";

    [SetUp]
    public void Begin()
    {
        _asked.Clear();
        _folder = Directory.CreateTempSubdirectory("capture").FullName;
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    // Opens where the format is one of those that it takes.
    private VideoCapture Open(VideoCaptureAPIs id, Func<int[], bool> takes)
    {
        string picture = Path.Combine(_folder, "camera.png");
        using (Mat mat = new(8, 8, MatType.CV_8UC3, Scalar.All(1)))
            Cv2.ImWrite(picture, mat);
        CameraApi api = new("one", id)
        {
            Construct = (index, asked, format) =>
            {
                Assert.That((index, asked), Is.EqualTo((3, id)));
                _asked.Add(format);
                return takes(format) ? new(picture, VideoCaptureAPIs.IMAGES) : new();
            },
        };
        return api.Open(3, Options);
    }

    private static readonly int[] SizeAndRate =
    [
        (int)VideoCaptureProperties.FrameWidth, 1280, (int)VideoCaptureProperties.FrameHeight, 720, (int)VideoCaptureProperties.Fps, 30,
    ];

    private static readonly int[] Jpeg = [(int)VideoCaptureProperties.FourCC, VideoWriter.FourCC('M', 'J', 'P', 'G')];

    [Test]
    public void Media_Foundation_is_asked_once_and_for_no_codec()
    {
        using VideoCapture camera = Open(VideoCaptureAPIs.MSMF, _ => true);
        Assert.That(camera.IsOpened(), Is.True);
        Assert.That(_asked, Is.EqualTo(new[] { SizeAndRate }));
    }

    [Test]
    public void DirectShow_is_asked_once_for_all()
    {
        using VideoCapture camera = Open(VideoCaptureAPIs.DSHOW, _ => true);
        Assert.That(camera.IsOpened(), Is.True);
        Assert.That(_asked, Is.EqualTo(new[] { Jpeg.Concat(SizeAndRate) }));
    }

    [Test]
    public void A_camera_that_refuses_a_format_is_opened_as_it_comes(
        [Values(VideoCaptureAPIs.MSMF, VideoCaptureAPIs.DSHOW)] VideoCaptureAPIs id)
    {
        using VideoCapture camera = Open(id, format => format.Length == 0);
        Assert.That(camera.IsOpened(), Is.True);
        Assert.That(_asked, Has.Count.EqualTo(2));
    }

    [Test]
    public void V4L2_opens_without_a_format_which_it_would_refuse_as_a_whole()
    {
        using VideoCapture camera = Open(VideoCaptureAPIs.V4L2, format => format.Length == 0);
        Assert.That(camera.IsOpened(), Is.True);
        Assert.That(_asked, Is.EqualTo(new[] { Array.Empty<int>() }));
    }
}
