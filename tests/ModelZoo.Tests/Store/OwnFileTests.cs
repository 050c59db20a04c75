using System.Diagnostics;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Somebody who can write in the store's folder plants a link; what it leads to keeps its bytes.</summary>
[TestFixture, Parallelizable(ParallelScope.Children), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class OwnFileTests
{
    private readonly WeightsData _data = new();

    [TearDown]
    public void TearDown() => _data.Dispose();

    [Test]
    public void ANewFile_IsMade_AndOpenedAgain()
    {
        string path = At("a");
        using (FileStream file = OwnFile.Open(path, FileShare.Read))
            file.WriteByte(7);
        using FileStream again = OwnFile.Open(path, FileShare.Read);
        Assert.That(again.ReadByte(), Is.EqualTo(7));
    }

    [Test]
    public void ALockIsHeld()
    {
        using FileStream held = OwnFile.Open(At("lock"), FileShare.None);
        Assert.That(() => OwnFile.Open(At("lock"), FileShare.None), Throws.InstanceOf<IOException>());
    }

    [TestCase("symbolic")]
    [TestCase("hard")]
    [TestCase("dead")]
    [TestCase("folder")]
    [TestCase("pipe")]
    public void WhatElseHasTheName_IsRefusedAndLeftAlone(string what)
    {
        string victim = _data.Write("victim", "precious"u8), path = At("a");
        switch (what)
        {
            case "symbolic": File.CreateSymbolicLink(path, victim); break;
            case "hard": _data.Link("victim", "a"); break;
            case "dead": File.CreateSymbolicLink(path, At("not made")); break;
            case "folder": Directory.CreateDirectory(path); break;
            default:
                if (OperatingSystem.IsWindows())
                    Assert.Ignore("There are none.");
                using (Process mkfifo = Process.Start("mkfifo", [path]))
                    mkfifo.WaitForExit();
                break;
        }
        Assert.That(
            () => OwnFile.Open(path, FileShare.None),
            Throws.TypeOf<VisionException>().With.Message.Contains($"'{path}' is a link").And.Message.Contains("delete it"));
        Assert.That(File.ReadAllText(victim), Is.EqualTo("precious"));
        Assert.That(At("not made"), Does.Not.Exist);
    }

    private string At(string name) => Path.Combine(_data.Folder, name);
}
