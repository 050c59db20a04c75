namespace RealtimeCnn.CameraCapture;

/// <summary>GIF, as CompuServe's specification of GIF89a lays it out. Stateless: any thread.</summary>
internal static class GifFile
{
    private const byte Extension = 0x21, GraphicControl = 0xF9, HasTransparency = 1;

    public static bool IsOne(ReadOnlySpan<byte> file) => file.StartsWith("GIF8"u8) && file.Length > 13;

    /// <summary>
    /// Has the first picture's transparent pixels keep the colour that the palette gives them, as those of other formats do: OpenCV shows
    /// the background there.
    /// </summary>
    public static void Tidy(Span<byte> file)
    {
        int at = 13 + PaletteBytes(file[10]);
        while (at + 3 < file.Length && file[at] == Extension)
        {
            if (file[at + 1] == GraphicControl && file[at + 2] > 0)
                file[at + 3] &= unchecked((byte)~HasTransparency);
            for (at += 2; at < file.Length && file[at] > 0; at += file[at] + 1)
            {
            }
            at++;
        }
    }

    private static int PaletteBytes(byte flags) => flags >= 0x80 ? 3 << (flags & 7) + 1 : 0;
}
