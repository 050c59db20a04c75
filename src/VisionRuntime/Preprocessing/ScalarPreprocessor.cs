using System.Runtime.InteropServices;

namespace RealtimeCnn;

/// <summary>
/// The reference: every output element straight from its definition, in double precision. Rows are resized first, then columns, and
/// bicubic overshoot is cut to 0..255 after each, as Pillow does; unlike Pillow's, values are not rounded to 8 bits in between. Slow, and the measure of every other preprocessor.
/// </summary>
/// <remarks>One thread at a time. Owns no native memory.</remarks>
public sealed class ScalarPreprocessor : IPreprocessor
{
    private readonly PixelScaling[] _scalings;
    private (int Width, int Height) _size;
    private ResizeGeometry _geometry;
    private ResizeAxis? _columns;
    private ResizeAxis? _rows;

    /// <summary>Makes one for a description.</summary>
    /// <exception cref="ArgumentException">The description contradicts itself.</exception>
    public ScalarPreprocessor(PreprocessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        Spec = spec;
        _scalings = PixelScaling.For(spec);
    }

    /// <inheritdoc/>
    public string Name => "scalar";

    /// <inheritdoc/>
    public PreprocessSpec Spec { get; }

    /// <inheritdoc/>
    public void Run(Frame frame, Span<byte> tensor)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Spec.RequireSize(tensor);
        if (_size != (frame.Width, frame.Height))
        {
            _geometry = ResizeGeometry.For(Spec, frame.Width, frame.Height);
            _columns = ResizeAxis.Build(frame.Width, _geometry.ScaledWidth, _geometry.CropX, _geometry.Width, Spec.Filter);
            _rows = ResizeAxis.Build(frame.Height, _geometry.ScaledHeight, _geometry.CropY, _geometry.Height, Spec.Filter);
            _size = (frame.Width, frame.Height);
        }

        for (int c = 0; c < _scalings.Length; c++)
            for (int y = 0; y < Spec.Height; y++)
                for (int x = 0; x < Spec.Width; x++)
                {
                    int column = x - _geometry.Left, row = y - _geometry.Top;
                    bool inside = column >= 0 && column < _geometry.Width && row >= 0 && row < _geometry.Height;
                    double value = inside ? PlaneValue(frame, c, column, row) : Spec.PadValue;
                    Store(tensor, (c * Spec.Height + y) * Spec.Width + x, _scalings[c].Apply((float)value));
                }
    }

    /// <summary>Nothing to free.</summary>
    public void Dispose()
    {
    }

    private double PlaneValue(Frame frame, int plane, int column, int row)
    {
        if (frame.Format == PixelFormat.Gray8)
            return Resample(frame, 0, column, row);
        const int Blue = 0, Green = 1, Red = 2;
        return Spec.Channels switch
        {
            ChannelOrder.Bgr => Resample(frame, plane, column, row),
            ChannelOrder.Rgb => Resample(frame, Red - plane, column, row),
            _ => PixelScaling.BlueLuma * Resample(frame, Blue, column, row)
                + PixelScaling.GreenLuma * Resample(frame, Green, column, row)
                + PixelScaling.RedLuma * Resample(frame, Red, column, row),
        };
    }

    private double Resample(Frame frame, int channel, int column, int row)
    {
        double sum = 0;
        for (int j = 0; j < _rows!.Taps; j++)
        {
            ReadOnlySpan<byte> pixels = frame.Row(_rows.First[row] + j);
            double across = 0;
            for (int k = 0; k < _columns!.Taps; k++)
                across += _columns.Weights[column * _columns.Taps + k] * pixels[(_columns.First[column] + k) * frame.BytesPerPixel + channel];
            sum += _rows.Weights[row * _rows.Taps + j] * Math.Clamp(across, 0, 255);
        }
        return Math.Clamp(sum, 0, 255);
    }

    private void Store(Span<byte> tensor, int index, float value)
    {
        if (Spec.Type == TensorType.Float32)
            MemoryMarshal.Cast<byte, float>(tensor)[index] = value;
        else
            MemoryMarshal.Cast<byte, Half>(tensor)[index] = (Half)value;
    }
}
