namespace RealtimeCnn.CameraCapture;

/// <summary>Kind of frame source.</summary>
internal enum SourceKind
{
    /// <summary>A camera of this machine, by number.</summary>
    Camera,

    /// <summary>A video file.</summary>
    VideoFile,

    /// <summary>A network stream.</summary>
    Stream,

    /// <summary>One image, or several in natural order.</summary>
    Images,

    /// <summary>A computed test pattern.</summary>
    Synthetic,

    /// <summary>The built-in scene: handwritten digits and photographs.</summary>
    Sample,
}
