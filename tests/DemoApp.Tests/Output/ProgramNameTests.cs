using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Output;

/// <summary>What help and errors call the program: what was typed, or would be found.</summary>
[TestFixture, Platform("Linux")]
public class ProgramNameTests
{
    [TestCase("./realtimecnn", "/usr/bin/dotnet", "/bin", "./realtimecnn")]
    [TestCase("/a b/realtimecnn", "/usr/bin/dotnet", "/bin", "\"/a b/realtimecnn\"")]
    [TestCase(null, "/home/u/.dotnet/tools/realtimecnn", "/bin:/home/u/.dotnet/tools/", "realtimecnn")]
    [TestCase(null, "/opt/realtimecnn", "/bin", "/opt/realtimecnn")]
    [TestCase(null, "/usr/bin/dotnet", "/bin", "dotnet /x/realtimecnn.dll")]
    public void ItIsWhatAShellKnows(string? script, string process, string path, string expected) =>
        Assert.That(ProgramName.Of(script, process, "/x/realtimecnn.dll", path), Is.EqualTo(expected));
}
