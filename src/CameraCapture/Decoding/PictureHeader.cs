using System.Buffers.Text;

namespace RealtimeCnn.CameraCapture;

/// <summary>What <c>ffmpeg</c> says of a picture before the picture comes.</summary>
/// <param name="Width">Of the upright picture, in pixels.</param>
/// <param name="Height">Of the upright picture, in pixels.</param>
/// <param name="Time">Its time stamp; null if it has none.</param>
/// <param name="HasMatrix">Whether its colours are luma and chroma, so that a matrix makes them red, green and blue.</param>
internal readonly record struct PictureHeader(int Width, int Height, TimeSpan? Time, bool HasMatrix)
{
    /// <summary>Whether it says itself which matrix that is.</summary>
    public bool IsTagged { get; init; }

    /// <summary>
    /// The matrix of its colours as <c>ffmpeg</c> calls it: that of its tag; untagged pictures of 720 lines and more are BT.709, as the
    /// makers of such videos mean it, and smaller ones BT.601, which is FFmpeg's own assumption.
    /// </summary>
    public string Matrix => HasMatrix && !IsTagged && Height >= 720 ? "bt709" : "auto";

    /// <summary>
    /// Finds what the filter <c>showinfo</c> says first: <c>n: 0 pts: 0 pts_time:0 fmt:yuv420p sar:1/1 s:320x240 i:P</c>.
    /// </summary>
    /// <param name="line">A line of the program.</param>
    /// <param name="header">Without a size where the size is one that no frame has.</param>
    public static bool TryFind(ReadOnlySpan<byte> line, out PictureHeader header)
    {
        header = default;
        int at = line.IndexOf("n:"u8);
        ReadOnlySpan<byte> size = Value(line, " s:"u8);
        if (at < 0 || size.IsEmpty || !line[(at + 2)..].TrimStart((byte)' ').TrimStart("0123456789"u8).StartsWith(" pts:"u8))
            return false;
        if (!TryParseSize(size, out int width, out int height))
            return true;
        bool isTimed = Utf8Parser.TryParse(Value(line, " pts:"u8), out long microseconds, out _);
        ReadOnlySpan<byte> format = Value(line, " fmt:"u8);
        header = new(width, height, isTimed ? new TimeSpan(microseconds * TimeSpan.TicksPerMicrosecond) : null, IsLumaAndChroma(format));
        return true;
    }

    /// <summary>Finds what <c>showinfo</c> says last: <c>color_range:tv color_space:bt709 color_primaries:...</c>.</summary>
    /// <param name="line">A line of the program.</param>
    /// <param name="isTagged">Whether it names a matrix.</param>
    public static bool TryFindTag(ReadOnlySpan<byte> line, out bool isTagged)
    {
        ReadOnlySpan<byte> space = Value(line, " color_space:"u8);
        isTagged = !space.StartsWith("unknown"u8) && !space.StartsWith("reserved"u8);
        return !space.IsEmpty;
    }

    private static bool TryParseSize(ReadOnlySpan<byte> text, out int width, out int height)
    {
        height = 0;
        bool isSize = Utf8Parser.TryParse(text, out width, out int used) && text[used..] is [(byte)'x', .. var rest]
            && Utf8Parser.TryParse(rest, out height, out _);
        return isSize && width is >= 1 and <= Frame.MaxDimension && height is >= 1 and <= Frame.MaxDimension;
    }

    private static bool IsLumaAndChroma(ReadOnlySpan<byte> format) =>
        format.IndexOf("rgb"u8) < 0 && format.IndexOf("bgr"u8) < 0 && format.IndexOf("gbr"u8) < 0 && !format.StartsWith("gray"u8)
        && !format.StartsWith("ya"u8) && !format.StartsWith("pal8"u8) && !format.StartsWith("mono"u8) && !format.StartsWith("xyz"u8)
        && !format.StartsWith("bayer"u8);

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key)
    {
        int at = line.IndexOf(key);
        return at < 0 ? default : line[(at + key.Length)..].TrimStart((byte)' ');
    }
}
