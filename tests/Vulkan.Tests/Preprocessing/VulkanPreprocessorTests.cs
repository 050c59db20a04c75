using Microsoft.ML.OnnxRuntime;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>The GPU path: the common suite under the validation layer, and what only a GPU can do wrong.</summary>
[TestFixture]
public sealed class VulkanPreprocessorTests : FastPreprocessorConformance
{
    private ValidatedDevice _gpu = null!;

    // The GPU's dot products round in another order.
    protected override double Exact => 1e-5;

    [OneTimeSetUp]
    public void OpenDevice()
    {
        _gpu = new ValidatedDevice();
        TestContext.Progress.WriteLine($"Vulkan tests run on {_gpu.Device.Info}, {_gpu.Device.Info.Driver}.");
    }

    [TearDown]
    public void AssertSilent() => _gpu.AssertSilent();

    [OneTimeTearDown]
    public void Close() => _gpu.Dispose();

    private protected override IPreprocessor Create(PreprocessSpec spec) =>
        new GpuAsPreprocessor(new VulkanPreprocessor(_gpu.Device, spec));

    [Test]
    public void CopiesOnEitherSide_ChangeNothing([Values] PixelFormat format, [Values] TensorType type)
    {
        PreprocessSpec spec = new() { Width = 33, Height = 17, Policy = ResizePolicy.Stretch, Type = type };
        using var direct = new VulkanPreprocessor(_gpu.Device, spec);
        using var copying = new VulkanPreprocessor(
            _gpu.Device, spec, new VulkanPreprocessorOptions { CopiesFrame = true, ReadsBack = true });
        for (int seed = 0; seed < 5; seed++) // more frames than the ring has slots
        {
            using Frame frame = TestFrames.Random(101, 63, format, seed);

            byte[] expected = direct.Run(frame).Bytes.ToArray();

            Assert.That(copying.Run(frame).Bytes.ToArray(), Is.EqualTo(expected));
        }
        Assert.That((copying.CopiesFrame, copying.IsZeroCopy), Is.EqualTo((true, false)));
    }

    [Test]
    public void Tensor_IsTheMemoryThatOnnxRuntimeReads()
    {
        ModelDefinition model = ModelCatalogue.Embedded.Get("lenet5");
        using SessionOptions sessionOptions = CpuBackend.CreateSessionOptions(threads: 0);
        using var session = new InferenceSession(model.Content.ToArray(), sessionOptions);
        PreprocessSpec spec = model.Preprocess!;
        using Frame frame = TestFrames.Random(640, 480, PixelFormat.Bgr8, 2);
        using var cpu = new ScalarPreprocessor(spec);
        using var gpu = new VulkanPreprocessor(_gpu.Device, spec);
        using var options = new RunOptions();
        string input = session.InputNames[0];
        float[] tensor = TensorComparison.Tensor(cpu, frame);
        using OrtValue own = OrtValue.CreateTensorValueFromMemory(tensor, [1, 1, spec.Height, spec.Width]);
        using IDisposableReadOnlyCollection<OrtValue> expected = session.Run(options, [input], [own], session.OutputNames);
        using OrtIoBinding binding = session.CreateIoBinding();
        InputTensor bound = gpu.Run(frame);
        binding.BindInput(input, bound.Value);
        binding.BindOutputToDevice(session.OutputNames[0], OrtMemoryInfo.DefaultInstance);
        frame.Pixels.Fill(3);
        gpu.Run(frame); // the bound memory changes under the binding...
        new Random(2).NextBytes(frame.Pixels);

        Assert.That(gpu.Run(frame), Is.SameAs(bound)); // ...and back
        using IDisposableReadOnlyCollection<OrtValue> actual = session.RunWithBoundResults(options, binding);

        Assert.That(
            actual[0].GetTensorDataAsSpan<float>().ToArray(), Is.EqualTo(expected[0].GetTensorDataAsSpan<float>().ToArray()).Within(1e-3));
        TestContext.Out.WriteLine($"zero copy: {gpu.IsZeroCopy}");
    }

    [Test]
    public void GpuTime_IsMeasured_WhereTheQueueHasAClock()
    {
        using var gpu = new VulkanPreprocessor(_gpu.Device, new PreprocessSpec { Width = 64, Height = 64 });
        using Frame frame = TestFrames.Random(320, 240, PixelFormat.Bgr8, 1);
        Assert.That(gpu.GpuMilliseconds, Is.Null, "before the first frame");

        gpu.Run(frame);

        Assert.That(gpu.GpuMilliseconds, _gpu.Device.TimestampBits == 0 ? Is.Null : Is.GreaterThan(0.0).And.LessThan(60_000.0));
    }

    [Test]
    public void TwoThreads_ShareTheDevice()
    {
        PreprocessSpec[] specs = [new() { Width = 24, Height = 24 }, new() { Width = 50, Height = 30, Channels = ChannelOrder.Grey }];

        Task<string?>[] runs = [.. specs.Select(spec => Task.Run(() =>
        {
            using Frame frame = TestFrames.Random(200, 150, PixelFormat.Bgra8, 4);
            using var truth = new ScalarPreprocessor(spec);
            using IPreprocessor gpu = Create(spec);
            float[] expected = TensorComparison.Tensor(truth, frame);
            for (int i = 0; i < 50; i++)
            {
                if (TensorComparison.Mismatch(TensorComparison.Tensor(gpu, frame), expected, spec, 1e-3) is { } mismatch)
                    return mismatch;
            }
            return null;
        }))];

        Assert.That(Task.WhenAll(runs).GetAwaiter().GetResult(), Is.All.Null);
    }

    [Test]
    public void LostDevice_IsSaidByItsName_AndEverythingCanBeDisposed()
    {
        using var doomed = new ValidatedDevice();
        using var gpu = new VulkanPreprocessor(doomed.Device, new PreprocessSpec { Width = 8, Height = 8 });
        using Frame frame = TestFrames.Random(16, 16, PixelFormat.Bgr8, 1);
        doomed.Device.Compute.LoseAt(2);
        gpu.Run(frame);

        Assert.That(() => gpu.Run(frame), Throws.TypeOf<VulkanDeviceLostException>().With.Message.Contains(doomed.Device.Info.Name));
        Assert.That(doomed.Device.IsLost);
        Assert.That(() => gpu.Run(frame), Throws.TypeOf<VulkanDeviceLostException>(), "it does not come back");
    }

    [Test]
    public void LateFrame_IsReported_AndItsMemoryIsNotTouchedUntilItIsDone()
    {
        PreprocessSpec spec = new() { Width = 299, Height = 299, Filter = ResizeFilter.AntialiasedBicubic };
        using Frame frame = TestFrames.Random(3840, 2160, PixelFormat.Bgra8, 1);
        using var impatient = new VulkanPreprocessor(_gpu.Device, spec, new VulkanPreprocessorOptions { Timeout = TimeSpan.Zero });

        Assert.That(() => impatient.Run(frame), Throws.TypeOf<VulkanException>().With.Message.Contains("did not finish"));
    }

    [Test]
    public void FrameLargerThanTheDeviceTakes_IsRefused_AndTheNextOneRuns()
    {
        // As much as one buffer holds on any device, and four bytes per pixel more.
        ulong limit = _gpu.Device.Limits.MaxStorageBufferRange;
        if (limit >= (ulong)Frame.MaxDimension * Frame.MaxDimension * 4)
            Assert.Ignore("This GPU takes the largest frame there is.");
        using var gpu = new VulkanPreprocessor(_gpu.Device, new PreprocessSpec { Width = 4, Height = 4, Policy = ResizePolicy.Stretch });
        using var large = new Frame();
        large.Reshape(Frame.MaxDimension, (int)(limit / (Frame.MaxDimension * 4)) + 1, PixelFormat.Bgra8);
        using Frame small = TestFrames.Random(8, 8, PixelFormat.Bgra8, 1);

        Assert.That(() => gpu.Run(large), Throws.TypeOf<VulkanException>().With.Message.Contains("MiB"));
        Assert.That(() => gpu.Run(small), Throws.Nothing);
    }

    [Test]
    public void Open_SharesOneDevice_AndClosesItWithTheLastUser()
    {
        Assume.That(VulkanDevices.Shared.Count, Is.Zero);
        PreprocessSpec spec = new() { Width = 4, Height = 4 };
        using Frame frame = TestFrames.Random(8, 8, PixelFormat.Bgra8, 1);
        IGpuPreprocessor first = Open(spec), second = Open(spec);

        Assert.That(VulkanDevices.Shared.Count, Is.EqualTo(1));
        first.Dispose();
        first.Dispose();
        Assert.That(() => second.Run(frame), Throws.Nothing);
        second.Dispose();
        Assert.That(VulkanDevices.Shared.Count, Is.Zero);
        Assert.That(() => second.Run(frame), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Open_WithAWrongName_ListsTheGpus()
    {
        Assert.That(
            () => Open(new PreprocessSpec { Width = 4, Height = 4 }, "no such card"),
            Throws.TypeOf<VulkanException>().With.Message.Contains("no such card").And.Message.Contains(_gpu.Device.Info.Name));
        Assert.That(VulkanDevices.Shared.Count, Is.Zero);
    }

    [Test]
    public void BadSpec_IsRefused()
    {
        PreprocessSpec spec = new() { Width = 0, Height = 4 };

        Assert.That(() => Open(spec), Throws.ArgumentException);
        Assert.That(() => new VulkanPreprocessor(_gpu.Device, spec), Throws.ArgumentException);
    }

    private static IGpuPreprocessor Open(PreprocessSpec spec, string? wanted = null) => VulkanGpu.Instance.OpenPreprocessor(spec, wanted);
}
