using System.Runtime.InteropServices;

namespace RealtimeCnn.CameraCapture;

/// <summary>Test patterns, computed from the frame's number alone.</summary>
internal sealed class SyntheticDevice(SyntheticPattern pattern, CaptureOptions options) : ICaptureDevice
{
    private static ReadOnlySpan<byte> BarColours =>
    [
        255, 255, 255,  0, 255, 255,  255, 255, 0,  0, 255, 0,  255, 0, 255,  0, 0, 255,  255, 0, 0,  16, 16, 16,
    ];

    private long _index;

    public string? Fault => null;

    public TimeSpan? Time => TimeSpan.FromSeconds(_index / options.Fps);

    public string? Open() => null;

    public ReadOutcome Read(Frame into)
    {
        Draw(pattern, _index++, options.Width, options.Height, into);
        return ReadOutcome.Frame;
    }

    public void Dispose()
    {
    }

    /// <summary>Draws one frame of a pattern; equal arguments give equal pixels.</summary>
    public static void Draw(SyntheticPattern pattern, long index, int width, int height, Frame into)
    {
        into.Reshape(width, height, PixelFormat.Bgr8);
        into.Truth = null;
        switch (pattern)
        {
            case SyntheticPattern.Bars:
                DrawBars(index, into);
                break;
            case SyntheticPattern.Gradient:
                DrawGradient(index, into);
                break;
            case SyntheticPattern.Noise:
                DrawNoise(index, into);
                break;
            case SyntheticPattern.Checker:
                DrawChecker(index, into);
                break;
            case SyntheticPattern.Moving:
                DrawMoving(index, into);
                break;
        }
    }

    private static void DrawBars(long index, Frame into)
    {
        Span<byte> first = into.Row(0);
        int shift = (int)(index * 4 % into.Width);
        for (int x = 0; x < into.Width; x++)
        {
            int bar = (int)((long)((x + shift) % into.Width) * 8 / into.Width);
            BarColours.Slice(bar * 3, 3).CopyTo(first[(x * 3)..]);
        }
        for (int y = 1; y < into.Height; y++)
            first.CopyTo(into.Row(y));
    }

    private static void DrawGradient(long index, Frame into)
    {
        int shift = (int)(index * 2 & 0xFF);
        for (int y = 0; y < into.Height; y++)
        {
            Span<byte> row = into.Row(y);
            byte green = (byte)(y * 255 / into.Height + shift);
            for (int x = 0, at = 0; at < row.Length; x++, at += 3)
            {
                row[at] = (byte)(x * 255 / into.Width + shift);
                row[at + 1] = green;
                row[at + 2] = (byte)((x + y) / 4);
            }
        }
    }

    private static void DrawNoise(long index, Frame into)
    {
        ulong state = ((ulong)index + 1) * 0x9E3779B97F4A7C15;
        foreach (ref ulong word in MemoryMarshal.Cast<byte, ulong>(into.Pixels))
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            word = state;
        }
    }

    private static void DrawChecker(long index, Frame into)
    {
        const int Side = 40;
        for (int y = 0; y < into.Height; y++)
        {
            Span<byte> row = into.Row(y);
            // Rows repeat within one square, so only its first is computed.
            if (y > 0 && (y + index) % Side != 0)
            {
                into.Row(y - 1).CopyTo(row);
                continue;
            }
            long band = (y + index) / Side;
            for (int x = 0; x < into.Width; x++)
                row.Slice(x * 3, 3).Fill((((x + index) / Side + band) & 1) == 0 ? (byte)235 : (byte)20);
        }
    }

    private static void DrawMoving(long index, Frame into)
    {
        into.Pixels.Fill(24);
        int side = Math.Max(1, Math.Min(into.Width, into.Height) / 5);
        int left = Bounce(index * 7, into.Width - side);
        int top = Bounce(index * 4, into.Height - side);
        for (int y = top; y < top + side; y++)
            into.Row(y).Slice(left * 3, side * 3).Fill(240);
    }

    private static int Bounce(long distance, int range)
    {
        if (range == 0)
            return 0;
        int at = (int)(distance % (2L * range));
        return at <= range ? at : 2 * range - at;
    }
}
