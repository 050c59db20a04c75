namespace RealtimeCnn.ModelZoo;

/// <summary>A failure that the user can act on. The message is one sentence fit to show as it is: what failed, with what, what to do.</summary>
public class VisionException : Exception
{
    /// <summary>Makes one.</summary>
    public VisionException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
