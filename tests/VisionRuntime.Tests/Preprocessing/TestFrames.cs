using NUnit.Framework;
using OpenCvSharp;

namespace RealtimeCnn.Tests;

/// <summary>Frames for preprocessing tests; the caller disposes them.</summary>
internal static class TestFrames
{
    /// <summary>A photograph of the golden folder as BGR.</summary>
    public static Frame Golden(string name)
    {
        if (name == "noise-1280x720")
            return Noise();
        using Mat image = Cv2.ImRead(GoldenPath(name), ImreadModes.Color);
        var frame = new Frame();
        (int width, int height) = (image.Width, image.Height);
        frame.Reshape(width, height, PixelFormat.Bgr8);
        for (int y = 0; y < height; y++)
            RowOf(image, y, width * 3).CopyTo(frame.Row(y));
        return frame;
    }

    public static string GoldenPath(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, "data", "golden", name + ".png");

    /// <summary>Random bytes in the pixels; the padding gets a value that would show.</summary>
    public static Frame Random(int width, int height, PixelFormat format, int seed)
    {
        var frame = new Frame();
        frame.Reshape(width, height, format);
        frame.Pixels.Fill(255);
        var random = new Random(seed);
        for (int y = 0; y < height; y++)
            random.NextBytes(frame.Row(y));
        return frame;
    }

    public static unsafe ReadOnlySpan<byte> RowOf(Mat image, int y, int bytes) => new((void*)image.Ptr(y), bytes);

    private static Frame Noise()
    {
        var frame = new Frame();
        frame.Reshape(1280, 720, PixelFormat.Bgr8);
        for (int y = 0; y < 720; y++)
        {
            Span<byte> row = frame.Row(y);
            for (int x = 0; x < 1280; x++)
                for (int c = 0; c < 3; c++) // the formula counts red, green, blue
                    row[3 * x + 2 - c] = (byte)(FormulaWeights.Hash("noise-1280x720", (ulong)((y * 1280 + x) * 3 + c)) >> 56);
        }
        return frame;
    }
}
