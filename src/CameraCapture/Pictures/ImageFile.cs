using System.Buffers.Binary;
using OpenCvSharp;

namespace RealtimeCnn.CameraCapture;

/// <summary>Reads still images, as Pillow does but turned as their EXIF data asks. Stateless: any thread.</summary>
internal static class ImageFile
{
    private const long MaxBytes = 512L << 20;

    /// <summary>Decodes an image file into a frame as BGR8; sets its truth to null.</summary>
    /// <param name="path">JPEG, PNG, BMP, GIF, WebP, TIFF or PNM, whatever its name says.</param>
    /// <param name="into">Takes size and pixels; untouched on failure.</param>
    /// <exception cref="VisionException">The file is missing, empty, no image, cut off, or too large.</exception>
    public static void Read(string path, Frame into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (TryRead(path, into) is { } problem)
            throw new VisionException($"Image '{path}' {problem}.");
    }

    /// <summary>As <see cref="Read"/>.</summary>
    /// <returns>Null, or what is wrong, to be said behind the file's name.</returns>
    public static string? TryRead(string path, Frame into)
    {
        if (TryReadBytes(path, out byte[] buffer, out int length) is { } unread)
            return unread;
        ReadOnlySpan<byte> file = buffer.AsSpan(0, length);
        if (ForeignFormat.ProblemOf(file) is { } foreign)
            return foreign;
        if (PortableMap.IsOne(file))
            return PortableMap.Read(file, into);
        if (BitmapFile.IsOne(file))
            return BitmapFile.Read(file, into);
        string? problem = null;
        var alpha = TiffAlpha.None;
        if (JpegFile.IsOne(file))
            problem = JpegFile.Tidy(buffer, ref length);
        else if (PngFile.IsOne(file))
            problem = PngFile.Tidy(buffer, ref length);
        else if (TiffFile.IsOne(file))
            problem = TiffFile.Tidy(buffer.AsSpan(0, length), out alpha);
        else if (GifFile.IsOne(file))
            GifFile.Tidy(buffer.AsSpan(0, length));
        return problem ?? Decode(buffer.AsSpan(0, length), alpha, into);
    }

    private static string? Decode(ReadOnlySpan<byte> file, TiffAlpha alpha, Frame into)
    {
        bool isJpeg = JpegFile.IsOne(file);
        try
        {
            using Mat picture = Cv2.ImDecode(file, alpha == TiffAlpha.Premultiplied ? ImreadModes.Unchanged : ImreadModes.Color);
            if (picture.Empty())
                return isJpeg ? "is cut off or damaged" : IsCutOff(file) ? "is cut off" : "is damaged or no image";
            using Mat? divided = alpha == TiffAlpha.Premultiplied ? TiffFile.WithoutAlpha(picture) : null;
            if (!MatCopy.TryCopy(divided ?? picture, into))
                return $"has {picture.Cols} x {picture.Rows} pixels; at most {Frame.MaxDimension} each way are supported";
        }
        catch (Exception e) when (e is OpenCVException or OpenCvSharpException)
        {
            return IsCutOff(file) ? "is cut off" : "is damaged or too large";
        }
        into.Truth = null;
        return null;
    }

    // Of what could not be decoded: whether the file says that there was more of it.
    private static bool IsCutOff(ReadOnlySpan<byte> file)
    {
        const byte GifTrailer = 0x3B;
        if (file.StartsWith("GIF8"u8))
            return file[^1] != GifTrailer;
        if (file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..].StartsWith("WEBP"u8))
            return BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L > file.Length;
        return file.StartsWith("BM"u8) && file.Length >= 6 && BinaryPrimitives.ReadUInt32LittleEndian(file[2..]) > file.Length;
    }

    // OpenCV's own file reading takes no Unicode paths on Windows. The buffer has room for an end that is to be put right.
    private static string? TryReadBytes(string path, out byte[] buffer, out int length)
    {
        const string Irregular = "is no regular file";
        (buffer, length) = ([], 0);
        if (path.Length == 0 || path.Contains('\0'))
            return "is no file name";
        try
        {
            if (Directory.Exists(path))
                return "is a folder";
            if (FileType.ProblemOf(path) is not null) // before it is opened: a pipe without a writer would never open
                return Irregular;
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            if (!file.CanSeek)
                return Irregular;
            if (file.Length is 0 or > MaxBytes) // of what was opened: a link has a length of its own
                return $"has {file.Length:N0} bytes; 1 to {MaxBytes:N0} are read";
            length = (int)file.Length;
            buffer = GC.AllocateUninitializedArray<byte>(length + Math.Max(JpegFile.Slack, PngFile.Slack));
            file.ReadExactly(buffer.AsSpan(0, length));
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FileInfo(path).LinkTarget is { } target ? $"is a link to '{target}', which does not exist" : "does not exist";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {e.Message.TrimEnd('.')}";
        }
    }
}
