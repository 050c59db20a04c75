using OpenCvSharp;
using OpenCvSharp.Internal;

namespace RealtimeCnn.CameraCapture;

/// <summary>Decodes pictures that lie in memory, without allocating any of .NET's. Any thread that owns the frame.</summary>
internal static class PictureDecoder
{
    /// <summary>Decodes a picture as BGR8; sets its truth to null.</summary>
    /// <param name="file">JPEG, PNG or another kind of picture.</param>
    /// <param name="into">Takes size and pixels.</param>
    /// <returns>False if it is damaged, too large or no picture; the frame is untouched then.</returns>
    public static unsafe bool TryDecode(ReadOnlySpan<byte> file, Frame into)
    {
        nint mat = 0;
        try
        {
            fixed (byte* data = file)
                NativeMethods.HandleException(NativeMethods.imgcodecs_imdecode_vector(data, file.Length, (int)ImreadModes.Color, out mat));
            return mat != 0 && TryCopy(mat, into);
        }
        catch (Exception e) when (e is OpenCVException or OpenCvSharpException)
        {
            return false;
        }
        finally
        {
            if (mat != 0)
                NativeMethods.HandleException(NativeMethods.core_Mat_delete(mat));
        }
    }

    // Through the natives, since the wrapper makes an object per picture.
    private static unsafe bool TryCopy(nint mat, Frame into)
    {
        NativeMethods.HandleException(NativeMethods.core_Mat_rows(mat, out int height));
        NativeMethods.HandleException(NativeMethods.core_Mat_cols(mat, out int width));
        NativeMethods.HandleException(NativeMethods.core_Mat_type(mat, out int type));
        NativeMethods.HandleException(NativeMethods.core_Mat_step(mat, out nint step));
        NativeMethods.HandleException(NativeMethods.core_Mat_data(mat, out byte* pixels));
        if (width is < 1 or > Frame.MaxDimension || height is < 1 or > Frame.MaxDimension || type != MatType.CV_8UC3)
            return false;
        into.Reshape(width, height, PixelFormat.Bgr8);
        into.Truth = null;
        for (int y = 0; y < height; y++)
            new ReadOnlySpan<byte>(pixels + y * step, width * 3).CopyTo(into.Row(y));
        return true;
    }
}
