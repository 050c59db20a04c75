using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Output;

/// <summary>Files that take their place when they are whole, or not at all.</summary>
[TestFixture]
public class PartialFileTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("partial-file-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void AWholeFileReplacesTheOld_AndNothingElseIsLeft()
    {
        string path = Path.Combine(_folder, "shot.png");
        File.WriteAllText(path, "old");
        PartialFile.Write(path, stream => stream.Write("new"u8));
        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.EqualTo(new[] { path }));
    }

    [Test]
    public void AFailureLeavesTheOldFileAndNothingElse()
    {
        string path = Path.Combine(_folder, "shot.png");
        File.WriteAllText(path, "old");
        Assert.That(() => PartialFile.Write(path, _ => throw new IOException("full")), Throws.InstanceOf<IOException>());
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.EqualTo(new[] { path }));
    }

    [Test]
    public void APlaceThatCannotBeTakenLeavesNothing()
    {
        // A folder of that name cannot be replaced by a file, so the last step fails after the temporary file was written.
        string path = Path.Combine(_folder, "shot.png");
        Directory.CreateDirectory(path);
        Assert.That(
            () => PartialFile.Write(path, stream => stream.Write("new"u8)),
            Throws.InstanceOf<IOException>().Or.InstanceOf<UnauthorizedAccessException>());
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.EqualTo(new[] { path }));
    }

    [Test]
    public void AMissingFolderFails()
    {
        string path = Path.Combine(_folder, "missing", "shot.png");
        Assert.That(() => PartialFile.Write(path, _ => { }), Throws.InstanceOf<DirectoryNotFoundException>());
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.Empty);
    }
}
