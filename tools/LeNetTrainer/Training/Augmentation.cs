namespace RealtimeCnn.LeNetTrainer;

/// <summary>How far a picture may stray from the MNIST original.</summary>
internal sealed record AugmentationStrength(
    float Rotation, float ScaleLow, float ScaleHigh, float Aspect, float Shear, float Shift, float Elastic)
{
    /// <summary>A neat scan: geometry only.</summary>
    public static AugmentationStrength Scan { get; } = new(0.17f, 0.86f, 1.14f, 0.10f, 0.15f, 1.5f, 0.6f);

    /// <summary>A digit held before a camera: smaller or larger, further off centre.</summary>
    public static AugmentationStrength Camera { get; } = new(0.20f, 0.70f, 1.28f, 0.15f, 0.18f, 3.0f, 0.7f);
}

/// <summary>
/// Makes 32x32 pictures in [0, 1] out of MNIST images. Three in five are scans (pure levels), the others look as
/// a camera sees marker on paper or chalk on a board; in both, half have dark ink on light ground.
/// </summary>
internal sealed class Augmentation
{
    private const int Size = LeNetNetwork.InputSize;
    private const int Pixels = LeNetNetwork.InputPixels;
    private const int GridSide = 5;
    private const int Cell = Size / (GridSide - 1);

    private readonly float[] _coverage = new float[Pixels];
    private readonly float[] _scratch = new float[Pixels];
    private readonly float[] _gridX = new float[GridSide * GridSide];
    private readonly float[] _gridY = new float[GridSide * GridSide];
    private readonly float[] _source = new float[(MnistData.Side + 2) * (MnistData.Side + 2)];

    /// <summary>The untouched image in a 2-pixel frame, as the official error is measured.</summary>
    public static void Plain(ReadOnlySpan<byte> image, bool inverted, Span<float> picture)
    {
        const int Border = (Size - MnistData.Side) / 2;
        picture.Fill(inverted ? 1 : 0);
        for (int y = 0; y < MnistData.Side; y++)
        for (int x = 0; x < MnistData.Side; x++)
        {
            float ink = image[(y * MnistData.Side) + x] / 255f;
            picture[((y + Border) * Size) + x + Border] = inverted ? 1 - ink : ink;
        }
    }

    public void Training(ReadOnlySpan<byte> image, ref SplitMixRandom random, Span<float> picture)
    {
        if (random.Chance(0.6f))
            Scan(image, ref random, picture);
        else
            Camera(image, ref random, picture);
    }

    public void Scan(ReadOnlySpan<byte> image, ref SplitMixRandom random, Span<float> picture)
    {
        Warp(image, AugmentationStrength.Scan, ref random);
        bool inverted = random.Chance(0.5f);
        for (int i = 0; i < Pixels; i++)
            picture[i] = inverted ? 1 - _coverage[i] : _coverage[i];
    }

    public void Camera(ReadOnlySpan<byte> image, ref SplitMixRandom random, Span<float> picture)
    {
        Warp(image, AugmentationStrength.Camera, ref random);
        RestrokeInk(ref random);
        if (random.Chance(0.6f))
            Soften(random.NextFloat());
        Light(ref random, picture);
    }

    /// <summary>Affine map and a smooth random displacement; the ink's coverage lands in <see cref="_coverage"/>.</summary>
    private void Warp(ReadOnlySpan<byte> image, AugmentationStrength strength, ref SplitMixRandom random)
    {
        const int Stride = MnistData.Side + 2;
        for (int y = 0; y < MnistData.Side; y++)
        for (int x = 0; x < MnistData.Side; x++)
            _source[((y + 1) * Stride) + x + 1] = image[(y * MnistData.Side) + x] / 255f;

        float angle = random.Between(-strength.Rotation, strength.Rotation);
        float scale = random.Between(strength.ScaleLow, strength.ScaleHigh);
        float aspect = 1 + random.Between(-strength.Aspect, strength.Aspect);
        float shear = random.Between(-strength.Shear, strength.Shear);
        float shiftX = random.Between(-strength.Shift, strength.Shift);
        float shiftY = random.Between(-strength.Shift, strength.Shift);
        float reach = random.NextFloat() * strength.Elastic;
        for (int i = 0; i < _gridX.Length; i++)
        {
            _gridX[i] = random.Between(-reach, reach) * 1.5f;
            _gridY[i] = random.Between(-reach, reach) * 1.5f;
        }

        // Each picture pixel asks where in the image it came from: shift back, rotate back, then undo scale and shear.
        float cos = MathF.Cos(angle), sin = MathF.Sin(angle);
        float perX = 1 / (scale * aspect), perY = aspect / scale;
        const float Centre = (Size - 1) / 2f;
        const float SourceCentre = ((MnistData.Side - 1) / 2f) + 1;
        for (int y = 0; y < Size; y++)
        for (int x = 0; x < Size; x++)
        {
            Displacement(x, y, out float dx, out float dy);
            float px = x - Centre - shiftX + dx;
            float py = y - Centre - shiftY + dy;
            float rx = (cos * px) + (sin * py);
            float ry = ((cos * py) - (sin * px)) * perY;
            _coverage[(y * Size) + x] = Sample((rx * perX) + (shear * ry) + SourceCentre, ry + SourceCentre);
        }
    }

    private void Displacement(int x, int y, out float dx, out float dy)
    {
        int column = x / Cell, row = y / Cell;
        float u = (x % Cell) / (float)Cell, v = (y % Cell) / (float)Cell;
        int at = (row * GridSide) + column;
        float a = (1 - u) * (1 - v), b = u * (1 - v), c = (1 - u) * v, d = u * v;
        dx = (a * _gridX[at]) + (b * _gridX[at + 1]) + (c * _gridX[at + GridSide]) + (d * _gridX[at + GridSide + 1]);
        dy = (a * _gridY[at]) + (b * _gridY[at + 1]) + (c * _gridY[at + GridSide]) + (d * _gridY[at + GridSide + 1]);
    }

    private float Sample(float x, float y)
    {
        const int Stride = MnistData.Side + 2;
        if (x < 0 || y < 0 || x >= Stride - 1 || y >= Stride - 1)
            return 0;
        int column = (int)x, row = (int)y;
        float u = x - column, v = y - row;
        int at = (row * Stride) + column;
        float top = _source[at] + (u * (_source[at + 1] - _source[at]));
        float below = _source[at + Stride] + (u * (_source[at + Stride + 1] - _source[at + Stride]));
        return top + (v * (below - top));
    }

    /// <summary>
    /// A marker's line is evenly dark and may be thinner or thicker than MNIST's pens: blurred coverage cut at a random
    /// threshold with a soft edge gives both.
    /// </summary>
    private void RestrokeInk(ref SplitMixRandom random)
    {
        if (random.Chance(0.25f))
            return;
        Blur(_coverage, _scratch);
        float threshold = random.Between(0.15f, 0.42f);
        float slope = 1 / random.Between(0.25f, 0.60f);
        for (int i = 0; i < Pixels; i++)
            _coverage[i] = Math.Clamp(((_scratch[i] - threshold) * slope) + 0.5f, 0, 1);
    }

    private void Soften(float amount)
    {
        Blur(_coverage, _scratch);
        for (int i = 0; i < Pixels; i++)
            _coverage[i] += amount * (_scratch[i] - _coverage[i]);
    }

    private void Light(ref SplitMixRandom random, Span<float> picture)
    {
        bool paper = random.Chance(0.5f);
        float ground = paper ? random.Between(0.60f, 1.0f) : random.Between(0.0f, 0.30f);
        float ink = paper ? random.Between(0.0f, 0.35f) : random.Between(0.60f, 1.0f);
        float slopeX = random.Between(-0.15f, 0.15f) / Size;
        float slopeY = random.Between(-0.15f, 0.15f) / Size;
        float blob = random.Between(-0.12f, 0.12f);
        float blobX = random.Between(0, Size), blobY = random.Between(0, Size);
        float blobWidth = 1 / random.Between(40, 300);
        float noise = random.Chance(0.7f) ? random.Between(0, 0.04f) : 0;
        for (int y = 0; y < Size; y++)
        for (int x = 0; x < Size; x++)
        {
            float distance = ((x - blobX) * (x - blobX)) + ((y - blobY) * (y - blobY));
            float shade = ((x - (Size / 2)) * slopeX) + ((y - (Size / 2)) * slopeY) + (blob / (1 + (distance * blobWidth)));
            int i = (y * Size) + x;
            float level = ground + shade + (_coverage[i] * (ink - ground));
            if (noise > 0)
                level += noise * Grain(ref random);
            picture[i] = Math.Clamp(level, 0, 1);
        }
    }

    /// <summary>Near-normal with variance 1: the sum of four uniforms cut from one draw.</summary>
    private static float Grain(ref SplitMixRandom random)
    {
        ulong bits = random.NextBits();
        uint sum = (uint)((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48));
        return ((sum / 65536f) - 2) * 1.7320508f;
    }

    /// <summary>1-2-1 in both directions; outside counts as empty.</summary>
    private static void Blur(ReadOnlySpan<float> from, Span<float> to)
    {
        Span<float> rows = stackalloc float[Pixels];
        for (int y = 0; y < Size; y++)
        for (int x = 0; x < Size; x++)
        {
            int i = (y * Size) + x;
            float left = x > 0 ? from[i - 1] : 0, right = x < Size - 1 ? from[i + 1] : 0;
            rows[i] = (0.5f * from[i]) + (0.25f * (left + right));
        }

        for (int i = 0; i < Pixels; i++)
        {
            float above = i >= Size ? rows[i - Size] : 0, below = i < Pixels - Size ? rows[i + Size] : 0;
            to[i] = (0.5f * rows[i]) + (0.25f * (above + below));
        }
    }
}
