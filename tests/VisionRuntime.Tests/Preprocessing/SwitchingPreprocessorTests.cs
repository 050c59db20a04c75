using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Switching between CPU and GPU: by measurement, by hand, and when the GPU fails. Processors and clock are fakes.</summary>
internal sealed class SwitchingPreprocessorTests
{
    private const byte CpuMark = 1, GpuMark = 2;

    private static readonly PreprocessSpec Spec = new() { Width = 4, Height = 4 };

    private FakeClock _clock = null!;
    private FakePreprocessor _cpu = null!;
    private List<FakePreprocessor> _gpus = null!; // as opened, oldest first
    private List<string> _decisions = null!;
    private Frame _frame = null!;
    private string? _cannotOpen;
    private TimeSpan _gpuCost;

    [SetUp]
    public void SetUp()
    {
        (_clock, _gpus, _decisions, _cannotOpen) = (new FakeClock(), [], [], null);
        _cpu = new FakePreprocessor(Spec, "cpu", _clock) { Mark = CpuMark };
        _frame = TestFrames.Random(8, 6, PixelFormat.Bgr8, 1);
        _gpuCost = TimeSpan.FromMilliseconds(0.25);
    }

    [TearDown]
    public void TearDown()
    {
        _frame.Dispose();
        Assert.That(_gpus.Select(gpu => gpu.IsDisposed), Is.All.True, "A GPU was left open.");
        Assert.That(_cpu.IsDisposed);
    }

    [TestCase(0.25, "vulkan: 0.25 ms against 1.00 ms on cpu (8 x 6 Bgr8)", GpuMark)]
    [TestCase(4, "cpu: 1.00 ms against 4.00 ms on vulkan (8 x 6 Bgr8)", CpuMark)]
    public void Auto_TakesTheFaster_AndSaysWhy(double gpuMilliseconds, string decision, byte mark)
    {
        _gpuCost = TimeSpan.FromMilliseconds(gpuMilliseconds);
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);
        Assert.That(preprocessor.Decision.ToString(), Does.StartWith("cpu: until"));
        RunThroughTrial(preprocessor);

        InputTensor tensor = preprocessor.Run(_frame);

        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo(decision));
        Assert.That(tensor.Bytes[0], Is.EqualTo(mark));
        Assert.That(preprocessor.Name, Is.EqualTo(decision.Split(':')[0]));
        Assert.That(preprocessor.GpuMilliseconds, mark == GpuMark ? Is.EqualTo(gpuMilliseconds) : Is.Null);
        Assert.That(preprocessor.Run(_frame), Is.SameAs(tensor), "A model would bind anew.");
    }

    [Test]
    public void Auto_ServesTheCpu_WhileTheGpuIsAway()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);

        for (int i = 0; i < PreprocessTrial.FramesBefore + PreprocessTrial.Frames; i++)
        {
            Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(CpuMark));
            preprocessor.Preparing?.GetAwaiter().GetResult();
        }
        Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(GpuMark));
    }

    [Test]
    public void Auto_LeavesTheGpuAlone_ForAFewPictures_AndWhileTheirSizesChange()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);
        for (int i = 1; i < PreprocessTrial.FramesBefore; i++)
            preprocessor.Run(_frame);
        Assert.That(preprocessor.Preparing, Is.Null);

        using Frame other = TestFrames.Random(9, 6, PixelFormat.Bgr8, 1);
        for (int i = 0; i < 2 * PreprocessTrial.FramesBefore; i++)
            preprocessor.Run(i % 2 == 0 ? other : _frame);
        Assert.That(preprocessor.Preparing, Is.Null);
        Assert.That(_gpus, Is.Empty);
    }

    [Test]
    public void Auto_GivenAnOpenGpu_MeasuresThatOne()
    {
        FakePreprocessor open = Open(Spec);
        using var preprocessor = new SwitchingPreprocessor(_cpu, Open, PreprocessMode.Auto, _clock, open);
        RunThroughTrial(preprocessor);

        Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(GpuMark));
        Assert.That(_gpus, Is.EqualTo(new[] { open }));
    }

    [Test]
    public void Auto_WhateverABrokenDriverThrows_FramesGoOn()
    {
        using var preprocessor = new SwitchingPreprocessor(
            _cpu, _ => throw new BadImageFormatException("wrong word size"), PreprocessMode.Auto, _clock);
        RunThroughTrial(preprocessor);

        Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(CpuMark));
        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo("cpu: The GPU cannot be used: wrong word size"));
    }

    [Test]
    public void Auto_MeasuresAgain_ForAnotherSize()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);
        RunThroughTrial(preprocessor);
        _frame.Reshape(20, 10, PixelFormat.Bgra8);
        _gpus[0].Cost = TimeSpan.FromMilliseconds(9);

        RunThroughTrial(preprocessor);

        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo("cpu: 1.00 ms against 9.00 ms on vulkan (20 x 10 Bgra8)"));
        Assert.That(_gpus, Has.Count.EqualTo(1));
    }

    [Test]
    public void Auto_WithoutGpu_SaysSoOnce_AndAsksNoMore()
    {
        _cannotOpen = "this machine has no Vulkan loader.";
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);
        RunThroughTrial(preprocessor);
        _cannotOpen = null;
        _clock.Advance(TimeSpan.FromHours(1));
        RunThroughTrial(preprocessor);

        Assert.That(_decisions, Is.EqualTo(new[] { "cpu: this machine has no Vulkan loader." }));
        Assert.That(_gpus, Is.Empty);
    }

    [Test]
    public void Gpu_AskedForAndNotThere_IsAnError()
    {
        _cannotOpen = "no such card.";

        Assert.That(() => Create(PreprocessMode.Gpu), Throws.TypeOf<VisionException>().With.Message.EqualTo("no such card."));
        _cpu.Dispose();
    }

    [Test]
    public void Gpu_AskedFor_MakesTheFirstFrame()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Gpu);

        Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(GpuMark));
        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo("vulkan: asked for"));
        Assert.That(_cpu.Runs, Is.Zero);
    }

    [Test]
    public void Loss_TheSameFrameIsServedByTheCpu_AndReportedOnce([Values(PreprocessMode.Auto, PreprocessMode.Gpu)] PreprocessMode mode)
    {
        using SwitchingPreprocessor preprocessor = Create(mode);
        RunThroughTrial(preprocessor);
        Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(GpuMark));
        _decisions.Clear();
        _gpus[0].Fails = true;

        for (int i = 0; i < 5; i++)
            Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(CpuMark));

        Assert.That(_decisions, Has.Count.EqualTo(1));
        Assert.That(
            preprocessor.Decision.ToString(), Does.StartWith("cpu: ").And.Contain("Fake Card was lost").And.EndWith("tried again."));
        Assert.That(preprocessor.Name, Is.EqualTo("cpu"));
    }

    [Test]
    public void Loss_TheGpuIsTriedAgain_LaterAndLater()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Gpu);
        preprocessor.Run(_frame);
        _gpus[0].Fails = true;
        preprocessor.Run(_frame);
        _cannotOpen = "the driver restarts.";
        int attempts = 0;
        foreach (int seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(100));
            preprocessor.Run(_frame);
            Assert.That(preprocessor.Preparing, Is.Null, $"less than {seconds} s after a failure");
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(CpuMark), "Frames do not wait for the GPU.");
            Assert.That(preprocessor.Preparing, Is.Not.Null, $"{seconds} s after a failure");
            AwaitPreparing(preprocessor);
            preprocessor.Run(_frame);
            attempts++;
        }
        _cannotOpen = null;
        _clock.Advance(GpuRetry.Last);
        preprocessor.Run(_frame);
        AwaitPreparing(preprocessor);

        Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(GpuMark));
        Assert.That(attempts, Is.EqualTo(8));
        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo("vulkan: asked for"));
        Assert.That(_decisions, Has.Count.EqualTo(3), "lost, does not open, is back");
    }

    [Test]
    public void Mode_SwitchesAtTheNextFrame_AndBack()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Cpu);
        Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(CpuMark));
        Assert.That(_gpus, Is.Empty);

        preprocessor.Mode = PreprocessMode.Gpu;
        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo("cpu: asked for"), "not before the next frame");
        Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(GpuMark));
        preprocessor.Mode = PreprocessMode.Cpu;
        Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(CpuMark));
        preprocessor.Mode = PreprocessMode.Gpu;
        Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(GpuMark));

        Assert.That(_gpus, Has.Count.EqualTo(1), "It stays open.");
        Assert.That(_decisions[^1], Is.EqualTo("vulkan: asked for"));
    }

    [Test]
    public void Mode_SetToAGpuThatIsNotThere_GoesOnWithTheCpu()
    {
        _cannotOpen = "no driver.";
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Cpu);
        preprocessor.Mode = PreprocessMode.Gpu;

        Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(CpuMark));
        Assert.That(preprocessor.Decision.ToString(), Does.StartWith("cpu: no driver."));
    }

    [Test]
    public void Mode_SetToTheGpuAnew_TriesItAnew()
    {
        _cannotOpen = "no driver.";
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Cpu);
        foreach (PreprocessMode mode in new[] { PreprocessMode.Gpu, PreprocessMode.Cpu })
        {
            preprocessor.Mode = mode;
            preprocessor.Run(_frame);
        }
        _cannotOpen = null;
        preprocessor.Mode = PreprocessMode.Gpu;

        Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(GpuMark));
    }

    [Test]
    public void Mode_SetToTheGpuWhileAutoOpensIt_WaitsForIt()
    {
        using SwitchingPreprocessor preprocessor = new(_cpu, OpenLate, PreprocessMode.Auto, _clock);
        for (int i = 0; i < PreprocessTrial.FramesBefore; i++)
            preprocessor.Run(_frame);
        int runs = _cpu.Runs;
        preprocessor.Mode = PreprocessMode.Gpu;

        Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(GpuMark));
        Assert.That(_cpu.Runs, Is.EqualTo(runs));

        // Long enough for the CPU to make the frame, if nobody waited.
        FakePreprocessor OpenLate(PreprocessSpec spec)
        {
            SpinWait.SpinUntil(() => _cpu.Runs > PreprocessTrial.FramesBefore, TimeSpan.FromMilliseconds(200));
            return Open(spec);
        }
    }

    [Test]
    public void BadArguments_AreRefused_AndChangeNothing()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Gpu);
        using var empty = new Frame();

        Assert.That(() => preprocessor.Run(empty), Throws.ArgumentException);
        Assert.That(preprocessor.Run(_frame).Bytes[0], Is.EqualTo(GpuMark));
    }

    [Test]
    public void Dispose_WhileTheGpuIsBeingOpened_ClosesItToo()
    {
        SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);
        for (int i = 0; i < PreprocessTrial.FramesBefore; i++)
            preprocessor.Run(_frame);
        Assert.That(preprocessor.Preparing, Is.Not.Null);

        preprocessor.Dispose();

        Assert.That(_gpus.Single().IsDisposed);
    }

    [Test]
    public void OnceDecided_AFrameAllocatesNothing([Values] PreprocessMode mode)
    {
        using SwitchingPreprocessor preprocessor = Create(mode);
        RunThroughTrial(preprocessor);
        preprocessor.Run(_frame);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            preprocessor.Run(_frame);

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
            preprocessor.Run(_frame);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (preprocessor.IsSteady)
                Assert.That(allocated, Is.Zero, $"frame {i}");
            else
                changes++;
            AwaitPreparing(preprocessor);
        }
        Assert.That(changes, Is.EqualTo(4), "begins to open, is open, has measured, another mode");
    }

    private SwitchingPreprocessor Create(PreprocessMode mode)
    {
        var preprocessor = new SwitchingPreprocessor(_cpu, Open, mode, _clock);
        preprocessor.DecisionChanged += decision => _decisions.Add(decision.ToString());
        return preprocessor;
    }

    private FakePreprocessor Open(PreprocessSpec spec)
    {
        if (_cannotOpen is not null)
            throw new VisionException(_cannotOpen);
        var gpu = new FakePreprocessor(spec, "vulkan", _clock) { Mark = GpuMark, Cost = _gpuCost };
        _gpus.Add(gpu);
        return gpu;
    }

    private void RunThroughTrial(SwitchingPreprocessor preprocessor)
    {
        for (int i = 0; i < PreprocessTrial.FramesBefore; i++)
            preprocessor.Run(_frame);
        AwaitPreparing(preprocessor);
        for (int i = 0; i < PreprocessTrial.Frames; i++)
            preprocessor.Run(_frame);
    }

    private static void AwaitPreparing(SwitchingPreprocessor preprocessor)
    {
        if (preprocessor.Preparing is { } preparing)
            Task.WaitAny(preparing);
    }
}
