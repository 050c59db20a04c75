using NUnit.Framework;
using RealtimeCnn.OverlayRenderer;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Tests;

/// <summary>Engines of programs that draw with Vulkan themselves: results, failures in words, and the end.</summary>
[TestFixture]
public sealed class VulkanGpuTests
{
    private DrawingProgram _program = null!;
    private VulkanGpu _gpu = null!;

    [SetUp]
    public void Begin()
    {
        _program = new DrawingProgram();
        _gpu = _program.OpenGpu();
    }

    [TearDown]
    public void End()
    {
        _gpu.Dispose();
        _program.Dispose();
    }

    [TestCase("auto")]
    [TestCase("vulkan")]
    public async Task AnImage_IsClassifiedAsItsPixelsAre(string preprocess)
    {
        await using var engine = new VisionEngine(new InferenceOptions { Preprocess = preprocess, Gpus = [_gpu] });
        await using var cpu = new VisionEngine(new InferenceOptions { Preprocess = "cpu" });
        foreach (VisionEngine one in (VisionEngine[])[engine, cpu])
            Assert.That((await one.SwapAsync("lenet5")).Error, Is.Null);
        ProgramImage image = _program.CreateImage(321, 241, Format.R8G8B8A8Srgb);
        using Frame pixels = image.Draw(5);

        image.Submit(_gpu, engine);
        Submit(cpu, pixels);
        Assert.That((engine.Tick(), cpu.Tick()), Is.EqualTo((true, true)));

        Assert.That(engine.Result.Preprocess, Is.EqualTo("vulkan"), engine.Model!.Preprocessor.ToString());
        Assert.That(engine.Result.Top[0].Label, Is.EqualTo(cpu.Result.Top[0].Label));
        Assert.That(engine.Result.Top[0].Score, Is.EqualTo(cpu.Result.Top[0].Score).Within(1e-3));
        Assert.That(
            engine.Model.Preprocessor.Detail, Is.EqualTo(preprocess == "auto" ? "the frames are in its memory" : "asked for"));
        Assert.That((engine.Frame!.IsOnGpu, engine.Frame.Pixels.Length), Is.EqualTo((true, 0)));
    }

    [Test]
    public async Task InTheSteadyState_NeitherThreadAllocates()
    {
        await using var engine = new VisionEngine(new InferenceOptions { Gpus = [_gpu] });
        await engine.SwapAsync("lenet5");
        ProgramImage image = _program.CreateImage(160, 120, Format.B8G8R8A8Unorm);
        image.Draw(1).Dispose();
        for (int i = 0; i < 8; i++)
            Round();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
            Round();

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Round()
        {
            image.Submit(_gpu, engine);
            engine.Tick();
        }
    }

    [Test]
    public async Task FramesOfBothKinds_MayTakeTurns()
    {
        await using var engine = new VisionEngine(new InferenceOptions { Gpus = [_gpu] });
        await engine.SwapAsync("lenet5");
        ProgramImage image = _program.CreateImage(80, 60, Format.B8G8R8A8Unorm);
        using Frame pixels = image.Draw(1);
        List<double> scores = [];
        List<string> by = [];
        for (int i = 0; i < 6; i++)
        {
            if (i % 2 == 0)
                image.Submit(_gpu, engine);
            else
                Submit(engine, pixels);
            Assert.That(engine.Tick());
            scores.Add(engine.Result.Top[0].Score);
            by.Add(engine.Result.Preprocess);
        }

        Assert.That(scores, Is.All.EqualTo(scores[0]).Within(1e-3));
        Assert.That(by, Is.EqualTo((string[])["vulkan", "cpu", "vulkan", "cpu", "vulkan", "cpu"]));
    }

    private static IEnumerable<TestCaseData> Unread()
    {
        yield return new TestCaseData(new InferenceOptions { Preprocess = "scalar" }, false, "no preprocessor on the processor can read");
        yield return new TestCaseData(new InferenceOptions { Preprocess = "cpu" }, true, "preprocessing on the CPU was asked for");
        yield return new TestCaseData(new InferenceOptions(), false, "this program has no GPU to preprocess with");
        yield return new TestCaseData(
            new InferenceOptions { Gpus = [VulkanGpu.Instance] }, false, "'vulkan' preprocesses on another device");
    }

    [TestCaseSource(nameof(Unread))]
    public async Task AModelThatCannotReadTheImage_SaysWhy_AndGoesOn(InferenceOptions options, bool hasGpu, string words)
    {
        await using var engine = new VisionEngine(hasGpu ? options with { Gpus = [_gpu] } : options);
        await engine.SwapAsync("lenet5");
        ProgramImage image = _program.CreateImage(40, 30, Format.B8G8R8A8Unorm);
        using Frame pixels = image.Draw(1);
        ulong copied = _program.CreateSemaphore(isTimeline: true);
        for (uint i = 1; i <= 2; i++)
        {
            image.Submit(_gpu, engine, signal: (copied, i));

            Assert.That(() => engine.Tick(), Throws.InstanceOf<VisionException>().With.Message.Contains(words));
            Assert.That(engine.FrameError, Does.Contain(words));
        }
        Assert.That(_program.Reaches(copied, 2), "the image is the program's all the same");

        Submit(engine, pixels);
        Assert.That(engine.Tick());
        Assert.That(engine.FrameError, Is.Null);
    }

    [Test]
    public async Task ALostDevice_IsSaidToBoth_AndFramesOfTheProcessorGoOn()
    {
        await using var engine = new VisionEngine(new InferenceOptions { Gpus = [_gpu] });
        await engine.SwapAsync("lenet5");
        ProgramImage image = _program.CreateImage(40, 30, Format.B8G8R8A8Unorm);
        using Frame pixels = image.Draw(1);
        image.Submit(_gpu, engine);
        Assert.That(engine.Tick());
        image.Submit(_gpu, engine);
        _gpu.Device!.Compute.LoseAt(1);

        Assert.That(() => engine.Tick(), Throws.InstanceOf<VisionException>().With.Message.Contains("was lost"));
        Assert.That(() => image.Submit(_gpu, engine), Throws.InstanceOf<DeviceLostException>());
        Submit(engine, pixels);
        Assert.That(engine.Tick());
        Assert.That(engine.Result.Preprocess, Is.EqualTo("cpu"));
    }

    [Test]
    public async Task WhileTheEngineEnds_WhatWasTakenIsSignalled_AndTheRestRefused()
    {
        for (int round = 0; round < 3; round++)
        {
            var engine = new VisionEngine(new InferenceOptions { Gpus = [_gpu] });
            await engine.SwapAsync("lenet5");
            ProgramImage image = _program.CreateImage(200, 100, Format.B8G8R8A8Unorm);
            image.Draw(round).Dispose();
            ulong copied = _program.CreateSemaphore(isTimeline: true), taken = 0;
            Task running = engine.RunAsync();
            var begun = new TaskCompletionSource();
            Task submitting = Task.Run(() =>
            {
                try
                {
                    while (true)
                    {
                        image.Submit(_gpu, engine, signal: (copied, taken + 1));
                        taken++;
                        if (taken == 5)
                            begun.SetResult();
                        _program.Reaches(copied, taken); // as a program waits for its image
                    }
                }
                catch (ObjectDisposedException)
                {
                }
            });
            await begun.Task;

            engine.Dispose();

            await submitting;
            Assert.That(_program.Reaches(copied, taken));
            await engine.DisposeAsync();
            await running;
            _program.Finish();
            Assert.That(_program.ValueOf(copied), Is.EqualTo(taken), "what was refused signals nothing");
        }
    }

    [Test]
    public async Task DisposedBeforeItsEngine_ItRefuses()
    {
        await using (var engine = new VisionEngine(new InferenceOptions { Gpus = [_gpu] }))
        {
            ProgramImage image = _program.CreateImage(8, 8, Format.B8G8R8A8Unorm);
            image.Draw(1).Dispose();
            image.Submit(_gpu, engine);

            Assert.That(_gpu.Dispose, Throws.InvalidOperationException.With.Message.Contains("DisposeAsync"));
        }
        Assert.That(_gpu.Dispose, Throws.Nothing);
        Assert.That(_gpu.Dispose, Throws.Nothing);
        await using var late = new VisionEngine(new InferenceOptions { Gpus = [_gpu] });
        Assert.That(
            () => _gpu.Submit(late, 1, 8, 8, (int)Format.B8G8R8A8Unorm, (int)ImageLayout.General),
            Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(
            () => _gpu.OpenPreprocessor(new PreprocessSpec { Width = 4, Height = 4 }),
            Throws.InstanceOf<VisionException>().With.Message.Contains("given its device up"));
    }

    [Test]
    public async Task TheOverlay_ShowsTheImageAsBlack()
    {
        await using var engine = new VisionEngine(new InferenceOptions { Gpus = [_gpu] });
        var overlay = new OverlayBehaviour();
        engine.Add(overlay);
        await engine.SwapAsync("lenet5");
        ProgramImage image = _program.CreateImage(320, 240, Format.B8G8R8A8Unorm);
        image.Draw(1).Dispose();
        image.Submit(_gpu, engine, transform: new FrameTransform { QuarterTurns = 1 });

        Assert.That(engine.Tick());

        Assert.That((overlay.Canvas.Width, overlay.Canvas.Height), Is.EqualTo((240, 320)));
        using var copy = new Frame();
        copy.CopyFrom(engine.Frame!);
        Assert.That((copy.IsOnGpu, copy.GpuPixels, copy.UprightWidth), Is.EqualTo((true, (IDisposable?)null, 240)));
        uint[] bgra = new uint[240 * 320];
        unsafe
        {
            fixed (uint* first = bgra)
                copy.CopyToBgra((byte*)first, 240 * 4);
        }
        Assert.That(bgra, Is.All.EqualTo(0xFF000000));
    }

    [Test]
    public void ADeviceThatDoesNotFit_IsRefusedWithTheReason()
    {
        (nint instance, nint physical, nint device, nint queue) =
            (_program.Instance, _program.Physical.Handle, _program.Device.Handle, _program.Queue.Handle);
        Lock turn = _program.QueueLock;
        AssertRefused(() => VulkanGpu.OnDevice(0, physical, device, 0, queue, turn), "VkInstance is null");
        AssertRefused(() => VulkanGpu.OnDevice(instance, 0, device, 0, queue, turn), "VkPhysicalDevice is null");
        AssertRefused(() => VulkanGpu.OnDevice(instance, physical, 0, 0, queue, turn), "VkDevice is null");
        AssertRefused(() => VulkanGpu.OnDevice(instance, physical, device, 0, 0, turn), "VkQueue is null");
        AssertRefused(() => VulkanGpu.OnDevice(instance, physical, device, 0, queue, null!), "queueLock");
        AssertRefused(() => VulkanGpu.OnDevice(instance, physical, device, 99, queue, turn), "none with the index 99");
        AssertRefused(() => VulkanGpu.OnDevice(instance, device, device, 0, queue, turn), "none of the VkInstance's");

        Assert.That(_gpu.Choose().Chosen, Is.Not.Null);
        Assert.That(_gpu.Choose("no such card").Problem, Does.Contain("no such card"));
        AssertRefused(() => _gpu.OpenPreprocessor(new PreprocessSpec { Width = 4, Height = 4 }, "no such card"), "no such card");

        static void AssertRefused(Func<object> open, string words) => Assert.That(
            () => open(), Throws.InstanceOf<ArgumentException>().Or.InstanceOf<VisionException>().With.Message.Contains(words));
    }

    [Test]
    public async Task WithoutADeviceOfTheProgram_OrWithASource_ImagesAreRefused()
    {
        await using var engine = new VisionEngine();
        using var source = new HandSource();
        await using var captured = new VisionEngine(source);

        Assert.That(() => Submit(VulkanGpu.Instance, engine), Throws.InvalidOperationException.With.Message.Contains("OnDevice"));
        Assert.That(() => Submit(_gpu, captured), Throws.InvalidOperationException.With.Message.Contains("a source of its own"));
        Assert.That(VulkanGpu.Instance.Dispose, Throws.Nothing);

        static bool Submit(VulkanGpu gpu, VisionEngine to) =>
            gpu.Submit(to, 1, 8, 8, (int)Format.B8G8R8A8Unorm, (int)ImageLayout.General);
    }

    private static unsafe void Submit(VisionEngine engine, Frame pixels) =>
        engine.Submit((nint)pixels.Data, pixels.Width, pixels.Height, pixels.Format, pixels.Stride);
}
