using System.Drawing;

namespace RealtimeCnn.Native;

/// <summary>Reads what a host says of its frames. Allocates nothing where it is right.</summary>
internal static class FrameReader
{
    /// <summary>RCNN_GRAY8 and so on.</summary>
    public static PixelFormat Format(int format) => format switch
    {
        1 => PixelFormat.Gray8,
        2 => PixelFormat.Rgb8,
        3 => PixelFormat.Bgr8,
        4 => PixelFormat.Rgba8,
        5 => PixelFormat.Bgra8,
        6 => PixelFormat.Nv12,
        _ => throw new Refusal(Status.BadArgument, $"There is no pixel format {format}; it is RCNN_GRAY8 to RCNN_NV12."),
    };

    /// <summary>How the rows become the upright picture.</summary>
    public static FrameTransform Transform(in NativePlacement placement) => new()
    {
        IsBottomUp = Require.Flag(placement.BottomUp, "bottom_up"),
        QuarterTurns = placement.QuarterTurns,
        IsMirrored = Require.Flag(placement.Mirrored, "mirrored"),
        Crop = new Rectangle(placement.CropX, placement.CropY, placement.CropWidth, placement.CropHeight),
    };

    /// <summary>When it was taken, in ticks; 0 for now.</summary>
    public static long Timestamp(long capturedNs)
    {
        const long MostAhead = 1_000_000_000;
        return capturedNs == 0 || (capturedNs > 0 && capturedNs - MostAhead <= Clock.Now)
            ? Clock.ToTicks(capturedNs)
            : throw new Refusal(
                Status.BadArgument, $"captured_ns is {capturedNs}; it is a time of rcnn_clock, at most a second ahead, or 0 for now.");
    }

    /// <summary>Bytes from one row to the next.</summary>
    public static int Stride(in NativeFrame frame) => frame.Stride >= 0
        ? frame.Stride
        : throw new Refusal(
            Status.BadArgument,
            $"rcnn_frame.stride is {frame.Stride}: pixels is the first byte in memory, and bottom_up says which row that is.");
}
