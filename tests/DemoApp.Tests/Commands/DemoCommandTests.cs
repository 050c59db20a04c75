using System.CommandLine;
using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Commands;

[TestFixture]
public class DemoCommandTests
{
    [TestCase("demo --headless", false)]
    [TestCase("demo --headless --source sample --frames 3", false)]
    [TestCase("demo", true)] // a key may begin a recording
    [TestCase("demo --headless --record a.mp4", true)]
    [TestCase("demo --headless --screenshot a.png", true)]
    [TestCase("demo --headless --json a.json", true)]
    [TestCase("devices", false)]
    public void TimeIsLeft_OnlyWhereFilesMayHaveToBeFinished(string line, bool expected)
    {
        RootCommand root = new() { DemoCommand.Create(), DevicesCommand.Create() };
        Assert.That(DemoCommand.MayHaveFilesToFinish(root.Parse(line)), Is.EqualTo(expected));
    }
}
