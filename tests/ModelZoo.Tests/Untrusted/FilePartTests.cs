using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Parts of a file in a new one.</summary>
[TestFixture]
public class FilePartTests
{
    private WeightsData _data = null!;

    [SetUp]
    public void SetUp() => _data = new WeightsData();

    [TearDown]
    public void TearDown() => _data.Dispose();

    [Test]
    public void PartsThatOverlap_InAnyOrder_LieWhereTheyLay_AndNothingElse()
    {
        byte[] all = [.. Enumerable.Range(0, 100).Select(i => (byte)(i + 1))];
        FilePart.Copy(_data.Write("all", all), At("some"), [new(60, 20), new(10, 20), new(25, 10), new(12, 3)], default);
        byte[] expected = [.. all.Take(80).Select((value, i) => i is (>= 10 and < 35) or >= 60 ? value : (byte)0)];
        Assert.That(File.ReadAllBytes(At("some")), Is.EqualTo(expected));
    }

    [Test]
    public void NoParts_AreAnEmptyFile_AndTheOtherIsNotOpened()
    {
        FilePart.Copy(At("not there"), At("none"), [], default);
        Assert.That(new FileInfo(At("none")).Length, Is.Zero);
    }

    [Test]
    public void AFileThatIsShorterByNow_IsTold() => Assert.That(
        () => FilePart.Copy(_data.Write("short", new byte[9]), At("copy"), [new(5, 5)], default), Throws.TypeOf<InvalidDataException>());

    [Test]
    public void ItEnds_WithinAPart()
    {
        using (FileStream large = File.Create(At("large")))
            large.SetLength(4L << 30); // takes no room
        using var cancel = new CancellationTokenSource();
        Task copying = Task.Run(() => FilePart.Copy(At("large"), At("copy"), [new(0, 4L << 30)], cancel.Token));
        Assert.That(SpinWait.SpinUntil(() => File.Exists(At("copy")) && new FileInfo(At("copy")).Length > 0, TimeSpan.FromMinutes(1)));
        cancel.Cancel();
        Assert.That(async () => await copying, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(new FileInfo(At("copy")).Length, Is.LessThan(4L << 30));
    }

    private string At(string name) => Path.Combine(_data.Folder, name);
}
