using System.Diagnostics;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>What has a name but no length: pipes and devices, and links to them, are refused before anything is read.</summary>
[Platform("Unix")]
public class IrregularFileTests
{
    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("irregular").FullName;

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("/dev/zero"), TestCase("/dev/null"), TestCase("/dev/urandom"), TestCase("PIPE"), CancelAfter(30_000)]
    public void It_is_refused_at_once_by_itself_and_behind_links(string path)
    {
        if (path == "PIPE")
        {
            path = Path.Combine(_folder, "pipe.png");
            using Process make = Process.Start("mkfifo", [path]);
            make.WaitForExit();
        }
        string link = Path.Combine(_folder, $"{Guid.NewGuid()}.png"), linkToLink = Path.Combine(_folder, $"{Guid.NewGuid()}.png");
        File.CreateSymbolicLink(link, path);
        File.CreateSymbolicLink(linkToLink, link);
        using Frame frame = new();
        foreach (string name in (string[])[path, link, linkToLink])
            Assert.That(ImageFile.TryRead(name, frame), Is.EqualTo("is no regular file"), name);
    }

    [Test]
    public void A_link_to_an_image_is_one_and_a_link_to_a_folder_is_a_folder()
    {
        string image = Path.Combine(_folder, "image.pgm"), link = Path.Combine(_folder, "link.pgm");
        string folder = Path.Combine(_folder, "folder.pgm");
        File.WriteAllText(image, "P2 1 1 255\n7\n");
        File.CreateSymbolicLink(link, image);
        File.CreateSymbolicLink(folder, _folder);
        using Frame frame = new();
        Assert.That(ImageFile.TryRead(link, frame), Is.Null);
        Assert.That(ImageFile.TryRead(folder, frame), Is.EqualTo("is a folder"));
    }
}
