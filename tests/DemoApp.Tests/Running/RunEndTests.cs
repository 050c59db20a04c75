using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Running;

[TestFixture]
public class RunEndTests
{
    [Test]
    public void Report_NamesUntrainedModels_AndNoOther()
    {
        Assert.That(Report("alexnet", "nin"), Does.Contain("Ran alexnet, nin (untrained: predictions are noise)"));
        Assert.That(Report(), Does.StartWith("43 frames").And.Not.Contain("untrained"));
    }

    [Test]
    public void Report_TellsWhatIsToBeKnownOfTheSource()
    {
        Assert.That(Report(Summary() with { SourceNote = "the file is damaged" }), Does.Contain("Source: the file is damaged"));
        Assert.That(Report(), Does.Not.Contain("Source"));
    }

    private static string Report(params string[] untrained) => Report(Summary() with { Untrained = untrained });

    private static string Report(RunSummary summary)
    {
        using var text = new StringWriter();
        RunEnd.Report(text, summary, files: []);
        return text.ToString();
    }

    private static RunSummary Summary() => new()
    {
        Frames = 43,
        Seconds = 1,
        Captured = 44,
        Drops = default,
        Stages = new (double, double, double)[(int)Stage.Total + 1],
        Swaps = [],
        Backend = "cpu",
        Preprocess = "cpu: asked for",
        AllocatedBytesPerFrame = 0,
    };
}
