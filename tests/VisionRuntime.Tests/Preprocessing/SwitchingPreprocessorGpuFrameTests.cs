using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Frames that lie on a GPU: who reads them, and what is said where nobody does.</summary>
internal sealed class SwitchingPreprocessorGpuFrameTests : SwitchingPreprocessorFixture
{
    private readonly Frame _onGpu = new();

    [SetUp]
    public void Place() => _onGpu.PlaceOnGpu(8, 6, PixelFormat.Bgra8, 64, new MemoryStream());

    [OneTimeTearDown]
    public void Free() => _onGpu.Dispose();

    [Test]
    public void UnderAuto_TheGpuIsTakenAtOnce_WithoutATrial()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Auto);

        Assert.That(preprocessor.Run(_onGpu).Bytes[0], Is.EqualTo(GpuMark));
        Assert.That(preprocessor.IsSteady, Is.False);
        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo("vulkan: the frames are in its memory"));
        preprocessor.Run(_onGpu);
        Assert.That((preprocessor.IsSteady, Cpu.Runs, Gpus[0].Runs), Is.EqualTo((true, 0, 2)));

        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(CpuMark), "a frame of the processor's");
        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo("cpu: until the GPU is measured"));
    }

    [Test]
    public void WhereTheCpuIsAskedFor_TheFrameFails_AndTheNextOneIsServed()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Cpu);

        AssertFails(preprocessor, "preprocessing on the CPU was asked for");
        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(CpuMark));
        preprocessor.Mode = PreprocessMode.Gpu;
        Assert.That(preprocessor.Run(_onGpu).Bytes[0], Is.EqualTo(GpuMark));
    }

    [Test]
    public void OnAnotherDevice_TheFrameFails_AndTheGpuIsNotToBlame()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Gpu);
        Gpus[0].ReadsGpuFrames = false;

        AssertFails(preprocessor, "'vulkan' preprocesses on another device");
        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(GpuMark));
        Assert.That(Gpus, Has.Count.EqualTo(1));
    }

    [Test]
    public void AProgramWithoutAGpu_SaysSoForEachFrame()
    {
        using var preprocessor = new SwitchingPreprocessor(Cpu, null, PreprocessMode.Auto, Clock);

        for (int i = 0; i < 3; i++)
            AssertFails(preprocessor, GpuPreparation.NoGpu);
        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(CpuMark));
    }

    [Test]
    public void ALostGpu_FailsTheFrame_AndIsOpenedAgainLater([Values(PreprocessMode.Auto, PreprocessMode.Gpu)] PreprocessMode mode)
    {
        using SwitchingPreprocessor preprocessor = Create(mode);
        preprocessor.Run(_onGpu);
        Gpus[0].Fails = true;

        Assert.That(() => preprocessor.Run(_onGpu), Throws.InstanceOf<DeviceLostException>());
        AssertFails(preprocessor, "Fake Card was lost");
        Assert.That(Cpu.Runs, Is.Zero);
        preprocessor.Run(Sample);
        AssertFails(preprocessor, "Fake Card was lost");
        Assert.That((Cpu.Runs, Gpus.Count), Is.EqualTo((1, 1)), "a frame of another kind brings it back no sooner");

        Clock.Advance(GpuRetry.First);
        AssertFails(preprocessor, "Fake Card was lost"); // while it is opened
        AwaitPreparing(preprocessor);
        Assert.That(preprocessor.Run(_onGpu).Bytes[0], Is.EqualTo(GpuMark));
        Assert.That(preprocessor.Decision.Chosen, Is.EqualTo("vulkan"));
    }

    private void AssertFails(SwitchingPreprocessor preprocessor, string words) => Assert.That(
        () => preprocessor.Run(_onGpu), Throws.InstanceOf<VisionException>().With.Message.Contains(words));
}
