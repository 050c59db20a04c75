using System.Globalization;
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
    /// <param name="tensor">As <see cref="LoadedModel.InputBytes"/>: NCHW, elements of <see cref="PreprocessSpec.Type"/>.</param>
    /// <param name="spec">How the tensor was made.</param>
    /// <exception cref="ArgumentException">The tensor has another size than the description says.</exception>
    public void Show(ReadOnlySpan<byte> tensor, PreprocessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        int elementSize = spec.Type == TensorType.Float16 ? 2 : 4;
        if (tensor.Length != spec.ElementCount * elementSize)
            throw new ArgumentException($"The tensor has {tensor.Length} bytes, not {spec.ElementCount * elementSize}.", nameof(tensor));
        if (!ReferenceEquals(spec, _spec))
            Describe(spec);
        ReadOnlySpan<float> values;
        if (spec.Type == TensorType.Float16)
        {
            System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(tensor), _values);
            values = _values;
        }
        else
        {
            values = MemoryMarshal.Cast<byte, float>(tensor);
        }
        Denormalise(values, spec);
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
        if (spec.Type == TensorType.Float16 && _values.Length < spec.ElementCount)
            _values = new float[spec.ElementCount];
        string planes = spec.Channels switch { ChannelOrder.Grey => "grey", ChannelOrder.Bgr => "BGR", _ => "RGB" };
        Caption = string.Create(CultureInfo.InvariantCulture, $"{spec.Width} × {spec.Height} {planes}, normalisation undone");
        _spec = spec;
    }

    // v = (p / 255 - mean) / std, so p = (v * std + mean) * 255.
    private unsafe void Denormalise(ReadOnlySpan<float> values, PreprocessSpec spec)
    {
        int plane = spec.Width * spec.Height;
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
            ReadOnlySpan<float> r = values.Slice(red * plane + y * spec.Width, spec.Width);
            ReadOnlySpan<float> g = values.Slice(green * plane + y * spec.Width, spec.Width);
            ReadOnlySpan<float> b = values.Slice(blue * plane + y * spec.Width, spec.Width);
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = 0xFF000000 | Level(r[x], scale[red], offset[red]) << 16 | Level(g[x], scale[green], offset[green]) << 8
                    | Level(b[x], scale[blue], offset[blue]);
            }
        }
    }

    // One value serves all planes.
    private static float Pick(IReadOnlyList<float> values, int plane) => values[values.Count == 1 ? 0 : plane];

    private static uint Level(float value, float scale, float offset) => (uint)Math.Clamp(value * scale + offset, 0, 255); // NaN becomes 0
}
