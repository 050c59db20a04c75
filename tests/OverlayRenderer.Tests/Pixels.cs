using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

/// <summary>Looks into a canvas.</summary>
internal static unsafe class Pixels
{
    /// <summary>The bytes of one row, without padding.</summary>
    public static Span<byte> Row(BgraCanvas canvas, int y) => new((byte*)canvas.Pixels + (nint)y * canvas.Stride, canvas.Width * 4);

    /// <summary>One pixel, 0xAARRGGBB.</summary>
    public static uint At(BgraCanvas canvas, int x, int y) => BitConverter.ToUInt32(Row(canvas, y)[(4 * x)..]);

    /// <summary>Number of pixels in a rectangle that are not wholly transparent.</summary>
    public static int Painted(BgraCanvas canvas, int left, int top, int right, int bottom)
    {
        int painted = 0;
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
                painted += At(canvas, x, y) >> 24 == 0 ? 0 : 1;
        }
        return painted;
    }
}
