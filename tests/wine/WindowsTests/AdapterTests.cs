using NUnit.Framework;
using RealtimeCnn.Direct3D12;

namespace RealtimeCnn.Tests;

public class AdapterTests
{
    [Test]
    public void AnAdapterIsFoundByItsLuidAndByPartOfItsName()
    {
        using Direct3D12Device any = Gpu.Open();
        GpuInfo chosen = any.Gpus.Chosen!;
        TestContext.Out.Write(chosen);

        using Direct3D12Device byLuid = Direct3D12Device.Create(AdapterRequest.Parse(chosen.Id));
        using Direct3D12Device byName = Direct3D12Device.Create(Gpu.Any with { Name = chosen.Name[^4..].ToLowerInvariant() });

        Assert.That(byLuid.Gpus.Chosen, Is.EqualTo(chosen));
        Assert.That(byName.Gpus.Chosen, Is.EqualTo(chosen));
    }

    [Test]
    public void WindowsTellsHowMuchOfItsMemoryMayBeUsed()
    {
        using Direct3D12Device device = Gpu.Open();
        using Direct3D12Buffer buffer = device.CreateBuffer(64 << 20, BufferKind.Gpu);

        (long used, long granted) = device.Memory ?? throw new AssertionException("It does not tell.");

        TestContext.Out.Write($"{used:N0} of {granted:N0} bytes");
        Assert.That(granted, Is.GreaterThan(64 << 20));
        Assert.That(used, Is.GreaterThanOrEqualTo(64 << 20)); // Wine counts all that the machine uses
    }

    [Test]
    public void ARequestThatNoAdapterMeetsSaysWhyForEach()
    {
        using Direct3D12Device any = Gpu.Open();
        string name = any.Name;

        Assert.That(
            () => Direct3D12Device.Create(Gpu.Any with { Luid = -1 }),
            Throws.TypeOf<VisionException>().With.Message.Contains(name).And.Message.Contains("luid 0xFFFFFFFFFFFFFFFF"));
        Assert.That(
            () => Direct3D12Device.Create(Gpu.Any with { Name = "no such card" }),
            Throws.TypeOf<VisionException>().With.Message.Contains(name).And.Message.Contains("'no such card'"));
    }

    [Test]
    public void ABufferThatCannotBeHadIsRefusedWithItsSize()
    {
        using Direct3D12Device device = Gpu.Open();

        Assert.That(
            () => device.CreateBuffer(1L << 50, BufferKind.Gpu), Throws.InstanceOf<VisionException>().With.Message.Contains("bytes on"));
        device.ThrowIfLost();
    }

    [Test]
    public void WhatIsWrittenToAGpuBufferComesBack()
    {
        using Direct3D12Device device = Gpu.Open();
        using var queue = new Direct3D12Queue(device);
        byte[] data = new byte[100_003], back = new byte[data.Length];
        new Random(1).NextBytes(data);
        using Direct3D12Buffer buffer = device.CreateBuffer(data.Length, BufferKind.Gpu);

        BufferTransfer.Write(device, queue, buffer, data);
        BufferTransfer.Read(device, queue, buffer, back);

        Assert.That(back, Is.EqualTo(data));
        Assert.That(() => buffer.Memory.Length, Throws.InvalidOperationException);
    }
}
