using OpenCvSharp;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>Which API a camera comes through, with devices that do as they are told.</summary>
public class CameraDeviceTests
{
    private static readonly CameraApi First = new("Media Foundation", VideoCaptureAPIs.MSMF);
    private static readonly CameraApi Second = new("DirectShow", VideoCaptureAPIs.DSHOW);

    private readonly List<string> _opened = [];
    private CameraApis _apis = null!;

    [SetUp]
    public void Begin()
    {
        _opened.Clear();
        _apis = new([First, Second]);
    }

    private CameraDevice Attempt(string? firstFault = null, string? secondFault = null, ReadOutcome outcome = ReadOutcome.Frame) =>
        new(_apis, api => new FakeDevice
        {
            OnOpen = () =>
            {
                lock (_opened)
                    _opened.Add(api.Name);
                return api == First ? firstFault : secondFault;
            },
            OnRead = (number, frame) => outcome == ReadOutcome.Frame ? FakeDevice.Numbered(number, frame) : outcome,
        });

    [Test]
    public void The_first_that_opens_is_taken_and_no_other_is_opened()
    {
        using CameraDevice camera = Attempt();
        using Frame frame = new();
        Assert.That(camera.Open(), Is.Null);
        Assert.That(camera.Read(frame), Is.EqualTo(ReadOutcome.Frame));
        Assert.That(_opened, Is.EqualTo(new[] { First.Name }));
        Assert.That(camera.Note, Is.Null);
    }

    [Test]
    public void One_that_does_not_open_gives_way_at_once_and_that_is_told()
    {
        using CameraDevice camera = Attempt(firstFault: "it does not open");
        using Frame frame = new();
        Assert.That(camera.Open(), Is.Null);
        Assert.That(camera.Note, Is.Null, "it has not brought a picture yet");
        camera.Read(frame);
        Assert.That(_opened, Is.EqualTo(new[] { First.Name, Second.Name }));
        Assert.That(camera.Note, Is.EqualTo("it comes through DirectShow, since Media Foundation does not open it"));
    }

    [Test]
    public void One_that_brings_no_picture_gives_way_in_the_next_attempt()
    {
        using (CameraDevice camera = Attempt(outcome: ReadOutcome.NoFrame))
        using (Frame frame = new())
        {
            Assert.That(camera.Open(), Is.Null);
            Assert.That(camera.Read(frame), Is.EqualTo(ReadOutcome.NoFrame));
            camera.Interrupt();
        }
        using CameraDevice next = Attempt();
        using Frame picture = new();
        Assert.That(next.Open(), Is.Null);
        next.Read(picture);
        Assert.That(_opened, Is.EqualTo(new[] { First.Name, Second.Name }));
        Assert.That(next.Note, Is.EqualTo("it comes through DirectShow, since Media Foundation brings no picture"));
    }

    [Test]
    public void Without_any_the_first_reason_is_told_and_the_next_attempt_begins_anew()
    {
        for (int i = 0; i < 2; i++)
        {
            using CameraDevice camera = Attempt("another program is using it", "nothing is there");
            Assert.That(camera.Open(), Is.EqualTo("another program is using it"));
        }
        Assert.That(_opened, Is.EqualTo(new[] { First.Name, Second.Name, First.Name, Second.Name }));
    }

    [Test]
    public void One_that_has_worked_is_kept()
    {
        using (CameraDevice camera = Attempt())
        using (Frame frame = new())
        {
            camera.Open();
            camera.Read(frame);
            camera.Interrupt();
        }
        using CameraDevice unplugged = Attempt("it is gone", null);
        Assert.That(unplugged.Open(), Is.EqualTo("it is gone"));
        unplugged.Interrupt();
        Assert.That(_apis.Current, Is.EqualTo(First));
        Assert.That(_opened, Is.EqualTo(new[] { First.Name, First.Name }));
    }

    [Test]
    public void One_that_hangs_is_passed_over_by_the_source_that_watches_it()
    {
        using ManualResetEventSlim end = new();
        CaptureOptions quick = new()
        {
            OpenTimeout = TimeSpan.FromMilliseconds(200),
            FirstRetryDelay = TimeSpan.FromMilliseconds(5),
            LongestRetryDelay = TimeSpan.FromMilliseconds(10),
            FrameTimeout = TimeSpan.FromHours(1),
        };
        int made = 0;
        CaptureSource source = new("camera:0", isLive: true, quick, () => new CameraDevice(_apis, api => new FakeDevice
        {
            OnOpen = () =>
            {
                Interlocked.Increment(ref made);
                if (api == First)
                    end.Wait();
                return null;
            },
        }));
        using (source)
        {
            source.Start();
            Wait.Until(() => source.State == CaptureState.Running, "the second one brings pictures");
            Wait.Until(() => source.Note is not null, "that is told");
            Assert.That(source.Note, Is.EqualTo("it comes through DirectShow, since Media Foundation brings no picture"));
            end.Set();
        }
        Assert.That(made, Is.GreaterThanOrEqualTo(2));
    }
}
