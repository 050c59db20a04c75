using OpenCvSharp;

namespace RealtimeCnn.Tests;

/// <summary>Frames for the preprocessing tests: the golden pictures, the golden noise, and random content of any size.</summary>
internal static unsafe class TestFrames
{
    public static string GoldenFolder => Path.Combine(AppContext.BaseDirectory, "data", "golden");

    /// <summary>A picture of the golden set by name, as BGR.</summary>
    public static Frame Golden(string name) => name == "noise-1280x720" ? Noise(1280, 720) : FromMat(Read(name + ".png"));

    /// <summary>A picture as OpenCV reads it: 8-bit BGR, any embedded orientation ignored.</summary>
    public static Mat Read(string file)
    {
        Mat picture = Cv2.ImRead(Path.Combine(GoldenFolder, file), ImreadModes.Color | ImreadModes.IgnoreOrientation);
        return picture.Empty() ? throw new FileNotFoundException($"The golden file {file} cannot be read from {GoldenFolder}.") : picture;
    }

    public static Frame FromMat(Mat picture)
    {
        var frame = new Frame();
        frame.Reshape(picture.Width, picture.Height, PixelFormat.Bgr8);
        for (int y = 0; y < frame.Height; y++)
            new ReadOnlySpan<byte>((void*)picture.Ptr(y), frame.Width * 3).CopyTo(frame.Row(y));
        return frame;
    }

    /// <summary>The same pseudo-random bytes as the golden generator made, interleaved RGB there, BGR here.</summary>
    public static Frame Noise(int width, int height)
    {
        var frame = new Frame();
        frame.Reshape(width, height, PixelFormat.Bgr8);
        ulong seed = Fnv1a64($"noise-{width}x{height}");
        ulong index = 0;
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = frame.Row(y);
            for (int x = 0; x < width; x++)
            {
                for (int channel = 2; channel >= 0; channel--)
                    row[x * 3 + channel] = (byte)(SplitMix64(seed + index++) >> 56);
            }
        }
        return frame;
    }

    /// <summary>Random bytes everywhere, padding included, so that a result that depends on padding differs.</summary>
    public static Frame Random(int width, int height, PixelFormat format, int seed)
    {
        var frame = new Frame();
        frame.Reshape(width, height, format);
        new Random(seed).NextBytes(frame.Pixels);
        return frame;
    }

    private static ulong Fnv1a64(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in System.Text.Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 0x100000001B3;
        return hash;
    }

    private static ulong SplitMix64(ulong x)
    {
        ulong z = x + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
