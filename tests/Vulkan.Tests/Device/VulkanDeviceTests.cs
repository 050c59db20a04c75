using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>How a Vulkan device is found and opened.</summary>
public sealed unsafe class VulkanDeviceTests
{
    [Test]
    public void ThisMachine_HasAVulkanDevice_AndTheSoftwareOneIsTheLastResort()
    {
        Choice<GpuInfo> choice = VulkanGpu.Instance.Choose();

        Assert.That(choice.Problem, Is.Null, "On Debian: apt-get install mesa-vulkan-drivers libvulkan1");
        bool hasHardware = choice.Rejected.Any(one => one.Reason.Contains("preferred") && one.Candidate.Kind != GpuInfo.Software);
        Assert.That(choice.Chosen!.Kind == GpuInfo.Software && hasHardware, Is.False);
        TestContext.Out.WriteLine($"{choice.Chosen.Id} {choice.Chosen} ({choice.Chosen.Kind}, {choice.Chosen.Driver}): chosen");
        foreach ((GpuInfo gpu, string reason) in choice.Rejected)
            TestContext.Out.WriteLine($"{gpu.Id} {gpu} ({gpu.Kind}, {gpu.Driver}): {reason}");
    }

    [Test]
    public void NoLoader_IsExplained() => Assert.That(
        () => VulkanInstance.Create(load: () => throw new FileNotFoundException()),
        Throws.TypeOf<VulkanException>().With.Message.Contains("no Vulkan loader"));

    [Test]
    public void MissingInstanceExtension_NamesTheCall() => Assert.That(
        () => VulkanInstance.Create(["VK_NOBODY_has_this"]),
        Throws.TypeOf<VulkanException>().With.Message.Contains("vkCreateInstance").And.Message.Contains("ErrorExtensionNotPresent"));

    [Test]
    public void Request_RejectsWhatCannotPresent()
    {
        using VulkanInstance instance = VulkanInstance.Create();
        var request = new VulkanDeviceRequest(CanPresent: (_, _) => false);

        Choice<GpuInfo> blind = VulkanDeviceInfo.Select(instance, request);

        Assert.That(blind.Chosen, Is.Null);
        Assert.That(blind.Rejected.Select(rejected => rejected.Reason), Is.All.Contain("show pictures"));
        Assert.That(
            () => VulkanDevice.Open(instance, request), Throws.TypeOf<VulkanException>().With.Message.Contains("show pictures"));
    }

    [Test]
    public void TheSharedDevice_CanShowPicturesInWindows_AndDoesNotWithoutTheirExtensions()
    {
        VulkanDevice shared = VulkanGpu.Devices.Take(null);
        try
        {
            Assert.That(shared.HasSwapChains && shared.Graphics is not null);
            Assert.That(shared.Api.GetDeviceProcAddr(shared.Handle, "vkCreateSwapchainKHR").Handle != null);
        }
        finally
        {
            VulkanGpu.Devices.Return(shared);
        }
        using var plain = new ValidatedDevice();
        Assert.That(plain.Device.HasSwapChains, Is.False);
    }
}
