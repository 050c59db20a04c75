using NUnit.Framework;
using Spectre.Console;

namespace RealtimeCnn.DemoApp.Tests.Headless;

[TestFixture]
public class LiveTableTests
{
    private const string Mark = "(untrained: predictions are noise)";

    [Test]
    public void Line_MarksAnUntrainedModel()
    {
        Assert.That(LiveTable.Line(Reading(isTrained: false)), Does.StartWith($"frame     43  alexnet {Mark}  sea snake 70%  "));
        Assert.That(LiveTable.Line(Reading(isTrained: true)), Does.StartWith("frame     43  alexnet  sea snake 70%  "));
    }

    [Test]
    public void Line_SaysThatScoresAreEachForItself()
    {
        RunReading reading = Reading(isTrained: true);
        reading.Result.IsMultiLabel = true;
        Assert.That(LiveTable.Line(reading), Does.StartWith("frame     43  alexnet (multi-label: each class for itself)  sea snake 70%  "));
    }

    [Test]
    public void Table_MarksAnUntrainedModel()
    {
        using var table = new LiveTable(new TripleBuffer<RunReading>(), "source");
        Assert.That(Shown(isTrained: false), Does.Contain(Mark));
        Assert.That(Shown(isTrained: true), Does.Contain("sea snake").And.Not.Contain("untrained"));

        string Shown(bool isTrained)
        {
            using var text = new StringWriter();
            IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text) });
            console.Write(table.Table(Reading(isTrained)));
            return text.ToString();
        }
    }

    private static RunReading Reading(bool isTrained)
    {
        RunReading reading = new();
        (reading.Result.Sequence, reading.Result.Model, reading.Result.IsTrained) = (43, "alexnet", isTrained);
        reading.Result.SetTop([new Prediction(65, "sea snake", 0.7f)]);
        return reading;
    }
}
