using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Switching between CPU and GPU by measurement.</summary>
internal sealed class SwitchingPreprocessorAutoTests : SwitchingPreprocessorFixture
{
    [TestCase(0.25, "vulkan: 0.25 ms (not cpu: 1.00 ms for 8 x 6 Bgr8)", GpuMark)]
    [TestCase(4, "cpu: 1.00 ms (not vulkan: 4.00 ms for 8 x 6 Bgr8)", CpuMark)]
    public void Auto_TakesTheFaster_AndSaysWhy(double gpuMilliseconds, string decision, byte mark)
    {
        GpuCost = TimeSpan.FromMilliseconds(gpuMilliseconds);
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);
        Assert.That(preprocessor.Decision.ToString(), Does.StartWith("cpu: until"));
        RunThroughTrial(preprocessor);

        InputTensor tensor = preprocessor.Run(Sample);

        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo(decision));
        Assert.That(tensor.Bytes[0], Is.EqualTo(mark));
        Assert.That(preprocessor.Name, Is.EqualTo(decision.Split(':')[0]));
        Assert.That(preprocessor.GpuMilliseconds, mark == GpuMark ? Is.EqualTo(gpuMilliseconds) : Is.Null);
        Assert.That(preprocessor.Run(Sample), Is.SameAs(tensor), "A model would bind anew.");
    }

    [Test]
    public void Auto_ServesTheCpu_WhileTheGpuIsAway()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);

        for (int i = 0; i < PreprocessTrial.FramesBefore + PreprocessTrial.Frames; i++)
        {
            Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(CpuMark));
            preprocessor.Preparing?.GetAwaiter().GetResult();
        }
        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(GpuMark));
    }

    [Test]
    public void Auto_LeavesTheGpuAlone_ForAFewPictures_AndWhileTheirSizesChange()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);
        for (int i = 1; i < PreprocessTrial.FramesBefore; i++)
            preprocessor.Run(Sample);
        Assert.That(preprocessor.Preparing, Is.Null);

        using Frame other = TestFrames.Random(9, 6, PixelFormat.Bgr8, 1);
        for (int i = 0; i < 2 * PreprocessTrial.FramesBefore; i++)
            preprocessor.Run(i % 2 == 0 ? other : Sample);
        Assert.That(preprocessor.Preparing, Is.Null);
        Assert.That(Gpus, Is.Empty);
    }

    [Test]
    public void Auto_GivenAnOpenGpu_MeasuresThatOne()
    {
        FakePreprocessor open = Open(Spec);
        using var preprocessor = new SwitchingPreprocessor(Cpu, Open, PreprocessMode.Auto, Clock, open);
        RunThroughTrial(preprocessor);

        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(GpuMark));
        Assert.That(Gpus, Is.EqualTo(new[] { open }));
    }

    [Test]
    public void Auto_WhateverABrokenDriverThrows_FramesGoOn()
    {
        using var preprocessor = new SwitchingPreprocessor(
            Cpu, _ => throw new BadImageFormatException("wrong word size"), PreprocessMode.Auto, Clock);
        RunThroughTrial(preprocessor);

        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(CpuMark));
        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo("cpu (not gpu: The GPU cannot be used: wrong word size)"));
    }

    [Test]
    public void Auto_MeasuresAgain_ForAnotherSize()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);
        RunThroughTrial(preprocessor);
        Sample.Reshape(20, 10, PixelFormat.Bgra8);
        Gpus[0].Cost = TimeSpan.FromMilliseconds(9);

        RunThroughTrial(preprocessor);

        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo("cpu: 1.00 ms (not vulkan: 9.00 ms for 20 x 10 Bgra8)"));
        Assert.That(Gpus, Has.Count.EqualTo(1));
    }

    [Test]
    public void Auto_MeasuresAgain_ForAnotherTransform()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);
        RunThroughTrial(preprocessor);
        Sample.Transform = new FrameTransform { QuarterTurns = 1 };
        Gpus[0].Cost = TimeSpan.FromMilliseconds(9);

        RunThroughTrial(preprocessor);

        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo("cpu: 1.00 ms (not vulkan: 9.00 ms for 6 x 8 Bgr8)"));
    }

    [Test]
    public void Auto_WithoutGpu_SaysSoOnce_AndAsksNoMore()
    {
        CannotOpen = "this machine has no Vulkan loader.";
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);
        RunThroughTrial(preprocessor);
        CannotOpen = null;
        Clock.Advance(TimeSpan.FromHours(1));
        RunThroughTrial(preprocessor);

        Assert.That(Decisions, Is.EqualTo(new[] { "cpu (not gpu: this machine has no Vulkan loader)" }));
        Assert.That(Gpus, Is.Empty);
    }
}
