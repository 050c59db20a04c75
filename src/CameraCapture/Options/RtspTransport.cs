namespace RealtimeCnn.CameraCapture;

/// <summary>How RTSP brings its pictures.</summary>
internal enum RtspTransport
{
    /// <summary>Over TCP, which loses nothing; over UDP where the server refuses that.</summary>
    Any,

    /// <summary>Over TCP only: <c>rtspt://</c>.</summary>
    Tcp,

    /// <summary>Over UDP only: <c>rtspu://</c>.</summary>
    Udp,
}
