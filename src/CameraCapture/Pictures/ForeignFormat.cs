using System.Text;

namespace RealtimeCnn.CameraCapture;

/// <summary>Names, by content, what people take for pictures and what is not read here. Stateless: any thread.</summary>
internal static class ForeignFormat
{
    /// <summary>What is wrong with a camera's raw picture.</summary>
    public const string Raw = "is a camera's raw picture" + Convert;

    /// <summary>The end of what is wrong with a format, behind its name.</summary>
    public const string Convert = ", which is not read: convert it to JPEG or PNG";

    private const string Jpeg2000 = "is JPEG 2000" + Convert;
    private const string FloatMap = "is PFM, of floating-point values" + Convert;
    private const string Radiance = "is Radiance, of floating-point values" + Convert;
    private const string Icon = "is an icon" + Convert;
    private const string Sgi = "is SGI" + Convert;
    private const string Targa = "is TGA" + Convert;
    private const string Video = "is a video, not an image";
    private const int HeadBytes = 1024;

    private static readonly (int At, byte[] Bytes, string Problem)[] Signatures =
    [
        (0, [0xFF, 0x0A], "is JPEG XL" + Convert),
        (0, [0, 0, 0, 12, .. "JXL "u8], "is JPEG XL" + Convert),
        (0, [0, 0, 0, 12, .. "jP  "u8], Jpeg2000),
        (0, [0xFF, 0x4F, 0xFF, 0x51], Jpeg2000), // without a file's boxes around it
        (0, [.. "PF\n"u8], FloatMap),
        (0, [.. "PF "u8], FloatMap),
        (0, [.. "Pf\n"u8], FloatMap),
        (0, [.. "Pf "u8], FloatMap),
        (0, [.. "PF\r"u8], FloatMap),
        (0, [.. "Pf\r"u8], FloatMap),
        (0, [.. "#?RADIANCE"u8], Radiance),
        (0, [.. "#?RGBE"u8], Radiance),
        (0, [0x76, 0x2F, 0x31, 0x01], "is OpenEXR" + Convert),
        (0, [.. "%PDF-"u8], "is PDF" + Convert),
        (0, [.. "%!PS"u8], "is PostScript" + Convert),
        (0, [.. "8BPS"u8], "is a Photoshop document" + Convert),
        (0, [0x0A, 5, 1], "is PCX" + Convert),
        (0, [0x01, 0xDA, 0, 1], Sgi),
        (0, [0x01, 0xDA, 1, 1], Sgi),
        (0, [0x01, 0xDA, 0, 2], Sgi),
        (0, [0x01, 0xDA, 1, 2], Sgi),
        (0, [0x59, 0xA6, 0x6A, 0x95], "is a Sun raster" + Convert),
        (0, [.. "DDS "u8], "is DDS" + Convert),
        (0, [.. "/* XPM */"u8], "is XPM" + Convert),
        (0, [.. "gimp xcf "u8], "is a GIMP document" + Convert),
        (8, [.. "CR\u0002"u8], Raw), // Canon, on top of TIFF
        (0, [.. "FUJIFILMCCD-RAW"u8], Raw),
        (0, [.. "IIRO"u8], Raw), // Olympus
        (0, [.. "IIRS"u8], Raw),
        (0, [.. "IIU\0"u8], Raw), // Panasonic
        (8, [.. "AVI "u8], Video),
        (0, [0x1A, 0x45, 0xDF, 0xA3], Video), // Matroska, WebM
        (0, [.. "version https://git-lfs"u8], "is a pointer of Git LFS: fetch the file that it stands for"),
    ];

    /// <summary>What is wrong with a file, to be said behind its name; null for what may be read, or is not known.</summary>
    /// <param name="file">The file, or its beginning.</param>
    public static string? ProblemOf(ReadOnlySpan<byte> file)
    {
        foreach ((int at, byte[] bytes, string problem) in Signatures)
        {
            if (file.Length > at && file[at..].StartsWith(bytes))
                return problem;
        }
        if (file.Length > 9 && file.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]) && file[4] > 0 && file[5] == 0 && file[9] == 0)
            return Icon; // its count and a reserved byte: an MPEG-4 stream begins with the same four
        if (file.Length >= 12 && file[4..].StartsWith("ftyp"u8))
            return ProblemOfBoxes(file);
        return IsTarga(file) ? Targa : ProblemOfText(file);
    }

    /// <summary>Whether a file is a picture that is not read, and no video.</summary>
    public static bool IsPicture(string path)
    {
        try
        {
            FileInfo info = new(path);
            if ((info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info) is { Exists: true, Length: 0 })
                return false; // empty, or a pipe or device: what is read of one is lost for whoever reads it next
            using FileStream file = File.OpenRead(path);
            byte[] head = new byte[HeadBytes];
            int read = file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
            return ProblemOf(head.AsSpan(0, read)) is not (null or Video);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Its end says so, where there is one; else all of its header has to: no or a whole palette, a kind, a size and bits that there are.
    private static bool IsTarga(ReadOnlySpan<byte> file)
    {
        if (file.Length <= 18 || file[1] > 1)
            return false;
        return file.EndsWith("TRUEVISION-XFILE.\0"u8) || (file[2] is 1 or 2 or 3 or 9 or 10 or 11 && (file[2] is 1 or 9) == (file[1] == 1)
            && file[13] <= Frame.MaxDimension >> 8 && file[15] <= Frame.MaxDimension >> 8 && (file[12] | file[13]) > 0
            && (file[14] | file[15]) > 0 && file[16] is 8 or 15 or 16 or 24 or 32 && file[17] <= 0x3F
            && (file[1] == 1 || file[3..8].IndexOfAnyExcept((byte)0) < 0));
    }

    // The brands of ISO 14496-12. The first may be a general one, and a later one say which.
    private static string ProblemOfBoxes(ReadOnlySpan<byte> file)
    {
        string[] brands = [.. Encoding.Latin1.GetString(file[8..Math.Min(file.Length, 64)]).Chunk(4).Select(four => new string(four))];
        if (brands[0] is "avif" or "avis" || (brands[0] is "mif1" or "msf1" && brands.Any(brand => brand is "avif" or "avis")))
            return "is AVIF" + Convert;
        return brands[0] switch
        {
            "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" or "hevm" or "hevs" or "mif1" or "msf1" => "is HEIC" + Convert,
            "crx " => Raw,
            _ => Video,
        };
    }

    private static string? ProblemOfText(ReadOnlySpan<byte> file)
    {
        string text = Encoding.UTF8.GetString(file[..Math.Min(file.Length, HeadBytes)]).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith("#define ", StringComparison.Ordinal) && text.Contains("_width "))
            return "is XBM" + Convert;
        if (!text.StartsWith('<'))
            return null;
        if (text.Contains("<html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<!doc", StringComparison.OrdinalIgnoreCase))
            return "is a web page, not an image";
        return text.Contains("<svg", StringComparison.OrdinalIgnoreCase) ? "is SVG" + Convert : null;
    }
}
