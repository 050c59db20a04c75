using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Running;

/// <summary>Programs that are started without standard input, output or error, or with one that is of no use.</summary>
[TestFixture]
[Platform("Linux")]
public class StandardFilesTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("realtimecnn-test").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(">&-", 1)]
    [TestCase("<&- >&-", 1)]
    [TestCase("1</dev/null", 1)]
    [TestCase("<&-", 0)]
    public void OneThatIsMissing_CostsNoFile_AndALostReportIsTold(string redirection, int expected)
    {
        string video = Path.Combine(_folder, "a.avi"), json = Path.Combine(_folder, "a.json");
        CommandLine.Outcome outcome = CommandLine.RunIn(
            $"exec \"$@\" {redirection}", "demo", "--headless", "--source", "synthetic:moving", "--preprocess", "cpu", "--frames", "20",
            "--record", video, "--json", json);
        Assert.That(outcome.ExitCode, Is.EqualTo(expected), outcome.Error);
        string[] told = expected == 0 ? [] : ["Standard output was not written: it is closed, or open for reading only."];
        Assert.That(outcome.ErrorLines, Is.EqualTo(told));
        Assert.That(new FileInfo(video).Length, Is.GreaterThan(4096));
        Assert.That(new FileInfo(json).Length, Is.GreaterThan(100));
    }

    [Test]
    public void WithoutStandardError_ARunIsAsAlways()
    {
        CommandLine.Outcome outcome = CommandLine.RunIn("exec \"$@\" 2>&-", "models", "show", "lenet5");
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        Assert.That(outcome.Output, Does.Contain("LeNet"));
    }

    [Test]
    public void TheArguments_AreThoseThatWereGiven()
    {
        CommandLine.Outcome outcome = CommandLine.RunIn("exec \"$@\" <&-", "classify", "no such $(file) \"é\".png", "");
        Assert.That(outcome.ExitCode, Is.EqualTo(2), outcome.Error);
        outcome = CommandLine.RunIn("exec \"$@\" <&-", "classify", "no such $(file) \"é\".png");
        Assert.That(outcome.Error, Does.Contain("no such $(file) \"é\".png"));
    }
}
