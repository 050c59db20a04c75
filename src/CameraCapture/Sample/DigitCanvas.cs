using System.Numerics;

namespace RealtimeCnn.CameraCapture;

/// <summary>How a digit is drawn.</summary>
internal enum DigitLook
{
    /// <summary>Black marker on whitish paper.</summary>
    Paper,

    /// <summary>Chalk on a dark board.</summary>
    Board,
}

/// <summary>
/// A persistent picture on which one digit grows stroke by stroke: each frame adds only the pen positions that are new. The order of pen
/// positions does not matter to the result, so jumping to a frame and playing up to it give the same pixels. One thread.
/// </summary>
internal sealed class DigitCanvas : IDisposable
{
    private const float DigitHeight = 0.6f * SampleScene.Height;
    private const float TipRadius = 33;
    private const float TipSoftness = 5;

    private readonly Frame[] _backgrounds = [MakePaper(), MakeBoard()];
    private readonly Frame _canvas = new();
    private readonly byte[] _coverage = new byte[SampleScene.Width * SampleScene.Height];
    private readonly byte[] _grain = MakeGrain();
    private readonly List<Vector2> _path = new(1024);
    private DigitLook _look;
    private int _drawn;

    /// <summary>Clears the canvas and takes up a new digit.</summary>
    public void Begin(int digit, int repetition, DigitLook look)
    {
        DigitStrokes.Write(digit, repetition, _path);
        _look = look;
        _drawn = 0;
        Array.Clear(_coverage);
        _canvas.CopyFrom(_backgrounds[(int)look]);
    }

    /// <summary>Draws the digit up to a fraction of its path.</summary>
    /// <param name="progress">0 to 1; less than before draws nothing.</param>
    public void DrawUpTo(float progress)
    {
        int end = (int)MathF.Round(progress * _path.Count);
        // The tip leaves half its width beyond the path, which belongs to the digit's height.
        float scale = DigitHeight - 2 * TipRadius;
        for (; _drawn < end; _drawn++)
            Stamp(_path[_drawn] * scale + new Vector2(SampleScene.Width / 2f, SampleScene.Height / 2f));
    }

    /// <summary>Copies the picture as it stands.</summary>
    public void CopyTo(Frame into) => into.CopyFrom(_canvas);

    public void Dispose()
    {
        _canvas.Dispose();
        foreach (Frame background in _backgrounds)
            background.Dispose();
    }

    private void Stamp(Vector2 centre)
    {
        const float Reach = TipRadius + TipSoftness;
        int top = Math.Max(0, (int)(centre.Y - Reach)), bottom = Math.Min(SampleScene.Height - 1, (int)(centre.Y + Reach) + 1);
        int left = Math.Max(0, (int)(centre.X - Reach)), right = Math.Min(SampleScene.Width - 1, (int)(centre.X + Reach) + 1);
        for (int y = top; y <= bottom; y++)
        {
            Span<byte> coverage = _coverage.AsSpan(y * SampleScene.Width, SampleScene.Width);
            float dy = y - centre.Y;
            for (int x = left; x <= right; x++)
            {
                float dx = x - centre.X;
                float squared = dx * dx + dy * dy;
                if (squared >= Reach * Reach || coverage[x] == 255)
                    continue;
                float amount = (Reach - MathF.Sqrt(squared)) / (2 * TipSoftness);
                byte covered = (byte)(255 * Math.Min(amount, 1));
                if (covered <= coverage[x])
                    continue;
                coverage[x] = covered;
                Paint(x, y, covered);
            }
        }
    }

    // From the background each time, not from the canvas: a pixel's colour depends on its coverage only.
    private void Paint(int x, int y, int covered)
    {
        int at = y * SampleScene.Width + x;
        (int ink, int opacity) = _look == DigitLook.Paper
            ? (34 + (_grain[at] >> 5), covered)
            : (226 + (_grain[at] >> 4), covered * (200 + (_grain[at] * 55 >> 8)) / 255);
        ReadOnlySpan<byte> from = _backgrounds[(int)_look].Row(y).Slice(x * 3, 3);
        Span<byte> to = _canvas.Row(y).Slice(x * 3, 3);
        for (int i = 0; i < 3; i++)
            to[i] = (byte)(from[i] + (ink - from[i]) * opacity / 255);
    }

    private static byte[] MakeGrain()
    {
        byte[] grain = new byte[SampleScene.Width * SampleScene.Height];
        uint state = 2_463_534_242;
        for (int i = 0; i < grain.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            grain[i] = (byte)(state >> 16);
        }
        return grain;
    }

    // Light falls from the upper left.
    private static Frame MakePaper() => MakeBackground((x, y, grain) =>
    {
        float light = 244 - 26 * x - 18 * y - grain / 64f;
        return new(light - 9, light - 3, light);
    });

    // A dark green board with wiped chalk: darker towards the edges.
    private static Frame MakeBoard() => MakeBackground((x, y, grain) =>
    {
        float dx = x - 0.5f, dy = y - 0.5f;
        float light = 46 - 22 * (dx * dx + dy * dy) + 4 * MathF.Sin(9 * x + 5 * y) + grain / 48f;
        return new(light * 0.92f, light * 1.08f, light * 0.84f);
    });

    private static Frame MakeBackground(Func<float, float, byte, Vector3> colour)
    {
        byte[] grain = MakeGrain();
        Frame frame = new();
        frame.Reshape(SampleScene.Width, SampleScene.Height, PixelFormat.Bgr8);
        for (int y = 0; y < frame.Height; y++)
        {
            Span<byte> row = frame.Row(y);
            for (int x = 0; x < frame.Width; x++)
            {
                Vector3 pixel = colour(x / (float)frame.Width, y / (float)frame.Height, grain[y * frame.Width + x]);
                (row[x * 3], row[x * 3 + 1], row[x * 3 + 2]) = ((byte)pixel.X, (byte)pixel.Y, (byte)pixel.Z);
            }
        }
        return frame;
    }
}
