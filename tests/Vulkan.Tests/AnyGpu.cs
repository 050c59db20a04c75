using NUnit.Framework;

/// <summary>Skips all of this on a Windows machine without a GPU that knows Vulkan. On Linux <c>./test</c> installs one.</summary>
[SetUpFixture]
public sealed class AnyGpu
{
    [OneTimeSetUp]
    public void LookForOne()
    {
        if (OperatingSystem.IsWindows() && VulkanGpu.Instance.Choose() is { Chosen: null } none)
            Assert.Ignore($"No GPU here knows Vulkan: {none}");
    }
}
