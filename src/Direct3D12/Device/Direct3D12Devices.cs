namespace RealtimeCnn.Direct3D12;

/// <summary>
/// The devices that all who use Direct3D 12 share, DirectML among them. They stay open: the next model is swapped in when the one before is
/// gone.
/// </summary>
/// <remarks>Any thread.</remarks>
internal static class Direct3D12Devices
{
    /// <summary>The lender.</summary>
    public static SharedDevices<Direct3D12Device> Shared { get; } = new(Open, device => device.IsLost, keepsOpen: true);

    private static Direct3D12Device Open(string? wanted) => OperatingSystem.IsWindows()
        ? Direct3D12Device.Create(AdapterRequest.Parse(wanted))
        : throw new VisionException("Direct3D 12 needs Windows.");
}
