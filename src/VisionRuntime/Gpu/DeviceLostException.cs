namespace RealtimeCnn;

/// <summary>
/// The GPU was removed, reset or hung, or a window's surface on it has changed for good. Nothing made on it works any more: dispose it all,
/// go on with the CPU or another presenter, and take the device anew. docs/architecture.md says who does what.
/// </summary>
public class DeviceLostException : VisionException
{
    /// <summary>Makes one.</summary>
    public DeviceLostException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
