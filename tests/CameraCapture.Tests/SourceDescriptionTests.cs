using NUnit.Framework;

namespace RealtimeCnn.CameraCapture.Tests;

[TestFixture]
public class SourceDescriptionTests
{
    [TestCase("rtsp://user:secret@camera.local:8554/live?token=abc", "rtsp://camera.local:8554/live")]
    [TestCase("http://user@host/a.mjpg", "http://host/a.mjpg")]
    [TestCase("https://host/live", "https://host/live")]
    public void StreamUrls_LoseTheirCredentials(string url, string shown)
    {
        SourceDescription source = SourceDescription.Parse(url);
        Assert.That(source.DisplayName, Is.EqualTo(shown));
        Assert.That(source.ToString(), Is.EqualTo(shown));
        Assert.That(source.Kind, Is.EqualTo(SourceKind.Stream));
    }

    [TestCase("gopher://user:secret@host/")]
    [TestCase("rtsp://user:secret@")]
    public void BadUrls_LeakNothingIntoTheMessage(string url) =>
        Assert.That(() => SourceDescription.Parse(url), Throws.TypeOf<VisionException>().With.Message.Not.Contains("secret"));

    [TestCase("camera:0", SourceKind.Camera)]
    [TestCase("CAMERA:12", SourceKind.Camera)]
    [TestCase("synthetic:noise", SourceKind.Synthetic)]
    [TestCase("Sample", SourceKind.Sample)]
    public void Words_AreUnderstood(string text, SourceKind kind) => Assert.That(SourceDescription.Parse(text).Kind, Is.EqualTo(kind));

    [TestCase("camera:")]
    [TestCase("camera:-1")]
    [TestCase("camera:1000")]
    [TestCase("synthetic:")]
    [TestCase("nowhere.mp4")]
    [TestCase("")]
    public void Nonsense_IsRefused(string text) => Assert.That(() => SourceDescription.Parse(text), Throws.TypeOf<VisionException>());

    [Test]
    public void Images_ComeInNaturalOrder()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            foreach (string name in new[] { "a10.png", "a2.png", "A1.png", "notes.txt" })
                File.WriteAllBytes(Path.Combine(folder.FullName, name), [1]);
            Assert.That(SourceDescription.Parse(folder.FullName).ImageFiles.Select(Path.GetFileName), Is.EqualTo(new[] { "A1.png", "a2.png", "a10.png" }));
            Assert.That(SourceDescription.Parse(Path.Combine(folder.FullName, "a*.png")).ImageFiles, Has.Count.GreaterThanOrEqualTo(2));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
