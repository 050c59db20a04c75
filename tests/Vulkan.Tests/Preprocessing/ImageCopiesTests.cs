using NUnit.Framework;
using Silk.NET.Vulkan;

namespace RealtimeCnn.Tests;

/// <summary>Images on a program's own Vulkan device: what is read of them, when they are the program's again, what is refused.</summary>
[TestFixture]
public sealed class ImageCopiesTests
{
    private static readonly Format[] Formats =
        [Format.R8G8B8A8Unorm, Format.R8G8B8A8Srgb, Format.B8G8R8A8Unorm, Format.B8G8R8A8Srgb];

    private DrawingProgram _program = null!;
    private VulkanGpu _gpu = null!;
    private VisionEngine _engine = null!; // without a model: frames are looked at here

    [SetUp]
    public void Begin()
    {
        _program = new DrawingProgram();
        _gpu = _program.OpenGpu();
        _engine = new VisionEngine(new InferenceOptions { Gpus = [_gpu] });
    }

    [TearDown]
    public async Task End()
    {
        await _engine.DisposeAsync();
        _gpu.Dispose();
        _program.Dispose(); // the layer is silent, and nothing was left on the device
    }

    private static IEnumerable<PreprocessSpec> Specs()
    {
        yield return new() { Width = 24, Height = 17, Policy = ResizePolicy.Stretch };
        yield return new()
        {
            Width = 19, Height = 21, ResizeTo = 30, Filter = ResizeFilter.AntialiasedBicubic, Channels = ChannelOrder.Grey,
            Type = TensorType.Float16,
        };
        yield return new()
        {
            Width = 33, Height = 20, Policy = ResizePolicy.Letterbox, Filter = ResizeFilter.Bilinear, Channels = ChannelOrder.Bgr,
        };
    }

    [TestCaseSource(nameof(Specs))]
    public void TheTensor_IsThatOfTheSamePixels_WhateverFormatSizeAndTransform(PreprocessSpec spec)
    {
        using var truth = new ScalarPreprocessor(spec);
        using IGpuPreprocessor gpu = _gpu.OpenPreprocessor(spec);
        int seed = 0;
        foreach ((int width, int height) in AgreementCases.FewSizes)
        {
            FrameTransform[] transforms = [.. TestFrames.Transforms(width, height)];
            foreach (Format format in Formats)
            {
                ProgramImage image = _program.CreateImage(width, height, format);
                for (int i = 0; i < 3; i++)
                {
                    FrameTransform transform = transforms[(++seed * 11) % transforms.Length];
                    using Frame pixels = image.Draw(seed);
                    pixels.Transform = transform;
                    image.Submit(_gpu, _engine, transform: transform);

                    Frame frame = Newest();

                    float[] expected = TensorComparison.Tensor(truth, pixels), actual = TensorComparison.Tensor(gpu.Run(frame), spec);
                    Assert.That(
                        TensorComparison.Mismatch(actual, expected, spec, spec.Type == TensorType.Float16 ? 2e-3 : 1e-3), Is.Null,
                        $"{width} x {height} {format} {transform}");
                    _program.Finish(); // the pattern is written anew
                }
            }
        }
    }

    [Test]
    public void AnImage_IsTheProgramsAgain_OnceItsTimelineSaysSo([Values] bool isBinary)
    {
        PreprocessSpec spec = new() { Width = 20, Height = 20, Policy = ResizePolicy.Stretch };
        using IGpuPreprocessor gpu = _gpu.OpenPreprocessor(spec);
        using var truth = new ScalarPreprocessor(spec);
        ProgramImage image = _program.CreateImage(50, 40, Format.B8G8R8A8Unorm);
        ulong drawn = _program.CreateSemaphore(!isBinary), copied = _program.CreateSemaphore(!isBinary);
        using Frame first = image.Draw(1, ImageLayout.General, signal: (drawn, isBinary ? 0u : 1));
        image.Submit(
            _gpu, _engine, wait: (drawn, isBinary ? 0u : 1), signal: (copied, isBinary ? 0u : 1), next: ImageLayout.ShaderReadOnlyOptimal);
        Frame frame = Newest();
        if (isBinary)
            _program.Finish();
        else
            Assert.That(_program.Reaches(copied, 1));

        using Frame second = image.Draw(2, wait: (copied, isBinary ? 0u : 1)); // over the same image, before the frame is looked at

        Assert.That(Mismatch(gpu, frame, truth, first), Is.Null);
        image.Submit(_gpu, _engine);
        Assert.That(Mismatch(gpu, Newest(), truth, second), Is.Null);
    }

    [Test]
    public void WithNoReader_EverySignalIsGiven_AndNothingIsAllocated()
    {
        const int Rounds = 100;
        ProgramImage image = _program.CreateImage(64, 64, Format.R8G8B8A8Unorm);
        using Frame pixels = image.Draw(3);
        ulong copied = _program.CreateSemaphore(isTimeline: true);
        ulong value = 0;
        for (int i = 0; i < 8; i++)
            Submit();
        long least = long.MaxValue, overtaken = _engine.Source.Drops.Busy;

        for (int pass = 0; pass < 5; pass++) // code that is compiled anew now and then allocates once, in one of them
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Rounds / 5; i++)
                Submit();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.That(least, Is.Zero);
        Assert.That(_engine.Source.Drops.Busy - overtaken, Is.EqualTo(Rounds));
        Assert.That(_program.ValueOf(copied), Is.EqualTo(value));
        Assert.That(_program.Reaches(copied, value));
        PreprocessSpec spec = new() { Width = 9, Height = 9 };
        using IGpuPreprocessor gpu = _gpu.OpenPreprocessor(spec);
        using var truth = new ScalarPreprocessor(spec);
        Assert.That(Mismatch(gpu, Newest(), truth, pixels), Is.Null, "the newest is there");

        void Submit()
        {
            image.Submit(_gpu, _engine, signal: (copied, ++value));
            _program.Reaches(copied, value);
        }
    }

    [Test]
    public void AGpuThatIsBehind_RefusesMore_AndGoesOnWhenItHasCaughtUp()
    {
        ProgramImage image = _program.CreateImage(8, 8, Format.R8G8B8A8Unorm);
        image.Draw(1).Dispose();
        ulong gate = _program.CreateSemaphore(isTimeline: true), copied = _program.CreateSemaphore(isTimeline: true);
        for (uint i = 1; i <= ImageCopies.Most; i++)
            image.Submit(_gpu, _engine, wait: (gate, 1), signal: (copied, i));

        Assert.That(
            () => image.Submit(_gpu, _engine, signal: (copied, ImageCopies.Most + 1)),
            Throws.InstanceOf<VisionException>().With.Message.Contains("behind"));
        Assert.That(_program.ValueOf(copied), Is.Zero);

        Open(gate);
        Assert.That(_program.Reaches(copied, ImageCopies.Most), "what was overtaken is signalled too");
        Assert.That(() => image.Submit(_gpu, _engine), Throws.Nothing);
    }

    [Test]
    public void SizesThatChange_AreReadRight()
    {
        PreprocessSpec spec = new() { Width = 12, Height = 12 };
        using IGpuPreprocessor gpu = _gpu.OpenPreprocessor(spec);
        using var truth = new ScalarPreprocessor(spec);
        foreach ((int width, int height) in ((int, int)[])[(8, 8), (300, 200), (5, 70), (1280, 720), (16, 16)])
        {
            ProgramImage image = _program.CreateImage(width, height, Format.B8G8R8A8Unorm);
            using Frame pixels = image.Draw(width);
            image.Submit(_gpu, _engine);

            Assert.That(Mismatch(gpu, Newest(), truth, pixels), Is.Null, $"{width} x {height}");
        }
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return new TestCaseData((Change)(one => one with { Handle = 0 }), "VkImage is null");
        yield return new TestCaseData((Change)(one => one with { Width = 0 }), "wide, not 0");
        yield return new TestCaseData((Change)(one => one with { Height = 20_000 }), "high, not 20000");
        yield return new TestCaseData((Change)(one => one with { Format = Format.R16G16B16A16Sfloat }), "R16G16B16A16Sfloat");
        yield return new TestCaseData((Change)(one => one with { Layout = ImageLayout.Undefined }), "no content");
        yield return new TestCaseData((Change)(one => one with { LayoutAfter = ImageLayout.Preinitialized }), "Preinitialized");
        yield return new TestCaseData((Change)(one => one with { Wait = (0, 3) }), "no semaphore");
        yield return new TestCaseData((Change)(one => one with { Signal = (0, 3) }), "no semaphore");
    }

    internal delegate VulkanImage Change(VulkanImage image);

    [TestCaseSource(nameof(Refused))]
    public void WhatCannotBe_IsRefusedInWords(Delegate change, string words)
    {
        VulkanImage good = new(77, 8, 8, Format.R8G8B8A8Unorm, ImageLayout.General, default, default, default);
        VulkanImage bad = ((Change)change)(good);

        Assert.That(
            () => _gpu.Submit(
                _engine, bad.Handle, bad.Width, bad.Height, (int)bad.Format, (int)bad.Layout, (int)bad.LayoutAfter, bad.Wait, bad.Signal),
            Throws.InstanceOf<ArgumentException>().With.Message.Contains(words));
        Assert.That(_engine.Source.Captured, Is.Zero);
    }

    [Test]
    public void ATransformThatDoesNotFit_IsRefused_AndTheSemaphoreStaysAsItWas()
    {
        ProgramImage image = _program.CreateImage(8, 8, Format.R8G8B8A8Unorm);
        image.Draw(1).Dispose();
        ulong copied = _program.CreateSemaphore(isTimeline: true);

        Assert.That(
            () => image.Submit(_gpu, _engine, signal: (copied, 1), transform: new FrameTransform { QuarterTurns = 7 }),
            Throws.ArgumentException);
        _program.Finish();
        Assert.That(_program.ValueOf(copied), Is.Zero);
    }

    private Frame Newest() =>
        _engine.Source.TryAcquireLatest(out Frame? frame) ? frame! : throw new AssertionException("There is no frame.");

    private static string? Mismatch(IGpuPreprocessor gpu, Frame frame, ScalarPreprocessor truth, Frame pixels) => TensorComparison.Mismatch(
        TensorComparison.Tensor(gpu.Run(frame), gpu.Spec), TensorComparison.Tensor(truth, pixels), gpu.Spec, 1e-3);

    private unsafe void Open(ulong gate)
    {
        SemaphoreSignalInfo info =
            new() { SType = StructureType.SemaphoreSignalInfo, Semaphore = new(gate), Value = 1 };
        _program.Api.SignalSemaphore(_program.Device, &info).Check("vkSignalSemaphore");
    }
}
