using System.Diagnostics;
using System.Text.Json;
using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Output;

/// <summary>Files that take their place when they are whole, or not at all.</summary>
[TestFixture]
public class OutputFileTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("output-file-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void AWholeFileReplacesTheOld_AndNothingElseIsLeft()
    {
        string path = Old("shot.png");
        OutputFile.Write(path, stream => stream.Write("new"u8));
        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.EqualTo(new[] { path }));
    }

    // Every write of each kind of file, and what happens when it is closed: the disk is full from then on.
    [TestCaseSource(nameof(Contents))]
    public void ADiskThatFillsUp_AtAnyWrite_IsTold_AndLeavesTheOldFile(string name, Action<Stream> write)
    {
        string path = Old(name);
        int calls = 0;
        for (int allowed = 0; ; allowed++)
        {
            FillingDisk? disk = null;
            try
            {
                OutputFile.Write(path, write, stream => disk = new FillingDisk(stream, allowed));
                calls = disk!.Calls;
                break;
            }
            catch (VisionException e)
            {
                Assert.That(e.Message, Is.EqualTo($"'{path}' was not written: No space left on device."));
            }
            Assert.That(File.ReadAllText(path), Is.EqualTo("old"), $"after {allowed} calls that went well");
            Assert.That(Directory.GetFileSystemEntries(_folder), Is.EqualTo(new[] { path }));
        }
        Assert.That(calls, Is.GreaterThan(1), "a write and a flush at least");
        Assert.That(new FileInfo(path).Length, Is.GreaterThan(3));
    }

    private static IEnumerable<TestCaseData> Contents()
    {
        yield return new TestCaseData("t.npy", (Stream to) => NpyFile.WriteTo(to, new byte[12], TensorType.Float32, [1, 3]))
            .SetArgDisplayNames("npy");
        yield return new TestCaseData("shot.png", (Stream to) =>
        {
            using var picture = new OverlayRenderer.BgraCanvas();
            picture.Resize(64, 48);
            picture.Clear(0xFF336699);
            picture.WritePng(to);
        }).SetArgDisplayNames("png");
        yield return new TestCaseData("log.json", (Stream to) =>
        {
            using var json = new Utf8JsonWriter(to);
            json.WriteStartArray();
            for (int i = 0; i < 100; i++)
            {
                json.WriteNumberValue(i);
                json.Flush();
            }
            json.WriteEndArray();
        }).SetArgDisplayNames("json");
    }

    [Test]
    public void AMissingFolderFails()
    {
        string path = Path.Combine(_folder, "missing", "shot.png");
        Assert.That(() => OutputFile.Write(path, _ => { }), Throws.InstanceOf<VisionException>().With.Message.Contains(path));
        Assert.That(OutputFile.Problem(path), Does.Contain("missing' does not exist"));
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public void AFolder_AndNoName_AreProblems_AndAPlaceThatIsFreeIsNone()
    {
        Assert.That(OutputFile.Problem(_folder), Does.Contain("folder"));
        Assert.That(OutputFile.Problem(""), Is.Not.Null);
        Assert.That(OutputFile.Problem(Path.Combine(_folder, "new.json")), Is.Null);
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.Empty, "looking changes nothing");
    }

    [Test]
    [Platform("Linux")]
    public void ALinkStays_AndWhatItLeadsToIsReplaced_EvenIfItDoesNotExistYet()
    {
        string link = Path.Combine(_folder, "link.json"), target = Path.Combine(_folder, "real.json");
        File.CreateSymbolicLink(link, "real.json");
        foreach (string content in new[] { "first", "second" })
        {
            Assert.That(OutputFile.Problem(link), Is.Null);
            OutputFile.Write(link, stream => stream.Write(System.Text.Encoding.ASCII.GetBytes(content)));
            Assert.That(File.ReadAllText(target), Is.EqualTo(content));
            Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo("real.json"));
        }
    }

    [Test]
    [Platform("Linux")]
    public void ADevice_IsWrittenTo_NotReplaced_AndItsErrorIsTold()
    {
        Assert.That(OutputFile.Problem("/dev/full"), Is.Null);
        Assert.That(OutputFile.Problem("/dev/full", mustBeRegular: true), Does.Contain("device"));
        Assert.That(
            () => OutputFile.Write("/dev/full", stream => stream.Write("new"u8)),
            Throws.InstanceOf<VisionException>().With.Message.EqualTo("'/dev/full' was not written: No space left on device."));
        Assert.That(() => new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0).WriteByte(1),
            Throws.InstanceOf<IOException>(), "it is the device still");
    }

    [Test]
    [Platform("Linux")]
    public async Task APipe_GetsItAll()
    {
        string pipe = Path.Combine(_folder, "pipe.json");
        using (Process make = Process.Start("mkfifo", [pipe]))
            make.WaitForExit();
        Assert.That(OutputFile.Problem(pipe), Is.Null);
        Task<string> reader = Task.Run(() => File.ReadAllText(pipe));
        OutputFile.Write(pipe, stream => stream.Write("through"u8));
        Assert.That(await reader, Is.EqualTo("through"));
    }

    [Test]
    [Platform("Linux")]
    public void APipeThatNobodyReads_IsGivenUp_WhenItIsLate()
    {
        string pipe = Path.Combine(_folder, "pipe.json");
        using (Process make = Process.Start("mkfifo", [pipe]))
            make.WaitForExit();
        using var late = new CancellationTokenSource();
        Assert.That(
            () => OutputFile.Write(pipe, _ => late.Cancel(), late: late.Token),
            Throws.InstanceOf<VisionException>().With.Message.EqualTo($"'{pipe}' was not written: nobody reads it."));
    }

    [Test]
    [Platform("Linux")]
    public void ANameOfAnyLength_ThatTheSystemAllows_CanBeWritten([Values("a", "\u00e9", "\u20ac")] string letter)
    {
        int count = (255 - ".json".Length) / System.Text.Encoding.UTF8.GetByteCount(letter);
        string path = Path.Combine(_folder, string.Concat(Enumerable.Repeat(letter, count)) + ".json");
        Assert.That(OutputFile.Problem(path), Is.Null);
        OutputFile.Write(path, stream => stream.Write("new"u8));
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.EqualTo(new[] { path }));
    }

    [Test]
    [Platform("Linux")]
    public void AFile_IsKnownByEveryNameItHas_AndByTheOneItWillHave()
    {
        string file = Old("a.mp4"), second = Path.Combine(_folder, "b.mp4");
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "folder")).FullName, link = Path.Combine(_folder, "link");
        RealtimeCnn.Tests.Links.Create(file, second);
        Directory.CreateSymbolicLink(link, folder);
        File.CreateSymbolicLink(Path.Combine(folder, "c.mp4"), "../a.mp4");
        Assert.That(OutputFile.IsSame(file, second));
        Assert.That(OutputFile.IsSame(Path.Combine(link, "c.mp4"), second));
        Assert.That(OutputFile.IsSame(Path.Combine(link, "new.mp4"), Path.Combine(folder, "new.mp4")), "which is not there yet");
        Assert.That(OutputFile.IsSame(Path.Combine(link, "new.mp4"), Path.Combine(folder, "other.mp4")), Is.False);
        Assert.That(OutputFile.IsSame(file, Old("other.mp4")), Is.False);
    }

    private string Old(string name)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, "old");
        return path;
    }

    /// <summary>A stream over another, on a disk that is full after so many calls.</summary>
    private sealed class FillingDisk(Stream inner, int allowed) : Stream
    {
        public int Calls { get; private set; }
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Count();
            inner.Write(buffer);
        }

        public override void Flush()
        {
            Count();
            inner.Flush();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing) => inner.Dispose();

        private void Count()
        {
            if (Calls++ >= allowed)
                throw new IOException("No space left on device");
        }
    }
}
