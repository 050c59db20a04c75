using NUnit.Framework;
using RealtimeCnn.Direct3D12;
using Silk.NET.Core.Native;
using Silk.NET.Direct3D12;
using Silk.NET.DXGI;

namespace RealtimeCnn.Tests;

/// <summary>Images on a program's own Direct3D 12 device: what is read of them, when they are its own again, what is refused.</summary>
public sealed class ImageCopiesTests
{
    private Direct3D12Device _device = null!; // the program's, as are the next three
    private Direct3D12Queue _queue = null!;
    private nint _drawn;
    private nint _copied;
    private ulong _values;
    private ulong _submitted;
    private Direct3D12Gpu _gpu = null!;
    private VisionEngine _engine = null!;

    [SetUp]
    public unsafe void Begin()
    {
        _device = Gpu.Open();
        _queue = new Direct3D12Queue(_device, CommandListType.Direct);
        (_drawn, _copied, _values, _submitted) = (CreateFence(), CreateFence(), 0, 0);
        _gpu = Direct3D12Gpu.OnDevice((nint)_device.Native);
        _engine = new VisionEngine(new InferenceOptions { Preprocess = "direct3d12", Gpus = [_gpu] });
    }

    [TearDown]
    public async Task End()
    {
        await _engine.DisposeAsync();
        _gpu.Dispose();
        Release();
    }

    [Test]
    public void TheTensor_IsThatOfTheSamePixels_WhateverFormatSizeAndTransform()
    {
        PreprocessSpec spec = new() { Width = 24, Height = 17, Policy = ResizePolicy.Stretch };
        using var truth = new ScalarPreprocessor(spec);
        using IGpuPreprocessor gpu = _gpu.OpenPreprocessor(spec);
        int seed = 0;
        foreach (Format format in (Format[])
            [Format.FormatR8G8B8A8Unorm, Format.FormatR8G8B8A8UnormSrgb, Format.FormatB8G8R8A8Unorm, Format.FormatB8G8R8A8UnormSrgb])
        {
            foreach ((int width, int height) in AgreementCases.FewSizes)
            {
                using var image = new ProgramImage(_device, width, height, format);
                FrameTransform[] transforms = [.. TestFrames.Transforms(width, height)];
                for (int i = 0; i < 3; i++)
                {
                    FrameTransform transform = transforms[(++seed * 11) % transforms.Length];
                    using Frame pixels = Draw(image, seed);
                    pixels.Transform = transform;
                    Submit(image, transform);

                    Assert.That(Mismatch(gpu, Newest(), truth, pixels), Is.Null, $"{width} x {height} {format} {transform}");
                    WaitUntilCopied();
                }
            }
        }
    }

    [Test]
    public void AnImage_IsTheProgramsAgain_OnceItsFenceSaysSo()
    {
        PreprocessSpec spec = new() { Width = 20, Height = 20, Policy = ResizePolicy.Stretch };
        using IGpuPreprocessor gpu = _gpu.OpenPreprocessor(spec);
        using var truth = new ScalarPreprocessor(spec);
        using var image = new ProgramImage(_device, 50, 40, Format.FormatB8G8R8A8Unorm);
        using Frame first = Draw(image, 1);
        Submit(image);
        WaitUntilCopied();
        Frame frame = Newest();

        using Frame second = Draw(image, 2); // over the same image, before the frame is looked at

        Assert.That(Mismatch(gpu, frame, truth, first), Is.Null);
        Submit(image);
        Assert.That(Mismatch(gpu, Newest(), truth, second), Is.Null);
        WaitUntilCopied();
    }

    [Test]
    public void WithNoReader_EveryFenceIsSignalled_AndNothingIsAllocated()
    {
        using var image = new ProgramImage(_device, 64, 64, Format.FormatR8G8B8A8Unorm);
        using Frame pixels = Draw(image, 3);
        for (int i = 0; i < 8; i++)
            Round();
        long least = long.MaxValue, overtaken = _engine.Source.Drops.Busy;

        for (int pass = 0; pass < 5; pass++) // code that is compiled anew now and then allocates once, in one of them
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10; i++)
                Round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.That(least, Is.Zero);
        Assert.That(_engine.Source.Drops.Busy - overtaken, Is.EqualTo(50));

        void Round()
        {
            Submit(image);
            WaitUntilCopied();
        }
    }

    [Test]
    public void WhatANetworkOnTheSameQueueStillReads_IsNotWritten()
    {
        PreprocessSpec spec = new() { Width = 20, Height = 20, Policy = ResizePolicy.Stretch };
        using var gpu = Direct3D12Preprocessor.Create(spec, _gpu.Device!);
        using var image = new ProgramImage(_device, 50, 40, Format.FormatB8G8R8A8Unorm);
        for (int i = 0; i < 20; i++)
        {
            Draw(image, i).Dispose();
            Submit(image);
            gpu.Submit(Newest()); // nothing waits for it
            WaitUntilCopied();
        }
        using var truth = new ScalarPreprocessor(spec);
        using Frame last = Draw(image, 99);
        Submit(image);

        Assert.That(Mismatch(gpu, Newest(), truth, last), Is.Null);
        WaitUntilCopied();
    }

    [Test]
    public async Task AnEngine_ClassifiesAnImageAsItsPixels()
    {
        await using var cpu = new VisionEngine(new InferenceOptions { Preprocess = "cpu" });
        foreach (VisionEngine one in (VisionEngine[])[_engine, cpu])
            Assert.That((await one.SwapAsync("lenet5")).Error, Is.Null);
        using var image = new ProgramImage(_device, 321, 241, Format.FormatR8G8B8A8UnormSrgb);
        using Frame pixels = Draw(image, 5);

        Submit(image);
        SubmitPixels(cpu, pixels);
        Assert.That((_engine.Tick(), cpu.Tick()), Is.EqualTo((true, true)));

        Assert.That(_engine.Result.Preprocess, Is.EqualTo("direct3d12"), _engine.Model!.Preprocessor.ToString());
        Assert.That(_engine.Result.Top[0].Label, Is.EqualTo(cpu.Result.Top[0].Label));
        Assert.That(_engine.Result.Top[0].Score, Is.EqualTo(cpu.Result.Top[0].Score).Within(1e-3));
        WaitUntilCopied();
    }

    [Test]
    [Category(Wine.OwnDirect3D12)]
    public async Task ALostDevice_IsSaidToBoth_AndFramesOfTheProcessorGoOn()
    {
        Assert.That((await _engine.SwapAsync("lenet5")).Error, Is.Null);
        using var image = new ProgramImage(_device, 40, 30, Format.FormatB8G8R8A8Unorm);
        using Frame pixels = Draw(image, 1);
        Submit(image);
        WaitUntilCopied();
        Gpu.Remove(_device);

        Assert.That(() => _engine.Tick(), Throws.InstanceOf<VisionException>());
        Assert.That(() => Submit(image), Throws.InstanceOf<DeviceLostException>());
        SubmitPixels(_engine, pixels);
        Assert.That(_engine.Tick());
        Assert.That(_engine.Result.Preprocess, Is.EqualTo("cpu"));
    }

    [Test]
    public unsafe void WhatCannotBe_IsRefusedInWords()
    {
        using var wrong = new ProgramImage(_device, 8, 8, Format.FormatR16G16B16A16Float);
        using var good = new ProgramImage(_device, 8, 8, Format.FormatB8G8R8A8Unorm);
        using Direct3D12Buffer buffer = _device.CreateBuffer(64, BufferKind.Gpu);
        AssertRefused(() => _gpu.Submit(_engine, 0, 0), "ID3D12Resource is null");
        AssertRefused(() => _gpu.Submit(_engine, wrong.Handle, 0), "R16G16B16A16");
        AssertRefused(() => _gpu.Submit(_engine, (nint)buffer.Native, 0), "no texture");
        AssertRefused(() => _gpu.Submit(_engine, good.Handle, 0, wait: (0, 3)), "no fence");
        AssertRefused(() => _gpu.Submit(_engine, good.Handle, 0, signal: (0, 3)), "no fence");
        AssertRefused(() => _gpu.Submit(_engine, good.Handle, 0, transform: new FrameTransform { QuarterTurns = 9 }), "quarters");
        AssertRefused(() => Direct3D12Gpu.OnDevice(0), "ID3D12Device is null");
        AssertRefused(() => Direct3D12Gpu.OnDevice(_copied), "no ID3D12Device");
        Assert.That(() => Direct3D12Gpu.Instance.Submit(_engine, good.Handle, 0), Throws.InvalidOperationException);

        using Direct3D12Device other = Gpu.Open();
        if (other.Identity == _device.Identity) // as Windows itself does
            return;
        using var foreign = new ProgramImage(other, 8, 8, Format.FormatB8G8R8A8Unorm);
        AssertRefused(() => _gpu.Submit(_engine, foreign.Handle, 0), "another device");

        static void AssertRefused(Func<object> act, string words) => Assert.That(
            () => act(), Throws.InstanceOf<ArgumentException>().Or.InstanceOf<VisionException>().With.Message.Contains(words));
    }

    [Test]
    public async Task DisposedBeforeItsEngine_ItRefuses()
    {
        using var image = new ProgramImage(_device, 8, 8, Format.FormatB8G8R8A8Unorm);
        Draw(image, 1).Dispose();
        Submit(image);

        Assert.That(_gpu.Dispose, Throws.InvalidOperationException.With.Message.Contains("DisposeAsync"));
        await _engine.DisposeAsync();
        WaitUntilCopied();
        Assert.That(_gpu.Dispose, Throws.Nothing);
        Assert.That(() => Submit(image), Throws.InstanceOf<ObjectDisposedException>());
    }

    private static unsafe void SubmitPixels(VisionEngine engine, Frame pixels) =>
        engine.Submit((nint)pixels.Data, pixels.Width, pixels.Height, pixels.Format, pixels.Stride);

    private Frame Newest() =>
        _engine.Source.TryAcquireLatest(out Frame? frame) ? frame! : throw new AssertionException("There is no frame.");

    private static string? Mismatch(IGpuPreprocessor gpu, Frame frame, ScalarPreprocessor truth, Frame pixels) => TensorComparison.Mismatch(
        TensorComparison.Tensor(gpu.Run(frame), gpu.Spec), TensorComparison.Tensor(truth, pixels), gpu.Spec, 1e-3);

    // By commands on the program's queue; the engine waits for the fence behind them.
    private unsafe Frame Draw(ProgramImage image, int seed)
    {
        Frame frame = image.Draw(_queue, seed);
        HResults.Check(_queue.Native->Signal((ID3D12Fence*)_drawn, ++_values), "signal");
        return frame;
    }

    private void Submit(ProgramImage image, FrameTransform transform = default) => _gpu.Submit(
        _engine, image.Handle, (int)ResourceStates.RenderTarget, (_drawn, _values), (_copied, ++_submitted), transform);

    private unsafe void WaitUntilCopied()
    {
        HResults.Check(_queue.Native->Wait((ID3D12Fence*)_copied, _submitted), "wait");
        _queue.Wait(_queue.Signal());
    }

    private unsafe nint CreateFence()
    {
        ID3D12Fence* fence;
        HResults.Check(
            _device.Native->CreateFence(0, FenceFlags.None, SilkMarshal.GuidPtrOf<ID3D12Fence>(), (void**)&fence), "make a fence");
        return (nint)fence;
    }

    private unsafe void Release()
    {
        _queue.Dispose();
        ((ID3D12Fence*)_drawn)->Release();
        ((ID3D12Fence*)_copied)->Release();
        _device.Dispose();
    }
}
