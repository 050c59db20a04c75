using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Commands.Comparing;

[TestFixture]
public class CompareProgressTests
{
    private static readonly ModelDefinition Model = new() { Id = "resnet50", Name = "ResNet-50" };

    [Test]
    public void WithoutATerminal_EachNetworkIsALine()
    {
        using StringWriter told = new();
        Tell(new CompareProgress(told, isTerminal: false));
        Assert.That(told.ToString(), Is.EqualTo($"resnet50 (2 of 3): 1 pictures, 12.5 ms each, 300 MB in memory.{Environment.NewLine}"));
    }

    [Test]
    public void OnATerminal_TheLineIsWrittenOver_AndLeftClean()
    {
        using StringWriter told = new();
        CompareProgress progress = new(told, isTerminal: true);
        Tell(progress);
        const string Name = "resnet50 (2 of 3)";
        Assert.That(told.ToString(), Does.StartWith($"\r{Name}: loading\e[K\r{Name}: 1 of 40 pictures\e[K\r{Name}: 1 pictures, "));
        progress.Begin(Model, 3, 3);
        progress.Close();
        Assert.That(told.ToString(), Does.EndWith("\r\e[K"));
        progress.Begin(Model, 3, 3);
        Assert.That(told.ToString(), Does.EndWith("\r\e[K"), "nothing more after the end");
    }

    [Test]
    public void WhatItFailedOn_IsTold()
    {
        using StringWriter told = new();
        CompareProgress progress = new(told, isTerminal: false);
        progress.Begin(Model, 1, 1);
        progress.End(new ModelResult(Model) { Error = "It is\n\e[31mbroken." });
        Assert.That(told.ToString().TrimEnd(), Is.EqualTo("resnet50 (1 of 1): It is ?[31mbroken."));
    }

    private static void Tell(CompareProgress progress)
    {
        ModelResult result = new(Model) { ProcessBytes = 300_000_000 };
        result.Add(new ComparedPicture("a.png"), new PictureAnswer(1, 0.5f, 12.5));
        progress.Begin(Model, 2, 3);
        progress.Answered(1, 40);
        progress.End(result);
    }
}
