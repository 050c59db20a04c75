using System.Runtime.InteropServices;

namespace RealtimeCnn;

/// <summary>How a picture gets onto the window: the constants of shaders/present.hlsl, in the same order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PlacementConstants
{
    /// <summary>Bytes, as in the shader.</summary>
    public const int Size = 64;

    private const int MostTaps = 16;

    public float TargetLeft, TargetTop, TargetRight, TargetBottom;
    public float SourceLeft, SourceTop, SourceRight, SourceBottom;
    public int OriginX, OriginY, StepX, StepY;
    public float FootprintX, FootprintY;
    public uint TapsX, TapsY;

    /// <summary>Places a whole picture.</summary>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    /// <param name="target">Where, in pixels of the window.</param>
    /// <param name="windowWidth">Width of the window in pixels.</param>
    /// <param name="windowHeight">Height of the window in pixels.</param>
    /// <param name="mirrored">Left and right change places.</param>
    public static PlacementConstants Of(
        int width, int height, in PixelRect target, int windowWidth, int windowHeight, bool mirrored) => new()
    {
        TargetLeft = (float)target.X / windowWidth,
        TargetTop = (float)target.Y / windowHeight,
        TargetRight = (float)target.Right / windowWidth,
        TargetBottom = (float)target.Bottom / windowHeight,
        SourceLeft = mirrored ? 1 : 0,
        SourceRight = mirrored ? 0 : 1,
        SourceBottom = 1,
        OriginX = mirrored ? target.X + width - 1 : -target.X,
        OriginY = -target.Y,
        StepX = mirrored ? -1 : 1,
        StepY = 1,
        FootprintX = 1f / target.Width,
        FootprintY = 1f / target.Height,
        TapsX = Taps(width, target.Width),
        TapsY = Taps(height, target.Height),
    };

    /// <summary>Places a rectangle of a picture that is as large as the window, pixel on pixel.</summary>
    public static PlacementConstants Same(in PixelRect rect, int windowWidth, int windowHeight) =>
        Of(windowWidth, windowHeight, rect, windowWidth, windowHeight, mirrored: false) with { OriginX = 0, OriginY = 0 };

    // A linear sample covers two pixels.
    private static uint Taps(int pixels, int onto) => (uint)Math.Clamp((pixels + 2 * onto - 1) / (2 * onto), 1, MostTaps);
}
