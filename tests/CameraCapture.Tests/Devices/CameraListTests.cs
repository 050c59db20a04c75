namespace RealtimeCnn.CameraCapture.Tests;

public class CameraListTests
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromHours(1);

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("capture").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Cameras_are_listed_with_names_and_problems()
    {
        foreach (string file in new[] { "video10", "video2", "videoX" })
            File.WriteAllBytes(Path.Combine(_folder, file), []);
        string names = Path.Combine(_folder, "names");
        Directory.CreateDirectory(Path.Combine(names, "video2"));
        File.WriteAllText(Path.Combine(names, "video2", "name"), "Desk camera\n");
        IReadOnlyList<Camera> found = CameraList.ListLinux(_folder, names);
        Assert.That(found, Is.EqualTo(new Camera[] { new(2, "Desk camera", null), new(10, "video10", null) }));
        Assert.That(CameraList.ListLinux(Path.Combine(_folder, "none"), names), Is.Empty);
    }

    [Test]
    public void The_first_camera_that_opens_is_taken()
    {
        List<int> tried = [];
        Choice<string> choice = CameraList.Choose(
            [new(0, "locked", "no permission"), new(1, "busy", null), new(2, "free", null), new(3, "other", null)],
            index =>
            {
                tried.Add(index);
                return index == 1 ? "another program is using it" : null;
            },
            LongEnough);
        Assert.That(tried, Is.EqualTo(new[] { 1, 2 }));
        Assert.That(
            choice.ToString(), Is.EqualTo("camera:2 (not camera:0: no permission) (not camera:1: another program is using it)"));
    }

    [Test]
    public void Without_a_camera_it_is_the_sample()
    {
        Choice<string> choice = CameraList.Choose([], _ => throw new InvalidOperationException("there is none to open"), LongEnough);
        Assert.That(choice.ToString(), Is.EqualTo("sample"));
    }

    [Test]
    public void A_camera_that_never_opens_holds_nobody_up()
    {
        using ManualResetEventSlim end = new();
        List<int> tried = [];
        Choice<string> choice = CameraList.Choose(
            [new(0, "hangs", null), new(1, "next", null)],
            index =>
            {
                tried.Add(index);
                end.Wait();
                return null;
            },
            TimeSpan.FromMilliseconds(50));
        Assert.That(tried, Is.SubsetOf(new[] { 0 }), "the limit is for all of them");
        Assert.That(choice.Chosen, Is.EqualTo("sample"));
        Assert.That(choice.Rejected.Select(one => one.Candidate), Is.EqualTo(new[] { "camera:0", "camera:1" }));
        Assert.That(choice.Rejected[0].Reason, Does.StartWith("it does not open within "));
        Assert.That(choice.Rejected[1].Reason, Does.StartWith("there was no time left to try it"));
        end.Set();
    }

    [Test]
    public void A_library_that_throws_is_a_reason()
    {
        Choice<string> choice = CameraList.Choose([new(0, "odd", null)], _ => throw new OpenCvSharp.OpenCVException("at once"), LongEnough);
        Assert.That(choice.ToString(), Is.EqualTo("sample (not camera:0: the capture library failed (OpenCVException))"));
    }
}
