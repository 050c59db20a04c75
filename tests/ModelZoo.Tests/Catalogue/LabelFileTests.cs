using System.Diagnostics;
using System.Text;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Label files of any encoding; of anything else than a file of bounded size nothing is read.</summary>
[TestFixture]
public class LabelFileTests
{
    private WeightsData _data = null!;

    [SetUp]
    public void SetUp() => _data = new WeightsData();

    [TearDown]
    public void TearDown() => _data.Dispose();

    [TestCase("utf-8")]
    [TestCase("utf-16")]
    [TestCase("utf-16BE")]
    [TestCase("utf-32")]
    public void MarkedText_IsReadAsItSays(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        LabelList labels = Read([.. encoding.Preamble, .. encoding.GetBytes("Käse\n猫\n")]);
        Assert.That((string.Join('|', labels), labels.Notes.Count), Is.EqualTo(("Käse|猫", 0)));
    }

    [Test]
    public void PlainUtf8_NeedsNoMark() => Assert.That(Read("Käse\n猫"u8.ToArray()).Notes, Is.Empty);

    [Test]
    public void Windows1252_IsReadAndSaid()
    {
        LabelList labels = Read([.. Encoding.Latin1.GetBytes("K\u00E4se\nf\u00FCnf "), 0x80]);
        Assert.That(string.Join('|', labels), Is.EqualTo("Käse|fünf €"));
        Assert.That(labels.Notes.Single(), Does.Contain("Windows-1252"));
    }

    [Test]
    public void NoText_IsRefused()
    {
        Refuses(_data.Write("x.txt", [65, 0, 66, 0]), "no text");
        Refuses(_data.Write("x.txt", [0xFF, 0xFE, 65]), "not valid as such");
        Refuses(_data.Write("x.txt", []), "empty");
        Refuses(_data.Write("x.txt", new byte[(4 << 20) + 1]), "at most");
        Refuses(_data.Folder, "is a folder");
        Refuses(Path.Combine(_data.Folder, "gone.txt"), "does not exist");
    }

    [Test, Platform("Unix"), CancelAfter(30_000)]
    public void PipesAndDevices_AreRefusedAtOnce()
    {
        string pipe = Path.Combine(_data.Folder, "pipe");
        using (var mkfifo = Process.Start("mkfifo", [pipe]))
            mkfifo.WaitForExit();
        foreach (string path in new[] { pipe, "/dev/zero", "/dev/null" })
            Refuses(path, "pipe or device");
    }

    [Test]
    public void SameNames_AreEqual_WhateverWasSaid()
    {
        LabelList synsets = Read("n01440764 tench"u8.ToArray());
        Assert.That(synsets, Is.EqualTo((object)Read("tench"u8.ToArray())));
    }

    private LabelList Read(byte[] bytes) => LabelList.Read(_data.Write("labels.txt", bytes));

    private static void Refuses(string path, string because) =>
        Assert.That(() => LabelList.Read(path), Throws.TypeOf<VisionException>().With.Message.Contains(because).And.Message.Contains(path));
}
