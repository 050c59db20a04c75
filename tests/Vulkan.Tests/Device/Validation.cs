using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>
/// Vulkan under the validation layer, which <c>./test</c> installs. On Windows it is part of the Vulkan SDK: without it tests run all the
/// same, and nobody watches their calls.
/// </summary>
internal static class Validation
{
    public static VulkanInstance Open()
    {
        if (!OperatingSystem.IsWindows())
            return VulkanInstance.Create(validate: true);
        try
        {
            return VulkanInstance.Create(validate: true);
        }
        catch (VulkanException e)
        {
            TestContext.Progress.WriteLine($"Not validated: {e.Message}");
            return VulkanInstance.Create();
        }
    }

    /// <summary>Fails if the layer has said anything.</summary>
    public static void AssertSilent(VulkanInstance instance)
    {
        if (instance.Messages is { } messages)
            Assert.That(messages.All, Is.Empty, "The validation layer complains.");
    }
}
