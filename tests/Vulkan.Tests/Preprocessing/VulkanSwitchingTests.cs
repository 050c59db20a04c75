using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Switching with a real Vulkan device: what is lost comes back, and the tensor is the same throughout.</summary>
public sealed class VulkanSwitchingTests
{
    [Test]
    public void LostDevice_IsReplacedByANewOne_AndEveryFrameIsServed()
    {
        PreprocessSpec spec = new() { Width = 24, Height = 24, Filter = ResizeFilter.AntialiasedBicubic };
        using Frame frame = TestFrames.Random(100, 80, PixelFormat.Nv12, 3);
        using var truth = new ScalarPreprocessor(spec);
        float[] expected = TensorComparison.Tensor(truth, frame);
        var clock = new FakeClock();
        List<ValidatedDevice> opened = [];
        using (var preprocessor = new SwitchingPreprocessor(spec, Open, PreprocessMode.Gpu, clock))
        {
            AssertServed("vulkan");
            opened[0].Device.Compute.LoseAt(2);
            AssertServed("vulkan");
            AssertServed("cpu"); // the frame whose submission failed
            AssertServed("cpu");
            clock.Advance(GpuRetry.First);
            AssertServed("cpu");
            preprocessor.Preparing!.GetAwaiter().GetResult();
            AssertServed("vulkan");

            void AssertServed(string name)
            {
                Assert.That(
                    TensorComparison.Mismatch(TensorComparison.Tensor(preprocessor.Run(frame), spec), expected, spec, 1e-3), Is.Null);
                Assert.That(preprocessor.Name, Is.EqualTo(name), preprocessor.Decision.ToString());
            }
        }
        Assert.That(opened, Has.Count.EqualTo(2));
        foreach (ValidatedDevice device in opened)
            device.Dispose();

        VulkanPreprocessor Open(PreprocessSpec wanted)
        {
            opened.Add(new ValidatedDevice());
            return new VulkanPreprocessor(opened[^1].Device, wanted);
        }
    }

    [Test]
    public void SharedDevice_OnceLost_IsGivenToNobodyElse()
    {
        VulkanDevice first = VulkanDevices.Shared.Take(null);
        first.Compute.LoseAt(1);
        using var gpu = new VulkanPreprocessor(first, new PreprocessSpec { Width = 4, Height = 4 }, null, VulkanDevices.Shared.Return);
        using Frame frame = TestFrames.Random(8, 8, PixelFormat.Gray8, 1);
        Assert.That(() => gpu.Run(frame), Throws.TypeOf<VulkanDeviceLostException>());

        using IGpuPreprocessor next = OpenShared(gpu.Spec);

        Assert.That(() => next.Run(frame), Throws.Nothing);
        Assert.That(VulkanDevices.Shared.Count, Is.EqualTo(2));
    }

    [Test]
    public void AutoOnThisMachine_Decides_AndAllocatesNothingAfterwards()
    {
        using var preprocessor = new SwitchingPreprocessor(
            new PreprocessSpec { Width = 224, Height = 224, ResizeTo = 256 }, OpenShared);
        using Frame frame = TestFrames.Random(640, 480, PixelFormat.Bgr8, 1);
        for (int i = 0; i < PreprocessTrial.FramesBefore; i++)
            preprocessor.Run(frame);
        preprocessor.Preparing!.GetAwaiter().GetResult();
        for (int i = 0; i <= PreprocessTrial.Frames; i++)
            preprocessor.Run(frame);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
            preprocessor.Run(frame);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(
            preprocessor.Decision.ToString(),
            Does.Match(@"^(vulkan|cpu): [\d.]+ ms \(not (vulkan|cpu): [\d.]+ ms for 640 x 480 Bgr8\)$"));
        TestContext.Out.WriteLine(preprocessor.Decision);
    }

    private static IGpuPreprocessor OpenShared(PreprocessSpec spec) => VulkanGpu.Instance.OpenPreprocessor(spec);
}
