using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>A switching preprocessor whose processors and clock are fakes.</summary>
internal abstract class SwitchingPreprocessorFixture
{
    protected const byte CpuMark = 1, GpuMark = 2;

    protected static readonly PreprocessSpec Spec = new() { Width = 4, Height = 4 };

    protected FakeClock Clock { get; private set; } = null!;

    protected FakePreprocessor Cpu { get; private set; } = null!;

    /// <summary>As opened, oldest first.</summary>
    protected List<FakePreprocessor> Gpus { get; private set; } = null!;

    protected List<string> Decisions { get; private set; } = null!;

    protected Frame Sample { get; private set; } = null!;

    protected string? CannotOpen { get; set; }

    protected TimeSpan GpuCost { get; set; }

    [SetUp]
    public void SetUp()
    {
        (Clock, Gpus, Decisions, CannotOpen) = (new FakeClock(), [], [], null);
        Cpu = new FakePreprocessor(Spec, "cpu", Clock) { Mark = CpuMark };
        Sample = TestFrames.Random(8, 6, PixelFormat.Bgr8, 1);
        GpuCost = TimeSpan.FromMilliseconds(0.25);
    }

    [TearDown]
    public void TearDown()
    {
        Sample.Dispose();
        Assert.That(Gpus.Select(gpu => gpu.IsDisposed), Is.All.True, "A GPU was left open.");
        Assert.That(Cpu.IsDisposed);
    }

    protected SwitchingPreprocessor Create(PreprocessMode mode)
    {
        var preprocessor = new SwitchingPreprocessor(Cpu, Open, mode, Clock);
        preprocessor.DecisionChanged += decision => Decisions.Add(decision.ToString());
        return preprocessor;
    }

    protected FakePreprocessor Open(PreprocessSpec spec)
    {
        if (CannotOpen is not null)
            throw new VisionException(CannotOpen);
        var gpu = new FakePreprocessor(spec, "vulkan", Clock) { Mark = GpuMark, Cost = GpuCost };
        Gpus.Add(gpu);
        return gpu;
    }

    protected void RunThroughTrial(SwitchingPreprocessor preprocessor)
    {
        for (int i = 0; i < PreprocessTrial.FramesBefore; i++)
            preprocessor.Run(Sample);
        AwaitPreparing(preprocessor);
        for (int i = 0; i < PreprocessTrial.Frames; i++)
            preprocessor.Run(Sample);
    }

    protected static void AwaitPreparing(SwitchingPreprocessor preprocessor)
    {
        if (preprocessor.Preparing is { } preparing)
            Task.WaitAny(preparing);
    }
}
