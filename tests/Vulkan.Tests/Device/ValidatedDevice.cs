namespace RealtimeCnn.Tests;

/// <summary>
/// The best GPU of this machine under the validation layer: a real one where there is one, else Mesa's lavapipe, which ./test installs.
/// A Linux machine with neither fails here, with the reason.
/// </summary>
internal sealed class ValidatedDevice : IDisposable
{
    private readonly VulkanInstance _instance;

    public ValidatedDevice(VulkanDeviceRequest? request = null)
    {
        _instance = Validation.Open();
        try
        {
            Device = VulkanDevice.Open(_instance, request ?? new VulkanDeviceRequest());
        }
        catch
        {
            _instance.Dispose();
            throw;
        }
    }

    public VulkanDevice Device { get; }

    /// <summary>Fails if the layer has said anything so far.</summary>
    public void AssertSilent() => Validation.AssertSilent(_instance);

    /// <summary>Closes the device; the layer then names whatever was left alive on it.</summary>
    public void Dispose()
    {
        Device.Dispose();
        _instance.Dispose();
        AssertSilent();
    }
}
