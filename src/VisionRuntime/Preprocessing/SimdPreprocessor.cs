using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RealtimeCnn;

/// <summary>
/// Preprocessing on the processor's vector unit: resize, crop, normalisation, channel order and plane layout in one go, row by row, without
/// an intermediate picture. Agrees with <see cref="ScalarPreprocessor"/> to 1e-3 after normalisation (2e-3 for 16-bit tensors).
/// </summary>
/// <remarks>
/// One thread at a time. The first frame of a size builds tables; every further one allocates nothing. Colour frames to three planes take
/// fixed-point kernels where AVX2 exists; everything else shares a general kernel in floats, which any processor runs. Vectors are 256
/// bits wide: with 512 bits, times were seen to jump between runs.
/// </remarks>
internal sealed unsafe partial class SimdPreprocessor : IPreprocessor
{
    private readonly Normalisation _normalisation;

    // Per channel in memory order (blue, green, red, unused), twice: what one pixel's lanes are multiplied by and what is added.
    private readonly Vector256<float> _scale;
    private readonly Vector256<float> _offset;

    // One row per plane, for tensors that are not float32; null otherwise.
    private readonly PinnedBuffer<float>? _floatRows;

    private SimdTables? _tables;

    // Takes the colours of frames that store them in another form; null until one comes.
    private Frame? _converted;

    /// <summary>Makes a preprocessor for one description.</summary>
    /// <exception cref="ArgumentException">The description is not valid.</exception>
    public SimdPreprocessor(PreprocessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        Spec = spec;
        _normalisation = Normalisation.Of(spec);
        Vector128<float> scale = Lanes(_normalisation.Scale), offset = Lanes(_normalisation.Offset);
        (_scale, _offset) = (Vector256.Create(scale, scale), Vector256.Create(offset, offset));
        if (spec.Type == TensorType.Float16)
            _floatRows = new PinnedBuffer<float>(3 * spec.Width);
    }

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <inheritdoc/>
    public PreprocessSpec Spec { get; }

    private int BluePlane => Spec.Channels switch { ChannelOrder.Rgb => 2, _ => 0 };

    private int GreenPlane => Spec.Channels == ChannelOrder.Grey ? 0 : 1;

    private int RedPlane => Spec.Channels switch { ChannelOrder.Bgr => 2, _ => 0 };

    /// <inheritdoc/>
    public void Run(Frame frame, Span<byte> tensor)
    {
        PreprocessGuard.Check(Spec, frame, tensor);
        frame.ThrowIfNotCarried();
        if (frame.Format == PixelFormat.Nv12)
        {
            RunConverted(frame, tensor);
            return;
        }
        if (_tables is null || !_tables.Fits(frame))
            _tables = new SimdTables(Spec, frame, Avx2.IsSupported);
        SimdTables tables = _tables;
        if (tables.LastRow is not null)
            frame.Row(frame.Height - 1).CopyTo(tables.LastRow.Span);
        Array.Fill(tables.RingRows, -1);

        fixed (byte* bytes = tensor)
        {
            for (int y = 0; y < Spec.Height; y++)
            {
                if (_floatRows is null)
                {
                    WriteRow(tables, frame, y, (float*)bytes + (nint)y * Spec.Width, Spec.Width * Spec.Height);
                }
                else
                {
                    WriteRow(tables, frame, y, _floatRows.Pointer, Spec.Width);
                    ConvertRow(_floatRows, (Half*)bytes + (nint)y * Spec.Width);
                }
            }
        }
        GC.KeepAlive(this);
    }

    /// <summary>Frees the picture of converted colours, if there is one; the rest is the collector's.</summary>
    public void Dispose() => _converted?.Dispose();

    private void RunConverted(Frame frame, Span<byte> tensor)
    {
        _converted ??= new Frame();
        _converted.Reshape(frame.Width, frame.Height, PixelFormat.Bgra8);
        if (_tables is null || !_tables.Fits(_converted))
            _tables = new SimdTables(Spec, _converted, Avx2.IsSupported);
        Nv12.ToBgra(frame, _converted, _tables.FirstRow, _tables.EndRow, _tables.FirstColumn, _tables.EndColumn);
        Run(_converted, tensor);
    }

    // Fills row y of all planes; plane p starts at planes + p * planeStep.
    private void WriteRow(SimdTables tables, Frame frame, int y, float* planes, nint planeStep)
    {
        ResizePlan plan = tables.Plan;
        int row = y - plan.Top;
        bool inPicture = (uint)row < (uint)plan.Height;
        int left = inPicture ? plan.Left : Spec.Width;
        int right = inPicture ? Spec.Width - plan.Left - plan.Width : 0;
        for (int plane = 0; plane < Spec.ChannelCount; plane++)
        {
            float border = plan.Border * _normalisation.Scale[plane] + _normalisation.Offset[plane];
            float* start = planes + plane * planeStep;
            new Span<float>(start, left).Fill(border);
            new Span<float>(start + Spec.Width - right, right).Fill(border);
        }
        if (!inPicture)
            return;

        planes += left;
        var target = new PlaneRows(planes + BluePlane * planeStep, planes + GreenPlane * planeStep, planes + RedPlane * planeStep);
        switch (tables.Route)
        {
            case SimdRoute.Antialiased:
                AntialiasedRow(tables, frame, row, target);
                break;
            case SimdRoute.Bilinear:
                BilinearRow(tables, frame, row, target);
                break;
            case SimdRoute.HorizontalFirst:
                HorizontalFirstRow(tables, frame, row, target);
                break;
            default:
                GeneralRow(tables, frame, row, target);
                break;
        }
    }

    private void ConvertRow(PinnedBuffer<float> rows, Half* target)
    {
        for (int plane = 0; plane < Spec.ChannelCount; plane++)
        {
            TensorPrimitives.ConvertToHalf(
                rows.Span.Slice(plane * Spec.Width, Spec.Width),
                new Span<Half>(target + (nint)plane * Spec.Width * Spec.Height, Spec.Width));
        }
    }

    // The last row is read from its padded copy: whole vectors may then be loaded anywhere without passing the end of the frame.
    private static byte* SourceRow(SimdTables tables, Frame frame, int y)
    {
        byte* row = y == frame.Height - 1 && tables.LastRow is not null ? tables.LastRow.Pointer : frame.Data + (nint)y * frame.Stride;
        return row + tables.FirstByte;
    }

    private Vector128<float> Lanes(float[] planes) => Vector128.Create(planes[BluePlane], planes[GreenPlane], planes[RedPlane], 0);
}
