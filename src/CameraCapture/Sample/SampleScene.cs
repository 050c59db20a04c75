using System.Numerics;
using OpenCvSharp;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// The bundled sample: handwritten digits written stroke by stroke on paper and on a board, and pans over photographs. A picture depends
/// on its number alone; asking for them in order is cheap. One thread; allocates nothing once made.
/// </summary>
internal sealed class SampleScene : IDisposable
{
    /// <summary>Size and rate of the pictures.</summary>
    public const int Width = 1280, Height = 720, FramesPerSecond = 30;

    private const int WritingFrames = 24, HoldFrames = 30, DigitFrames = WritingFrames + HoldFrames, PhotoFrames = 45;
    private const int CycleFrames = 2 * DigitFrames + PhotoFrames;
    private const float DigitHeight = 0.56f * Height, BrushRadius = 0.046f * Height;

    private static readonly int[] Digits = [2, 7, 4, 3, 8, 5, 1, 6, 9, 0];
    private static readonly string[] Names = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    private static readonly string[] PhotoFiles =
        ["chelsea.png", "coffee.png", "astronaut.png", "rocket.jpg", "nagasaki-boats.jpg", "camera.png", "airplane-from-above.jpg", "locomotion-house-cat.jpg"];

    private readonly Vector2[][][] _strokes = [.. Enumerable.Range(0, 10).Select(DigitStrokes.Of)];
    private readonly float[] _lengths;
    private readonly Frame[] _photos;
    private readonly string[] _photoNames;
    private readonly Frame _paper = Ground(paper: true);
    private readonly Frame _board = Ground(paper: false);
    private readonly Frame _canvas = new();
    private readonly Brush _brush = new(Width, Height, BrushRadius);
    private long _digitOnCanvas = -1;
    private float _written;

    /// <exception cref="VisionException">A photograph that ships with the program is missing.</exception>
    public SampleScene()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Media");
        _photos = [.. PhotoFiles.Select(file => LoadPhoto(Path.Combine(folder, file)))];
        _photoNames = [.. PhotoFiles.Select(file => Path.GetFileNameWithoutExtension(file))];
        _lengths = [.. _strokes.Select(digit => digit.Sum(LengthOf))];
    }

    /// <summary>Draws a picture and says what it shows.</summary>
    /// <param name="index">Number of the picture, from 0.</param>
    /// <param name="into">BGR, <see cref="Width"/> x <see cref="Height"/>; its truth is the digit once complete, or the photograph's name.</param>
    public void Render(long index, Frame into)
    {
        (long cycle, int at) = (index / CycleFrames, (int)(index % CycleFrames));
        if (at < DigitFrames)
            Digit(2 * cycle, at, into);
        else if (at < DigitFrames + PhotoFrames)
            Photo(cycle, at - DigitFrames, into);
        else
            Digit(2 * cycle + 1, at - DigitFrames - PhotoFrames, into);
    }

    public void Dispose()
    {
        foreach (Frame photo in _photos)
            photo.Dispose();
        _paper.Dispose();
        _board.Dispose();
        _canvas.Dispose();
    }

    private void Digit(long number, int frame, Frame into)
    {
        int digit = Digits[number % Digits.Length];
        bool paper = number % 2 == 0;
        float progress = Math.Min(1, (frame + 1f) / WritingFrames) * _lengths[digit];
        if (number != _digitOnCanvas || progress < _written)
        {
            _canvas.CopyFrom(paper ? _paper : _board);
            _brush.Clear();
            (_digitOnCanvas, _written) = (number, 0);
        }
        Write(digit, number, paper, progress);
        into.CopyFrom(_canvas);
        into.Truth = frame >= WritingFrames - 1 ? Names[digit] : null;
    }

    // Draws what lies between the length written before and the new one.
    private void Write(int digit, long number, bool paper, float progress)
    {
        (byte, byte, byte) ink = paper ? ((byte)38, (byte)30, (byte)28) : ((byte)228, (byte)236, (byte)234);
        Matrix3x2 hand = Hand(number);
        float start = 0;
        foreach (Vector2[] stroke in _strokes[digit])
            for (int i = 1; i < stroke.Length; i++)
            {
                Vector2 from = stroke[i - 1], to = stroke[i];
                float length = Vector2.Distance(from, to), end = start + length;
                if (end > _written && start < progress)
                {
                    float a = Math.Clamp((_written - start) / length, 0, 1), b = Math.Clamp((progress - start) / length, 0, 1);
                    _brush.Draw(
                        _canvas, paper ? _paper : _board,
                        Vector2.Transform(Vector2.Lerp(from, to, a), hand), Vector2.Transform(Vector2.Lerp(from, to, b), hand), ink);
                }
                start = end;
            }
        _written = Math.Max(_written, progress);
    }

    // Slant, size and place of the writing: a little different each time, the same at every run.
    private static Matrix3x2 Hand(long number)
    {
        float slant = -0.10f + 0.06f * (number * 7 % 5 - 2) / 2, size = DigitHeight * (1 + 0.05f * (number * 3 % 5 - 2) / 2);
        var shear = new Matrix3x2(1, 0, slant, 1, 0, 0);
        return shear * Matrix3x2.CreateScale(size) * Matrix3x2.CreateTranslation(Width / 2 + 6 * (number * 5 % 7 - 3), Height / 2 + 4 * (number * 11 % 5 - 2));
    }

    private void Photo(long number, int frame, Frame into)
    {
        int which = (int)(number % _photos.Length);
        Frame photo = _photos[which];
        float t = frame / (PhotoFrames - 1f);
        t = number % 2 == 0 ? t : 1 - t;
        int left = (int)((photo.Width - Width) * t), top = (int)((photo.Height - Height) * t);
        into.Reshape(Width, Height, PixelFormat.Bgr8);
        for (int y = 0; y < Height; y++)
            photo.Row(top + y).Slice(left * 3, Width * 3).CopyTo(into.Row(y));
        into.Truth = _photoNames[which];
    }

    private static float LengthOf(Vector2[] stroke) => Enumerable.Range(1, stroke.Length - 1).Sum(i => Vector2.Distance(stroke[i - 1], stroke[i]));

    // Scaled to a little more than the picture, so that there is room to pan.
    private static Frame LoadPhoto(string path)
    {
        const double Margin = 1.12;
        using Mat image = ImageFile.Decode(path);
        (int width, int height) = (image.Width, image.Height);
        double scale = Margin * Math.Max((double)Width / width, (double)Height / height);
        using var scaled = new Mat();
        Cv2.Resize(image, scaled, new Size((int)(width * scale), (int)(height * scale)), 0, 0, scale < 1 ? InterpolationFlags.Area : InterpolationFlags.Cubic);
        var frame = new Frame();
        ImageFile.CopyTo(scaled, frame);
        return frame;
    }

    // Paper with light from the upper left, or a board with traces of chalk.
    private static Frame Ground(bool paper)
    {
        var ground = new Frame();
        ground.Reshape(Width, Height, PixelFormat.Bgr8);
        for (int y = 0; y < Height; y++)
        {
            Span<byte> row = ground.Row(y);
            for (int x = 0; x < Width; x++)
            {
                float light = 1 - 0.14f * Vector2.Distance(new Vector2(x, y), new Vector2(0.35f * Width, 0.3f * Height)) / Width;
                float trace = paper ? 0 : 5 * MathF.Sin(x * 0.011f + y * 0.004f) * MathF.Sin(y * 0.013f);
                (float b, float g, float r) = paper ? (222f, 232f, 236f) : (54f, 62f, 46f);
                (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = ((byte)(b * light + trace), (byte)(g * light + trace), (byte)(r * light + trace));
            }
        }
        return ground;
    }
}
