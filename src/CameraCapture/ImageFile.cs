using OpenCvSharp;

namespace RealtimeCnn.CameraCapture;

/// <summary>Reads still images. Stateless: any thread.</summary>
public static class ImageFile
{
    private const long MaxBytes = 512L << 20;

    /// <summary>Decodes an image file into a frame as BGR8.</summary>
    /// <param name="path">JPEG, PNG, BMP, WebP, TIFF or PNM.</param>
    /// <param name="into">Takes size and pixels.</param>
    /// <exception cref="VisionException">The file is missing, empty, no image, or too large.</exception>
    public static void Read(string path, Frame into)
    {
        ArgumentNullException.ThrowIfNull(into);
        using Mat image = Decode(path);
        CopyTo(image, into);
    }

    internal static Mat Decode(string path)
    {
        NativeLogging.Silence();
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new VisionException($"Image '{path}' does not exist.");
        if (file.Length == 0)
            throw new VisionException($"Image '{path}' is empty.");
        if (file.Length > MaxBytes)
            throw new VisionException($"Image '{path}' has {file.Length:N0} bytes; at most {MaxBytes:N0} are read.");
        Mat image;
        try
        {
            image = Cv2.ImRead(path, ImreadModes.Color);
        }
        catch (OpenCVException e)
        {
            throw new VisionException($"Image '{path}' cannot be decoded: it is damaged or too large.", e);
        }
        if (image.Empty())
        {
            image.Dispose();
            throw new VisionException($"Image '{path}' cannot be decoded: it is damaged or no image.");
        }
        (int width, int height) = (image.Width, image.Height);
        if (width <= Frame.MaxDimension && height <= Frame.MaxDimension)
            return image;
        image.Dispose();
        throw new VisionException($"Image '{path}' has {width} x {height} pixels; at most {Frame.MaxDimension} each way are supported.");
    }

    internal static unsafe void CopyTo(Mat image, Frame into)
    {
        (int width, int height) = (image.Width, image.Height);
        PixelFormat format = image.Channels() switch
        {
            1 => PixelFormat.Gray8,
            3 => PixelFormat.Bgr8,
            4 => PixelFormat.Bgra8,
            int n => throw new VisionException($"Pictures with {n} channels are not supported."),
        };
        if (image.Depth() != MatType.CV_8U)
            throw new VisionException("Only pictures with 8 bits per channel are supported.");
        into.Reshape(width, height, format);
        byte* source = (byte*)image.Data;
        long step = image.Step();
        int bytes = width * into.BytesPerPixel;
        for (int y = 0; y < height; y++)
            new ReadOnlySpan<byte>(source + y * step, bytes).CopyTo(into.Row(y));
        into.Truth = null;
    }
}
