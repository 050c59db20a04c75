using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Switching between CPU and GPU by hand, and what a frame costs.</summary>
internal sealed class SwitchingPreprocessorTests : SwitchingPreprocessorFixture
{
    [Test]
    public void Gpu_AskedForAndNotThere_IsAnError()
    {
        CannotOpen = "no such card.";

        Assert.That(() => Create(PreprocessMode.Gpu), Throws.TypeOf<VisionException>().With.Message.EqualTo("no such card."));
        Cpu.Dispose();
    }

    [Test]
    public void Gpu_AskedFor_MakesTheFirstFrame()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Gpu);

        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(GpuMark));
        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo("vulkan: asked for"));
        Assert.That(Cpu.Runs, Is.Zero);
    }

    [Test]
    public void Mode_SwitchesAtTheNextFrame_AndBack()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Cpu);
        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(CpuMark));
        Assert.That(Gpus, Is.Empty);

        preprocessor.Mode = PreprocessMode.Gpu;
        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo("cpu: asked for"), "not before the next frame");
        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(GpuMark));
        preprocessor.Mode = PreprocessMode.Cpu;
        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(CpuMark));
        preprocessor.Mode = PreprocessMode.Gpu;
        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(GpuMark));

        Assert.That(Gpus, Has.Count.EqualTo(1), "It stays open.");
        Assert.That(Decisions[^1], Is.EqualTo("vulkan: asked for"));
    }

    [Test]
    public void Mode_SetToAGpuThatIsNotThere_GoesOnWithTheCpu()
    {
        CannotOpen = "no driver.";
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Cpu);
        preprocessor.Mode = PreprocessMode.Gpu;

        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(CpuMark));
        Assert.That(preprocessor.Decision.ToString(), Does.StartWith("cpu (not gpu: no driver."));
    }

    [Test]
    public void Mode_SetToTheGpu_WhereTheProgramHasNone_PromisesNothing()
    {
        using var preprocessor = new SwitchingPreprocessor(Cpu, null, PreprocessMode.Cpu, Clock);
        preprocessor.Mode = PreprocessMode.Gpu;

        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(CpuMark));
        Assert.That(
            preprocessor.Decision.ToString(), Is.EqualTo("cpu (not gpu: this program has no GPU to preprocess with)"));
    }

    [Test]
    public void Mode_SetToTheGpuAnew_TriesItAnew()
    {
        CannotOpen = "no driver.";
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Cpu);
        foreach (PreprocessMode mode in new[] { PreprocessMode.Gpu, PreprocessMode.Cpu })
        {
            preprocessor.Mode = mode;
            preprocessor.Run(Sample);
        }
        CannotOpen = null;
        preprocessor.Mode = PreprocessMode.Gpu;

        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(GpuMark));
    }

    [Test]
    public void Mode_SetToTheGpuWhileAutoOpensIt_WaitsForIt()
    {
        using SwitchingPreprocessor preprocessor = new(Cpu, OpenLate, PreprocessMode.Auto, Clock);
        for (int i = 0; i < PreprocessTrial.FramesBefore; i++)
            preprocessor.Run(Sample);
        int runs = Cpu.Runs;
        preprocessor.Mode = PreprocessMode.Gpu;

        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(GpuMark));
        Assert.That(Cpu.Runs, Is.EqualTo(runs));

        // Long enough for the CPU to make the frame, if nobody waited.
        FakePreprocessor OpenLate(PreprocessSpec spec)
        {
            SpinWait.SpinUntil(() => Cpu.Runs > PreprocessTrial.FramesBefore, TimeSpan.FromMilliseconds(200));
            return Open(spec);
        }
    }

    [Test]
    public void BadArguments_AreRefused_AndChangeNothing()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Gpu);
        using var empty = new Frame();

        Assert.That(() => preprocessor.Run(empty), Throws.ArgumentException);
        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(GpuMark));
    }

    [Test]
    public void Dispose_WhileTheGpuIsBeingOpened_ClosesItToo()
    {
        SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);
        for (int i = 0; i < PreprocessTrial.FramesBefore; i++)
            preprocessor.Run(Sample);
        Assert.That(preprocessor.Preparing, Is.Not.Null);

        preprocessor.Dispose();

        Assert.That(Gpus.Single().IsDisposed);
    }

    [Test]
    public void OnceDecided_AFrameAllocatesNothing([Values] PreprocessMode mode)
    {
        using SwitchingPreprocessor preprocessor = Create(mode);
        RunThroughTrial(preprocessor);
        preprocessor.Run(Sample);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            preprocessor.Run(Sample);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(preprocessor.IsSteady);
    }

    [Test]
    public void OnlyFramesInWhichSomethingChanges_Allocate()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);
        int changes = 0;
        for (int i = 0; i < 3 * PreprocessTrial.FramesBefore; i++)
        {
            if (i == 2 * PreprocessTrial.FramesBefore)
                preprocessor.Mode = PreprocessMode.Cpu;
            long before = GC.GetAllocatedBytesForCurrentThread();
            preprocessor.Run(Sample);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (preprocessor.IsSteady)
                Assert.That(allocated, Is.Zero, $"frame {i}");
            else
                changes++;
            AwaitPreparing(preprocessor);
        }
        Assert.That(changes, Is.EqualTo(4), "begins to open, is open, has measured, another mode");
    }
}
