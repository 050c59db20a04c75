using System.Drawing;
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

    /// <summary>
    /// The upright picture of a frame as a frame that needs no transform, made step by step in the order that the transform is defined in;
    /// of NV12 as BGR.
    /// </summary>
    public static Frame Upright(Frame frame)
    {
        FrameTransform transform = frame.Transform;
        int size = frame.Format == PixelFormat.Nv12 ? 3 : frame.BytesPerPixel;
        byte[][][] picture =
        [
            .. Enumerable.Range(0, frame.Height).Select(y => Enumerable.Range(0, frame.Width).Select(x => Pixel(x, y)).ToArray()),
        ];
        if (transform.IsBottomUp)
            picture = [.. picture.Reverse()];
        for (int i = 0; i < transform.QuarterTurns; i++)
            picture = [.. Enumerable.Range(0, picture[0].Length).Select(x => picture.Reverse().Select(row => row[x]).ToArray())];
        if (transform.IsMirrored)
            picture = [.. picture.Select(row => row.Reverse().ToArray())];
        if (transform.Crop is { IsEmpty: false } crop)
            picture = [.. picture[crop.Top..crop.Bottom].Select(row => row[crop.Left..crop.Right])];

        var upright = new Frame();
        upright.Reshape(picture[0].Length, picture.Length, frame.Format == PixelFormat.Nv12 ? PixelFormat.Bgr8 : frame.Format);
        for (int y = 0; y < picture.Length; y++)
            picture[y].SelectMany(pixel => pixel).ToArray().CopyTo(upright.Row(y));
        return upright;

        byte[] Pixel(int x, int y) => frame.Format == PixelFormat.Nv12
            ? [Nv12.Level(frame, x, y, 0), Nv12.Level(frame, x, y, 1), Nv12.Level(frame, x, y, 2)]
            : frame.Row(y).Slice(x * size, size).ToArray();
    }

    /// <summary>All eight orientations, rows from the top and from the bottom, whole and cropped.</summary>
    public static IEnumerable<FrameTransform> Transforms(int width, int height)
    {
        for (int i = 0; i < 32; i++)
        {
            int turns = i % 4;
            (int fullWidth, int fullHeight) = turns % 2 == 0 ? (width, height) : (height, width);
            // An odd first column and row, and a different number left over at the other ends.
            int x = Math.Min(1, fullWidth - 1), y = Math.Min(3, fullHeight - 1);
            yield return new FrameTransform
            {
                QuarterTurns = turns,
                IsMirrored = i / 4 % 2 != 0,
                IsBottomUp = i / 8 % 2 != 0,
                Crop = i < 16 ? default : new Rectangle(x, y, Math.Max(1, fullWidth - x - 4), Math.Max(1, fullHeight - y - 2)),
            };
        }
    }

    /// <summary>Any orientation, and every second time a crop, often of a single pixel.</summary>
    public static FrameTransform Transform(int width, int height, Random random)
    {
        int turns = random.Next(4);
        (width, height) = turns % 2 == 0 ? (width, height) : (height, width);
        int x = random.Next(width), y = random.Next(height), reach = random.Next(3) == 0 ? 1 : int.MaxValue;
        return new FrameTransform
        {
            QuarterTurns = turns,
            IsMirrored = random.Next(2) == 0,
            IsBottomUp = random.Next(2) == 0,
            Crop = random.Next(2) == 0
                ? default
                : new Rectangle(x, y, 1 + random.Next(Math.Min(width - x, reach)), 1 + random.Next(Math.Min(height - y, reach))),
        };
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
