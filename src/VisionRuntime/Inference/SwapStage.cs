namespace RealtimeCnn;

/// <summary>
/// How far a swap is; each is told once, in this order, and none after the swap is over. <see cref="Progress{T}"/> passes them on later.
/// </summary>
public enum SwapStage
{
    /// <summary>Asked for; another load may have to end first.</summary>
    Waiting,

    /// <summary>The network is opened: read, checked, its weights laid out. The longest stage of a large model.</summary>
    Loading,

    /// <summary>It runs for the first times, on a blank input.</summary>
    Warming,

    /// <summary>It runs from the next frame on.</summary>
    Ready,
}
