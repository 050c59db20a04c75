using OpenCvSharp;

namespace RealtimeCnn.CameraCapture;

/// <summary>Reads still images. Stateless: any thread.</summary>
internal static class ImageFile
{
    private const long MaxBytes = 512L << 20;

    /// <summary>Decodes an image file into a frame as BGR8; sets its truth to null.</summary>
    /// <param name="path">JPEG, PNG, BMP, WebP, TIFF or PNM.</param>
    /// <param name="into">Takes size and pixels; untouched on failure.</param>
    /// <exception cref="VisionException">The file is missing, empty, no image, cut off, or too large.</exception>
    public static void Read(string path, Frame into)
    {
        ArgumentNullException.ThrowIfNull(into);
        byte[] file = ReadBytes(path);
        if (IsTruncated(file))
            throw new VisionException($"Image '{path}' is cut off.");
        try
        {
            using Mat picture = Cv2.ImDecode(file, ImreadModes.Color);
            if (picture.Empty())
                throw new VisionException($"Image '{path}' is damaged or no image.");
            if (!MatCopy.TryCopy(picture, into))
            {
                throw new VisionException(
                    $"Image '{path}' has {picture.Cols} x {picture.Rows} pixels; at most {Frame.MaxDimension} each way are supported.");
            }
        }
        catch (Exception e) when (e is OpenCVException or OpenCvSharpException)
        {
            throw new VisionException($"Image '{path}' is damaged or too large.", e);
        }
        into.Truth = null;
    }

    // OpenCV's own file reading takes no Unicode paths on Windows.
    private static byte[] ReadBytes(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new VisionException($"Image '{path}' does not exist.");
            if (file.Length is 0 or > MaxBytes)
                throw new VisionException($"Image '{path}' has {file.Length:N0} bytes; 1 to {MaxBytes:N0} are read.");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VisionException($"Image '{path}' cannot be read: {e.Message}", e);
        }
    }

    // Half a JPEG decodes without an error, its rest grey: the mark of the end must follow the last start of scan. Half a PNG fails,
    // but libpng complains on the console about it.
    private static bool IsTruncated(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
            return file.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) < file.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        return file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) && file.LastIndexOf("IEND"u8) < 0;
    }
}
