namespace RealtimeCnn.CameraCapture;

/// <summary>Moving test patterns, each exactly reproducible from the frame's number.</summary>
internal enum SyntheticPattern
{
    /// <summary>Eight colour bars that scroll sideways.</summary>
    Bars,

    /// <summary>A colour gradient that drifts.</summary>
    Gradient,

    /// <summary>Independent noise in every frame.</summary>
    Noise,

    /// <summary>A checkerboard that drifts diagonally.</summary>
    Checker,

    /// <summary>A bright square that bounces over a dark ground.</summary>
    Moving,
}
