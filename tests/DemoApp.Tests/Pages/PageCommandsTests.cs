using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Pages;

/// <summary>
/// Every command that the pages show runs as it stands there, in a folder that holds the files it names. Those that cannot run here are
/// listed with the reason; a command that is neither run nor listed fails, and so does a line of the list that no page has.
/// </summary>
[TestFixture]
public class PageCommandsTests
{
    private const string Builds = "builds or measures for minutes", Network = "needs a network", Window = "needs a window",
        Windows = "needs Windows", Weights = "needs weights of 100 MB or more",
        Stranger = "builds for minutes; tests/outsider or tests/hosts do the like";

    private static readonly string[] Ending = ["photo.jpg", "video.mp4"]; // sources that do

    // By what a command begins with.
    private static readonly (string Start, string Reason)[] NotRun =
    [
        ("./test", Builds),
        ("dotnet build", Builds),
        ("dotnet run -c Release --project benchmarks", Builds),
        ("xvfb-run -s \"-screen 0 1280x720x24\"", Window),
        ("benchmarks/native/run.sh", Builds),
        ("tests/Fuzz.Tests/run.sh", Builds),
        ("dotnet run -c Release --project tools/LeNetTrainer", Network),
        ("dotnet run -c Release --project samples/", Stranger),
        ("scripts/pack.sh", Stranger),
        ("scripts/build-native.sh", Stranger),
        ("scripts/build-unity.sh", Builds),
        ("gcc ", Stranger),
        ("./first", Stranger),
        ("python3 tests/hosts/", Stranger),
        ("demo.cmd", Windows),
        ("test.cmd", Windows),
        ("realtimecnn.cmd", Windows),
        ("realtimecnn demo", "the installed tool, which tests/outsider tries"),
        ("dotnet publish", Windows),
        ("./demo --tour", "loads ten networks and runs for a minute"),
        ("./demo --pull", Network),
        ("./demo @camera.txt", "needs a camera"),
        ("./realtimecnn models pull", Network),
        ("./realtimecnn models import", Weights),
        ("./realtimecnn classify rose.jpg --model flowers", Weights),
        ("./demo --model flowers", Weights),
        ("./realtimecnn classify photo.jpg --model resnet50 --explain", Weights),
        ("./realtimecnn models run tinynet", "the page's own example of a network that is yet to be written"),
    ];

    private static IEnumerable<TestCaseData> Run()
    {
        foreach (string command in PageCommands.All.Keys.Where(command => Why(command) is null))
        {
            TestCaseData test = new TestCaseData(command).SetArgDisplayNames(command.Replace('"', '\''));
            bool endsByTimeOnly = command.StartsWith("./demo", StringComparison.Ordinal) && !Ending.Any(command.Contains);
            yield return endsByTimeOnly ? test.SetCategory("Long") : test;
        }
    }

    [TestCaseSource(nameof(Run))]
    public void ItRunsAsWritten(string command)
    {
        Machine.NeedsLinux("The pages' commands are those of a shell of Unix.");
        using TemporaryShims folder = new();
        PageFiles.MakeFor(command, folder.At);
        // What ends with its window, or by Ctrl-C, ends by itself without a display; what is drawn for another program is not looked at.
        CommandLine.Outcome outcome = folder.Run($"set -o pipefail; {command}");
        Assert.That(outcome.ExitCode, Is.Zero, $"{PageCommands.All[command]}: {command}\n{outcome.Error}");
        foreach (string written in PageFiles.WrittenBy(command))
            Assert.That(new FileInfo(folder.At(written)), Has.Property(nameof(FileInfo.Length)).GreaterThan(0), written);
    }

    [Test]
    public void EveryCommandIsRun_OrListedWithItsReason()
    {
        Machine.NeedsLinux("The pages lie beside the tests there.");
        string[] listed = [.. PageCommands.All.Keys.Where(command => Why(command) is not null)];
        Assert.That(PageCommands.All, Has.Count.GreaterThan(40));
        Assert.That(PageCommands.All.Count - listed.Length, Is.GreaterThan(15), "few commands are run");
        foreach ((string start, _) in NotRun)
            Assert.That(listed, Has.Some.StartsWith(start), "no page has such a command any more");
        Assert.That(
            PageCommands.All.Keys.Where(command => command.StartsWith("realtimecnn ", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "realtimecnn demo" }), "from a fresh clone it is ./realtimecnn");
        TestContext.Out.WriteLine($"{PageCommands.All.Count - listed.Length} commands of the pages are run, {listed.Length} are not:");
        foreach (IGrouping<string, string> group in listed.GroupBy(command => Why(command)!))
            TestContext.Out.WriteLine($"  {group.Count()}: {group.Key}");
    }

    private static string? Why(string command) =>
        NotRun.FirstOrDefault(entry => command.StartsWith(entry.Start, StringComparison.Ordinal)).Reason
        ?? (command.Contains("| dot ") ? "needs Graphviz" : command.Split(' ').Any(IsForm) ? "a form with names to fill in" : null);

    private static bool IsForm(string word) => word.Length > 1 && word.All(c => char.IsAsciiLetterUpper(c) || c is '@' or '.');
}
