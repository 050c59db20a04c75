using OpenCvSharp;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>Images that are named after their level, 10 times their number.</summary>
public class ImageDeviceTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("images").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Each_is_held_as_long_as_is_asked()
    {
        using ImageDevice device = new(Images(3), new CaptureOptions { Fps = 10, Hold = TimeSpan.FromSeconds(0.5) });
        Assert.That(Read(device, 15), Is.EqualTo(Enumerable.Repeat(0, 5).Concat(Enumerable.Repeat(1, 5)).Concat(Enumerable.Repeat(2, 5))));
        using Frame frame = new();
        Assert.That(device.Read(frame), Is.EqualTo(ReadOutcome.End));
    }

    [Test]
    public void In_a_loop_they_begin_again_without_a_gap_in_time()
    {
        using ImageDevice device = new(Images(2), Single with { Loop = true });
        Assert.That(Read(device, 5), Is.EqualTo(new[] { 0, 1, 0, 1, 0 }));
        Assert.That(device.Time, Is.EqualTo(TimeSpan.FromSeconds(5 / Single.Fps)));
    }

    [Test]
    public void Steps_go_both_ways_and_around()
    {
        using ImageDevice device = new(Images(4), Single with { Loop = true, EveryFrame = false, Hold = TimeSpan.FromHours(1) });
        Assert.That(Read(device, 1), Is.EqualTo(new[] { 0 }));
        foreach ((int steps, int expected) in new[] { (1, 1), (-1, 0), (-1, 3), (1, 0), (2, 2), (-3, 3), (5, 0) })
        {
            Assert.That(device.Step(steps), Is.True);
            Assert.That(device.IsStepping, Is.True);
            Assert.That(Read(device, 2), Is.EqualTo(new[] { expected, expected }), $"{steps} further");
            Assert.That(device.IsStepping, Is.False);
        }
    }

    [Test]
    public void A_step_before_the_first_counts_from_there()
    {
        using ImageDevice device = new(Images(4), Single);
        device.Step(-1);
        Assert.That(Read(device, 1), Is.EqualTo(new[] { 3 }));
    }

    [Test]
    public void A_step_past_the_end_goes_around_without_a_loop_too()
    {
        using ImageDevice device = new(Images(2), Single);
        Read(device, 2);
        device.Step(1);
        Assert.That(Read(device, 1), Is.EqualTo(new[] { 0 }));
    }

    [TestCase(1, 3)]
    [TestCase(-1, 1)]
    public void What_cannot_be_decoded_is_stepped_over_in_the_same_direction(int step, int expected)
    {
        string[] images = Images(4);
        File.WriteAllText(images[2], "no image");
        using ImageDevice device = new(images, Single with { Loop = true });
        while (Read(device, 1)[0] != (step > 0 ? 1 : 3))
        {
        }
        device.Step(step);
        Assert.That(Read(device, 1), Is.EqualTo(new[] { expected }));
    }

    [Test]
    public void Images_that_are_all_gone_fail_in_whatever_direction()
    {
        string[] images = Images(3);
        using ImageDevice device = new(images, Single with { Loop = true });
        Read(device, 1);
        foreach (string image in images)
            File.Delete(image);
        device.Step(-1);
        using Frame frame = new();
        ReadOutcome[] outcomes = [.. Enumerable.Range(0, 4).Select(_ => device.Read(frame))];
        Assert.That(outcomes, Is.EqualTo(new[] { ReadOutcome.Corrupt, ReadOutcome.Corrupt, ReadOutcome.Corrupt, ReadOutcome.Failed }));
        Assert.That(device.Fault, Does.Contain("none of the 3 images"));
    }

    [Test]
    public void Other_frames_get_the_picture_too()
    {
        using ImageDevice device = new(Images(2), Single with { EveryFrame = false, Fps = 2, Loop = true });
        using Frame a = new(), b = new();
        int[] levels = [.. new[] { a, b, a, b, b, a }.Select(frame => Number(device, frame))];
        Assert.That(levels, Is.EqualTo(new[] { 0, 0, 1, 1, 0, 0 }));
    }

    private static CaptureOptions Single => new() { EveryFrame = true };

    private string[] Images(int count)
    {
        string[] paths = [.. Enumerable.Range(0, count).Select(i => Path.Combine(_folder, $"{i}.png"))];
        for (int i = 0; i < count; i++)
        {
            using Mat picture = new(4, 6, MatType.CV_8UC3, Scalar.All(10 * i));
            Cv2.ImWrite(paths[i], picture);
        }
        return paths;
    }

    private static int[] Read(ImageDevice device, int count)
    {
        using Frame frame = new();
        return [.. Enumerable.Range(0, count).Select(_ => Number(device, frame))];
    }

    private static int Number(ImageDevice device, Frame frame)
    {
        ReadOutcome outcome;
        do
            outcome = device.Read(frame);
        while (outcome == ReadOutcome.Corrupt);
        Assert.That(outcome, Is.EqualTo(ReadOutcome.Frame));
        Assert.That(frame.Truth, Is.EqualTo($"{frame.Row(0)[0] / 10}"));
        return frame.Row(0)[0] / 10;
    }
}
