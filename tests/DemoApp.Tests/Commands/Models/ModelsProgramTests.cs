using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary>The models commands in the program as users start it: exit codes, and one line for a failure.</summary>
[TestFixture, Parallelizable(ParallelScope.Children)]
public class ModelsProgramTests
{
    [Test]
    public void List_IsNotCutToTheWidthOfATerminal()
    {
        CommandLine.Outcome outcome = CommandLine.Run("models", "list");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        string line = outcome.Output.Split('\n').Single(line => line.Contains("inception_resnet_v2"));
        Assert.That(line, Does.Contain("Inception-ResNet-v2").And.Contain("untrained"));
    }

    [Test]
    public void Show_BreaksNoLineWhereThereIsNoTerminal()
    {
        string[] lines = CommandLine.Run("models", "show", "resnet50").Output.Split('\n');
        Assert.That(lines[0], Is.EqualTo("ResNet-50 (2015)"));
        Assert.That(lines.Single(line => line.StartsWith("what was new")), Does.Match("   Shortcuts .* became trainable\\.$"));
        Assert.That(lines, Has.None.EndsWith(" "));
    }

    [TestCase(1, "models pull resnet50 --offline", "--offline")]
    [TestCase(1, "models import lenet5 /nowhere/x.pth", "/nowhere/x.pth")]
    [TestCase(1, "models path alexnet", "models pull alexnet")]
    [TestCase(2, "models run lenet5 --input /nowhere/x.npy --output y.npy", "/nowhere/x.npy")]
    [TestCase(2, "models", "command")]
    [TestCase(2, "models show vgg61", "did you mean 'vgg16'?")]
    [TestCase(2, "models pull", "pull")]
    [TestCase(2, "models run lenet5 --output y.npy", "--input")]
    [TestCase(2, "models run lenet5 --input x.npy --output y.txt", ".npy")]
    [TestCase(2, "models verify --fast", "--fast")]
    public void Failure_IsOneLine(int exitCode, string arguments, string expected)
    {
        CommandLine.Outcome outcome = CommandLine.Run(arguments.Split(' '));
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(exitCode));
            Assert.That(outcome.ErrorLines, Has.Length.EqualTo(1), outcome.Error);
            Assert.That(outcome.Error, Does.Contain(expected));
        });
    }
}
