namespace GameLoop;

/// <summary>What a game would draw: a white bar, to a classifier of digits a "1", that sways over a dark ground. RGBA.</summary>
internal sealed class Scene(int width, int height)
{
    private const uint Ground = 0xFF201810, Bar = 0xFFF0F0F0; // as one number per pixel, ABGR
    private readonly uint[] _pixels = new uint[width * height];

    public string Name => $"{width} x {height} RGBA";

    public ReadOnlySpan<byte> Pixels => System.Runtime.InteropServices.MemoryMarshal.AsBytes(_pixels.AsSpan());

    public void Draw(int frame)
    {
        _pixels.AsSpan().Fill(Ground);
        int thickness = height / 12, left = (width - thickness) / 2 + (int)(Math.Sin(frame / 30.0) * height / 10);
        for (int row = height / 8; row < height * 7 / 8; row++)
            _pixels.AsSpan(row * width + left, thickness).Fill(Bar);
    }
}
