using System.Diagnostics;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Who leaves what in the folder of temporary files, and who may take it away.</summary>
[TestFixture]
internal sealed class ScratchFolderTests
{
    private DirectoryInfo _parent = null!;

    [SetUp]
    public void SetUp() => _parent = Directory.CreateTempSubdirectory("realtimecnn-sweep-");

    [TearDown]
    public void TearDown() => _parent.Delete(recursive: true);

    [Test]
    public void Dispose_LeavesNothing_AndTheNameTellsTheProcess()
    {
        var folder = new ScratchFolder();
        File.WriteAllText(Path.Combine(folder.Path, "weights.bin"), "1");
        Assert.That(Path.GetFileName(folder.Path), Does.StartWith($"realtimecnn-weights-{Environment.ProcessId}-"));
        const UnixFileMode OnlyTheUser = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(folder.Path), Is.EqualTo(OnlyTheUser));
        folder.Dispose();
        folder.Dispose();
        Assert.That(folder.Path, Does.Not.Exist);
    }

    [Test]
    public void Sweep_TakesWhatTheDeadLeft_AndNothingOfTheLiving()
    {
        string dead = Folder("realtimecnn-weights-1-dead", "lock", "weights.bin");
        string old = Folder("realtimecnn-weights-old", "weights.bin"); // from a release that locked nothing
        Directory.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-1));
        string justMade = Folder("realtimecnn-weights-2-new");
        string alive = Folder("realtimecnn-weights-3-alive", "lock", "weights.bin");
        string other = Folder("realtimecnn-models", "lock");
        using (new FileStream(Path.Combine(alive, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            ScratchFolder.Sweep(_parent.FullName);
        Assert.That(new[] { dead, old }.Where(Directory.Exists), Is.Empty);
        Assert.That(new[] { justMade, alive, other }.Where(Directory.Exists).Count(), Is.EqualTo(3));
        Assert.That(Directory.GetFiles(alive), Has.Length.EqualTo(2));
    }

    [Test]
    public void Sweep_FollowsNoLinks()
    {
        string own = Folder("mine", "lock", "precious");
        string file = Path.Combine(own, "precious");
        Machine.LinkFolder(Path.Combine(_parent.FullName, "realtimecnn-weights-4-link"), own);
        string dead = Folder("realtimecnn-weights-5-dead", "lock");
        Machine.LinkFolder(Path.Combine(dead, "inside"), own);
        string locked = Folder("realtimecnn-weights-6-lock");
        Machine.LinkFile(Path.Combine(locked, "lock"), file);
        File.WriteAllText(Path.Combine(_parent.FullName, "realtimecnn-weights-7-file"), "");
        ScratchFolder.Sweep(_parent.FullName);
        Assert.That(file, Does.Exist);
        Assert.That(dead, Does.Not.Exist);
        Assert.That(locked, Does.Exist);
    }

    [Test]
    public void Sweep_LeavesOtherUsersAlone()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName != "root")
            Assert.Ignore("Only root can make another user's folder.");
        string theirs = Folder("realtimecnn-weights-8-theirs", "lock");
        using (Process chown = Process.Start("chown", ["65534", theirs]))
            chown.WaitForExit();
        ScratchFolder.Sweep(_parent.FullName);
        Assert.That(theirs, Does.Exist);
    }

    [Test]
    public void Sweep_OfNoFolder_IsNoError() =>
        Assert.That(() => ScratchFolder.Sweep(Path.Combine(_parent.FullName, "nowhere")), Throws.Nothing);

    private string Folder(string name, params string[] files)
    {
        DirectoryInfo folder = _parent.CreateSubdirectory(name);
        foreach (string file in files)
            File.WriteAllText(Path.Combine(folder.FullName, file), "");
        return folder.FullName;
    }
}
