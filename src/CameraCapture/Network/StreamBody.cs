namespace RealtimeCnn.CameraCapture;

/// <summary>What is behind an address.</summary>
internal enum StreamBody
{
    /// <summary>A stream that comes at its own pace, without a known end.</summary>
    Live,

    /// <summary>Single pictures of a web camera, one after another and without time stamps.</summary>
    Pictures,

    /// <summary>A playlist of pieces, which come in bursts; it says itself when it is over, if it ever is.</summary>
    Playlist,

    /// <summary>A file of stated length.</summary>
    Film,
}
