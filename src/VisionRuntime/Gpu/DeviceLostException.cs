namespace RealtimeCnn;

/// <summary>
/// The GPU was removed, reset or hung. Nothing made on it works any more: dispose it all, go on with the CPU, and make the device anew.
/// </summary>
public class DeviceLostException : VisionException
{
    /// <summary>Makes one.</summary>
    public DeviceLostException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
