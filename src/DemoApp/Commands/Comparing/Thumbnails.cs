using RealtimeCnn.OverlayRenderer;
using SkiaSharp;

namespace RealtimeCnn.DemoApp;

/// <summary>Small pictures for a page, as JPEG.</summary>
internal static class Thumbnails
{
    private const int LongerSide = 192;
    private const int Quality = 80;

    /// <summary>Looks at pictures once more and makes them small. One that cannot be read any more has none.</summary>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static IReadOnlyDictionary<ComparedPicture, byte[]> Of(
        PictureSet set, IReadOnlySet<ComparedPicture> wanted, CancellationToken cancellation)
    {
        Dictionary<ComparedPicture, byte[]> made = [];
        if (wanted.Count == 0)
            return made;
        using var canvas = new BgraCanvas();
        set.Show(
            (picture, frame) =>
            {
                if (!made.ContainsKey(picture) && Make(canvas, frame) is { } jpeg)
                    made.Add(picture, jpeg);
            },
            cancellation, wanted.Contains);
        return made;
    }

    private static byte[]? Make(BgraCanvas canvas, Frame frame)
    {
        canvas.Draw(frame);
        double scale = Math.Min(1, LongerSide / (double)Math.Max(canvas.Width, canvas.Height));
        int width = Math.Max(1, (int)(canvas.Width * scale)), height = Math.Max(1, (int)(canvas.Height * scale));
        using SKPixmap whole = new(
            new SKImageInfo(canvas.Width, canvas.Height, SKColorType.Bgra8888, SKAlphaType.Opaque), canvas.Pixels, canvas.Stride);
        using SKBitmap small = new(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque));
        using SKPixmap target = small.PeekPixels();
        if (!whole.ScalePixels(target, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)))
            return null;
        using SKData? jpeg = target.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return jpeg?.ToArray();
    }
}
