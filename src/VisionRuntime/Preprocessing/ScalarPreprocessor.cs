using System.Runtime.InteropServices;

namespace RealtimeCnn;

/// <summary>
/// Preprocessing straight from its definition, one output value at a time in double precision: the truth that the fast preprocessors are
/// measured against, and the one to read first.
/// </summary>
/// <remarks>
/// Pillow filters along rows, then along columns, and after each pass clips to 0..255 and rounds because it stores 8-bit pictures. Here the
/// bicubic filter's overshoot is clipped at the same two places (clipping only at the end differs by up to 5 levels), but nothing is
/// rounded. One thread at a time.
/// </remarks>
internal sealed unsafe class ScalarPreprocessor : IPreprocessor
{
    public const string ScalarName = "scalar";

    private readonly bool _clips;
    private ResizePlan? _plan;
    private FrameShape _shape;
    private MemoryAxis _columns; // of the upright picture
    private MemoryAxis _rows;

    /// <summary>Makes a preprocessor for one description.</summary>
    /// <exception cref="ArgumentException">The description is not valid.</exception>
    public ScalarPreprocessor(PreprocessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        Spec = spec;
        _clips = ResizeKernel.Of(spec.Filter).Overshoots;
    }

    /// <inheritdoc/>
    public string Name => ScalarName;

    /// <inheritdoc/>
    public PreprocessSpec Spec { get; }

    /// <inheritdoc/>
    public void Run(Frame frame, Span<byte> tensor)
    {
        PreprocessGuard.Check(Spec, frame, tensor);
        if (_plan is null || _shape != frame.Shape)
        {
            _plan = ResizePlan.Create(Spec, frame.UprightWidth, frame.UprightHeight);
            (_shape, _columns, _rows) = (frame.Shape, frame.UprightColumns, frame.UprightRows);
        }

        for (int plane = 0; plane < Spec.ChannelCount; plane++)
        {
            double mean = Normalisation.Pick(Spec.Mean, plane), std = Normalisation.Pick(Spec.Std, plane);
            for (int y = 0; y < Spec.Height; y++)
            {
                for (int x = 0; x < Spec.Width; x++)
                {
                    double value = Value(_plan, frame, plane, x - _plan.Left, y - _plan.Top);
                    int element = Spec.ChannelsLast
                        ? (y * Spec.Width + x) * Spec.ChannelCount + plane
                        : (plane * Spec.Height + y) * Spec.Width + x;
                    Write(tensor, element, (value / 255 - mean) / std);
                }
            }
        }
    }

    /// <summary>Does nothing: all memory is managed.</summary>
    public void Dispose()
    {
    }

    private double Value(ResizePlan plan, Frame frame, int plane, int x, int y)
    {
        if ((uint)x >= (uint)plan.Width || (uint)y >= (uint)plan.Height)
            return plan.Border;
        return Spec.Channels switch
        {
            _ when frame.Format == PixelFormat.Gray8 => Resample(plan, frame, 0, x, y),
            ChannelOrder.Rgb => Resample(plan, frame, 2 - plane, x, y),
            ChannelOrder.Bgr => Resample(plan, frame, plane, x, y),
            _ => 0.299 * Resample(plan, frame, 2, x, y) + 0.587 * Resample(plan, frame, 1, x, y) + 0.114 * Resample(plan, frame, 0, x, y),
        };
    }

    private double Resample(ResizePlan plan, Frame frame, int channel, int x, int y)
    {
        ReadOnlySpan<float> columns = plan.X.Weights(x), rows = plan.Y.Weights(y);
        double sum = 0;
        for (int j = 0; j < rows.Length; j++)
        {
            double rowSum = 0;
            for (int i = 0; i < columns.Length; i++)
                rowSum += columns[i] * (double)Level(frame, plan.X.First(x) + i, plan.Y.First(y) + j, channel);
            sum += rows[j] * Clip(rowSum);
        }
        return Clip(sum);
    }

    // One channel of one pixel of the upright picture.
    private byte Level(Frame frame, int x, int y, int channel)
    {
        (int column, int row) = (_columns.At(x), _rows.At(y));
        if (_shape.Transform.IsTurned)
            (column, row) = (row, column);
        if (_shape.Format == PixelFormat.Nv12)
            return Nv12.Level(frame, column, row, channel);
        if (_shape.Format is PixelFormat.Rgb8 or PixelFormat.Rgba8)
            channel = 2 - channel;
        return frame.Data[(nint)row * frame.Stride + column * frame.BytesPerPixel + channel];
    }

    private double Clip(double value) => _clips ? Math.Clamp(value, 0, 255) : value;

    private void Write(Span<byte> tensor, int element, double value)
    {
        if (Spec.Type == TensorType.Float16)
            MemoryMarshal.Cast<byte, Half>(tensor)[element] = (Half)(float)value;
        else if (Spec.Type == TensorType.UInt8)
            tensor[element] = (byte)Math.Clamp(Math.Floor(value + 0.5), 0, 255);
        else
            MemoryMarshal.Cast<byte, float>(tensor)[element] = (float)value;
    }
}
