using NUnit.Framework;
using RealtimeCnn.Direct3D12;

namespace RealtimeCnn.Tests;

/// <summary>The GPU is taken away while a network serves.</summary>
public class DeviceLossTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    [Category(Wine.OwnDirect3D12)]
    public void ALostDeviceIsToldAndANewOneServesOn()
    {
        using var host = new DirectMlHost(AdapterRequest.Any, Patience);
        using Frame frame = TestFrames.Random(64, 48, PixelFormat.Bgr8, 1);
        DirectMlGpu first = host.Take();
        float[] expected, onProcessor;
        using (NetworkPair lenet = NetworkPair.LeNet5(first))
        {
            expected = lenet.ByGpu(frame);
            Gpu.Remove(first.Device);

            Assert.That(() => first.ThrowIfLost(), Throws.TypeOf<DeviceLostException>().With.Message.Contains(first.Device.Name));
            Assert.That(
                () =>
                {
                    for (int i = 0; i < 10; i++) // the removal may take a submission to show
                        lenet.ByGpu(frame);
                },
                Throws.TypeOf<DeviceLostException>());
            onProcessor = lenet.ByCpu(frame); // in between
        }
        host.Return(first);

        DirectMlGpu second = host.Take();
        Assert.That(second, Is.Not.SameAs(first));
        using NetworkPair again = host.Guard(() => NetworkPair.LeNet5(second), "load LeNet-5");
        Assert.That(again.ByGpu(frame), Is.EqualTo(expected));
        Assert.That(TensorComparison.Difference(onProcessor, expected).Max, Is.LessThan(1e-3));
    }

    [Test]
    public void ADriverThatHangsIsGivenUpForGood()
    {
        using var never = new ManualResetEventSlim();
        using var host = new DirectMlHost(
            () =>
            {
                never.Wait();
                throw new InvalidOperationException();
            },
            TimeSpan.FromMilliseconds(50));

        Assert.That(() => host.Take(), Throws.TypeOf<VisionException>().With.Message.Contains("open the GPU"));
        Assert.That(() => host.Take(), Throws.TypeOf<VisionException>().With.Message.Contains("open the GPU"));
        never.Set();
    }

    [Test]
    public void WhatTheWorkThrowsComesThroughTheGuard()
    {
        using var host = new DirectMlHost(AdapterRequest.Any, Patience);

        Assert.That(
            () => host.Guard<int>(() => throw new VisionException("no"), "try"),
            Throws.TypeOf<VisionException>().With.Message.EqualTo("no"));
        Assert.That(host.Guard(() => 3, "try"), Is.EqualTo(3));
    }
}
