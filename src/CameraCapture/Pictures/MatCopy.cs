using OpenCvSharp;

namespace RealtimeCnn.CameraCapture;

/// <summary>Copies OpenCV's pictures into frames. Any thread that owns both.</summary>
internal static class MatCopy
{
    /// <summary>The frame layout of an OpenCV picture.</summary>
    /// <returns>False for an empty picture, one too large, or a layout that frames do not have.</returns>
    public static bool TryGetShape(Mat mat, out int width, out int height, out PixelFormat format)
    {
        (width, height, format) = (mat.Cols, mat.Rows, default);
        if (width is < 1 or > Frame.MaxDimension || height is < 1 or > Frame.MaxDimension)
            return false;
        MatType type = mat.Type();
        if (type == MatType.CV_8UC1)
            format = PixelFormat.Gray8;
        else if (type == MatType.CV_8UC3)
            format = PixelFormat.Bgr8;
        else if (type == MatType.CV_8UC4)
            format = PixelFormat.Bgra8;
        return format != default;
    }

    /// <summary>Shapes the frame like the picture and copies the pixels.</summary>
    /// <returns>False, the frame untouched, if <see cref="TryGetShape"/> refuses.</returns>
    public static unsafe bool TryCopy(Mat mat, Frame into)
    {
        if (!TryGetShape(mat, out int width, out int height, out PixelFormat format))
            return false;
        into.Reshape(width, height, format);
        byte* source = (byte*)mat.Data;
        long step = mat.Step();
        int length = width * into.BytesPerPixel;
        for (int y = 0; y < height; y++)
            new ReadOnlySpan<byte>(source + y * step, length).CopyTo(into.Row(y));
        return true;
    }
}
