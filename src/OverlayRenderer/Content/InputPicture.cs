using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// A model's input tensor turned back into a picture: normalisation undone, planes in their colours. One thread at a time; showing a
/// tensor of the same size again allocates nothing.
/// </summary>
internal sealed class InputPicture : IDisposable
{
    private readonly BgraCanvas _canvas = new();
    private PreprocessSpec? _spec;
    private float[] _values = [];

    /// <summary>Width in pixels; 0 before the first tensor.</summary>
    public int Width => _canvas.Width;

    /// <summary>Height in pixels.</summary>
    public int Height => _canvas.Height;

    /// <summary>Size and planes in words.</summary>
    public string Caption { get; private set; } = "";

    /// <summary>Counts the tensors shown.</summary>
    public long Version { get; private set; }

    /// <summary>The picture's pixels, opaque.</summary>
    public BgraCanvas Canvas => _canvas;

    /// <summary>The same as Skia draws it: reads the pixels of the moment.</summary>
    public SKImage? Image { get; private set; }

    /// <summary>Shows another tensor.</summary>
    /// <param name="tensor">As <see cref="LoadedModel.InputBytes"/>.</param>
    /// <param name="spec">How the tensor was made.</param>
    /// <exception cref="ArgumentException">The tensor has another size than the description says.</exception>
    public void Show(ReadOnlySpan<byte> tensor, PreprocessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (tensor.Length != spec.ByteCount)
            throw new ArgumentException($"The tensor has {tensor.Length} bytes, not {spec.ByteCount}.", nameof(tensor));
        if (!ReferenceEquals(spec, _spec))
            Describe(spec);
        if (spec.Type == TensorType.Float16)
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(tensor), _values);
        else if (spec.Type == TensorType.UInt8)
            TensorPrimitives.ConvertTruncating(tensor, _values.AsSpan());
        Denormalise(spec.Type == TensorType.Float32 ? MemoryMarshal.Cast<byte, float>(tensor) : _values, spec);
        Version++;
    }

    /// <summary>Frees the picture. Calling it twice does nothing.</summary>
    public void Dispose()
    {
        Image?.Dispose();
        Image = null;
        _canvas.Dispose();
    }

    private void Describe(PreprocessSpec spec)
    {
        Image?.Dispose();
        _canvas.Resize(spec.Width, spec.Height);
        var info = new SKImageInfo(spec.Width, spec.Height, SKColorType.Bgra8888, SKAlphaType.Opaque);
        Image = SKImage.FromPixels(info, _canvas.Pixels, _canvas.Stride);
        if (spec.Type != TensorType.Float32 && _values.Length < spec.ElementCount)
            _values = new float[spec.ElementCount];
        string planes = spec.Channels switch { ChannelOrder.Grey => "grey", ChannelOrder.Bgr => "BGR", _ => "RGB" };
        Caption = string.Create(CultureInfo.InvariantCulture, $"{spec.Width} × {spec.Height} {planes}, normalisation undone");
        _spec = spec;
    }

    // v = (p / 255 - mean) / std, so p = (v * std + mean) * 255.
    private unsafe void Denormalise(ReadOnlySpan<float> values, PreprocessSpec spec)
    {
        int plane = spec.IsInterleaved ? 1 : spec.Width * spec.Height, pixel = spec.IsInterleaved ? spec.ChannelCount : 1;
        bool grey = spec.Channels == ChannelOrder.Grey;
        Span<float> scale = stackalloc float[3], offset = stackalloc float[3];
        for (int c = 0; c < 3; c++)
        {
            int from = grey ? 0 : c;
            scale[c] = Pick(spec.Std, from) * 255;
            offset[c] = Pick(spec.Mean, from) * 255 + 0.5f;
        }
        int red = grey ? 0 : spec.Channels == ChannelOrder.Bgr ? 2 : 0, green = grey ? 0 : 1, blue = grey ? 0 : 2 - red;
        for (int y = 0; y < spec.Height; y++)
        {
            var row = new Span<uint>((byte*)_canvas.Pixels + (nint)y * _canvas.Stride, spec.Width);
            ReadOnlySpan<float> from = values[(y * spec.Width * pixel)..];
            for (int x = 0, at = 0; x < row.Length; x++, at += pixel)
            {
                row[x] = 0xFF000000 | Level(from[red * plane + at], scale[red], offset[red]) << 16
                    | Level(from[green * plane + at], scale[green], offset[green]) << 8
                    | Level(from[blue * plane + at], scale[blue], offset[blue]);
            }
        }
    }

    // One value serves all planes.
    private static float Pick(IReadOnlyList<float> values, int plane) => values[values.Count == 1 ? 0 : plane];

    private static uint Level(float value, float scale, float offset) => (uint)Math.Clamp(value * scale + offset, 0, 255); // NaN becomes 0
}
