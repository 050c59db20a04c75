namespace RealtimeCnn;

/// <summary>
/// A picture to try networks with, drawn here and always the same: slopes, rings, a disc, squares and grain, different in each colour, so
/// that a network has something to tell apart and its scores spread.
/// </summary>
internal static class ProbePicture
{
    private const int Side = 256;

    /// <summary>The picture as the network sees it.</summary>
    /// <param name="spec">What the input is.</param>
    public static byte[] As(PreprocessSpec spec)
    {
        using Frame picture = Draw();
        using var preprocessor = new SimdPreprocessor(spec);
        byte[] tensor = new byte[spec.ByteCount];
        preprocessor.Run(picture, tensor);
        return tensor;
    }

    private static Frame Draw()
    {
        var frame = new Frame();
        frame.Reshape(Side, Side, PixelFormat.Bgr8);
        uint random = 1;
        for (int y = 0; y < Side; y++)
        {
            Span<byte> row = frame.Row(y);
            for (int x = 0; x < Side; x++)
            {
                random = random * 1664525 + 1013904223;
                int grain = (int)(random >> 27); // 0..31
                int fromCentre = (x - 96) * (x - 96) + (y - 112) * (y - 112);
                bool isOnSquare = (x / 32 + y / 32) % 2 == 0, isInDisc = fromCentre < 60 * 60;
                row[3 * x] = (byte)((isOnSquare ? 160 : 32) + grain);
                row[3 * x + 1] = (byte)((isInDisc ? 224 : (x + y) / 3) + grain);
                row[3 * x + 2] = (byte)(64 + fromCentre / 64 % 128 + grain);
            }
        }
        return frame;
    }
}
