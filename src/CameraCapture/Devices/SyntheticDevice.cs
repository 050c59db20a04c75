namespace RealtimeCnn.CameraCapture;

/// <summary>Moving test patterns, 1280 x 720 BGR at 30 per second, the same at every run.</summary>
internal sealed class SyntheticDevice(string pattern) : ICaptureDevice
{
    private const int Width = 1280, Height = 720;

    // White, yellow, cyan, green, magenta, red, blue, black, as blue-green-red.
    private static readonly (byte B, byte G, byte R)[] Bars =
        [(255, 255, 255), (0, 255, 255), (255, 255, 0), (0, 255, 0), (255, 0, 255), (0, 0, 255), (255, 0, 0), (0, 0, 0)];

    private int _index;

    public static readonly string[] Patterns = ["bars", "checker", "gradient", "moving", "noise"];

    public TimeSpan Interval => TimeSpan.FromSeconds(1.0 / 30);

    public void Open()
    {
    }

    public ReadOutcome Read(Frame into)
    {
        into.Reshape(Width, Height, PixelFormat.Bgr8);
        into.Truth = null;
        int t = _index++;
        uint noise = (uint)t * 2654435761u + 1;
        for (int y = 0; y < Height; y++)
        {
            Span<byte> row = into.Row(y);
            for (int x = 0; x < Width; x++)
            {
                (byte b, byte g, byte r) = pattern switch
                {
                    "bars" => Bars[(x + 4 * t) * Bars.Length / Width % Bars.Length],
                    "checker" => ((((x + t) >> 6) + (y >> 6)) & 1) == 0 ? ((byte)230, (byte)230, (byte)230) : ((byte)25, (byte)25, (byte)25),
                    "noise" => Noise(ref noise),
                    "moving" when Math.Abs(x - 8 * t % Width) < 60 && Math.Abs(y - Height / 2) < 60 => ((byte)40, (byte)200, (byte)255),
                    _ => ((byte)(x * 255 / Width), (byte)(y * 255 / Height), (byte)(x + y + 3 * t)),
                };
                (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = (b, g, r);
            }
        }
        return ReadOutcome.Picture;
    }

    public void Dispose()
    {
    }

    // xorshift32 (Marsaglia, 2003).
    private static (byte B, byte G, byte R) Noise(ref uint state)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return ((byte)state, (byte)(state >> 8), (byte)(state >> 16));
    }
}
