using NUnit.Framework;
using RealtimeCnn.Gpu.Vulkan;

namespace RealtimeCnn.Tests;

/// <summary>Which GPU is taken, and what is said of the others.</summary>
public sealed unsafe class GpuSelectionTests
{
    private static readonly GpuDevice[] Machine =
    [
        Gpu(0, "Software Renderer", GpuKind.Software),
        Gpu(1, "Laptop Graphics", GpuKind.Integrated),
        Gpu(2, "Old Card", GpuKind.Discrete, "its driver offers Vulkan 1.0.3 only"),
        Gpu(3, "Big Card", GpuKind.Discrete),
        Gpu(4, "Big Card", GpuKind.Discrete),
    ];

    [Test]
    public void Nothing_AskedFor_TakesTheFirstUsableDiscreteOne_AndSaysWhyNotTheOthers()
    {
        GpuSelection selection = GpuSelection.Choose(Machine, null);

        Assert.That(selection.Chosen?.Index, Is.EqualTo(3));
        Assert.That(selection.Problem, Is.Null);
        Assert.That(selection.Devices[0].Rejection, Does.Contain("Big Card").And.Contain("preferred"));
        Assert.That(selection.Devices[2].Rejection, Does.Contain("1.0.3"));
        Assert.That(selection.Devices[4].Rejection, Does.Contain("preferred"));
    }

    [TestCase("laptop", 1)]
    [TestCase("0", 0)]
    [TestCase("4", 4)]
    public void ByNameOrNumber(string wanted, int index)
    {
        GpuSelection selection = GpuSelection.Choose(Machine, wanted);

        Assert.That(selection.Chosen?.Index, Is.EqualTo(index));
        Assert.That(selection.Devices.Count(device => device.Rejection is null), Is.EqualTo(1));
        Assert.That(selection.Devices.First(device => device.Index == 3 - index % 2).Rejection, Does.Contain($"'{wanted}'").Or.Contain("1.0.3"));
    }

    [TestCase("9", "3 = Big Card")]
    [TestCase("voodoo", "no GPU is called 'voodoo'")]
    [TestCase("Old", "Old Card: its driver offers Vulkan 1.0.3 only")]
    public void AskedForInVain_ExplainsAndChoosesNone(string wanted, string problem)
    {
        GpuSelection selection = GpuSelection.Choose(Machine, wanted);

        Assert.That(selection.Chosen, Is.Null);
        Assert.That(selection.Problem, Does.Contain(problem));
        Assert.That(selection.Devices.Select(device => device.Rejection), Has.None.Null);
    }

    [Test]
    public void EmptyMachine_HasAProblem() => Assert.That(GpuSelection.Choose([], null).Problem, Does.Contain("no GPU"));

    [Test]
    public void ThisMachine_HasAVulkanDevice_AndTheSoftwareOneIsTheLastResort()
    {
        GpuSelection selection = VulkanDevices.List();

        Assert.That(selection.Problem, Is.Null, "On Debian: apt-get install mesa-vulkan-drivers libvulkan1");
        Assert.That(selection.Chosen!.Kind, Is.EqualTo(selection.Devices.Where(d => d.Rejection is null || d.Rejection.Contains("preferred")).Min(d => d.Kind)));
        foreach (GpuDevice device in selection.Devices)
            TestContext.Out.WriteLine($"{device.Index} {device.Description} {device.ApiVersion}: {device.Rejection ?? "chosen"}");
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
    public void Request_RejectsWhatLacksAnExtension_OrCannotPresent()
    {
        using VulkanInstance instance = VulkanInstance.Create();

        GpuSelection missing = VulkanDeviceInfo.Select(instance, new VulkanDeviceRequest { Extensions = ["VK_NOBODY_has_this"] });
        GpuSelection blind = VulkanDeviceInfo.Select(instance, new VulkanDeviceRequest { CanPresent = (_, _) => false });

        Assert.That(missing.Devices.Select(device => device.Rejection), Is.All.Contain("VK_NOBODY_has_this"));
        Assert.That(blind.Devices.Select(device => device.Rejection), Is.All.Contain("show pictures"));
        Assert.That(
            () => VulkanDevice.Open(instance, new VulkanDeviceRequest { CanPresent = (_, _) => false }),
            Throws.TypeOf<VulkanException>().With.Message.Contains("show pictures"));
    }

    [Test]
    public void ExtraExtensions_AreEnabled()
    {
        using var device = new ValidatedDevice(new VulkanDeviceRequest { Extensions = ["VK_KHR_push_descriptor"] });

        Assert.That(device.Device.Api.GetDeviceProcAddr(device.Device.Handle, "vkCmdPushDescriptorSetKHR").Handle != null);
    }

    private static GpuDevice Gpu(int index, string name, GpuKind kind, string? rejection = null) =>
        new(index, name, kind, "driver 1.0", "Vulkan 1.3.0", rejection);
}
