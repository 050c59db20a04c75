using System.Runtime.Intrinsics;

namespace RealtimeCnn;

/// <summary>
/// Preprocessing on the processor's vector unit: resize, crop, normalisation, channel order and plane layout in one go, row by row, without
/// an intermediate picture. Agrees with <see cref="ScalarPreprocessor"/> to 1e-3 after normalisation (2e-3 for 16-bit tensors, 1 for 8-bit
/// ones, where a value lies near the middle between two).
/// </summary>
/// <remarks>
/// One thread at a time. The first frame of a size, format or transform builds tables; every further one allocates nothing. Colour frames
/// to three planes take fixed-point kernels (<see cref="Lanes"/>); everything else, and processors without SSSE3, share a general kernel in
/// floats. Vectors are 256 bits wide: with 512 bits, times were seen to jump between runs.
/// </remarks>
internal sealed unsafe partial class SimdPreprocessor : IPreprocessor
{
    private readonly Normalisation _normalisation;

    // Per channel in memory order (blue, green, red, unused, or red first), twice: what one pixel's lanes are multiplied by and what is
    // added.
    private Vector256<float> _scale;
    private Vector256<float> _offset;

    // One row per plane, for tensors that are not planes of float32; null otherwise.
    private readonly PinnedBuffer<float>? _floatRows;

    // One row of pixels, for tensors that have their channels last.
    private readonly PinnedBuffer<float>? _pixelRow;

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
        if (!IsWrittenInPlace(spec))
            _floatRows = new PinnedBuffer<float>(3 * spec.Width);
        if (spec.IsInterleaved)
            _pixelRow = new PinnedBuffer<float>(3 * spec.Width);
    }

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <inheritdoc/>
    public PreprocessSpec Spec { get; }

    // Where the first byte of a pixel belongs, and the two behind it.
    private (int First, int Second, int Third) PlanesOf(SimdTables tables) => Spec.Channels switch
    {
        ChannelOrder.Grey => (0, 0, 0),
        ChannelOrder.Rgb => tables.IsRedFirst ? (0, 1, 2) : (2, 1, 0),
        _ => tables.IsRedFirst ? (2, 1, 0) : (0, 1, 2),
    };

    /// <inheritdoc/>
    public void Run(Frame frame, Span<byte> tensor)
    {
        PreprocessGuard.Check(Spec, frame, tensor);
        if (frame.Format == PixelFormat.Nv12)
        {
            RunConverted(frame, tensor);
            return;
        }
        SimdTables tables = TablesFor(frame);
        if (tables.LastRow is not null)
            frame.Row(frame.Height - 1).CopyTo(tables.LastRow.Span);
        Array.Fill(tables.RingRows, -1);

        fixed (byte* bytes = tensor)
        {
            if (tables.IsTurned)
                WriteColumns(tables, frame, bytes);
            else
                WriteRows(tables, frame, bytes);
        }
        GC.KeepAlive(this);
    }

    /// <summary>Frees the picture of converted colours, if there is one; the rest is the collector's.</summary>
    public void Dispose() => _converted?.Dispose();

    private void RunConverted(Frame frame, Span<byte> tensor)
    {
        _converted ??= new Frame();
        _converted.Reshape(frame.Width, frame.Height, PixelFormat.Bgra8);
        _converted.Transform = frame.Transform;
        SimdTables tables = TablesFor(_converted);
        Nv12.ToBgra(frame, _converted, tables.FirstRow, tables.EndRow, tables.FirstColumn, tables.EndColumn);
        Run(_converted, tensor);
    }

    private SimdTables TablesFor(Frame frame)
    {
        if (_tables is not null && _tables.Shape == frame.Shape)
            return _tables;
        _tables = new SimdTables(Spec, frame, Lanes.AreSupported);
        Vector128<float> scale = Pixel(_normalisation.Scale), offset = Pixel(_normalisation.Offset);
        (_scale, _offset) = (Vector256.Create(scale, scale), Vector256.Create(offset, offset));
        return _tables;

        Vector128<float> Pixel(float[] planes)
        {
            (int first, int second, int third) = PlanesOf(_tables);
            return Vector128.Create(planes[first], planes[second], planes[third], 0);
        }
    }

    private void WriteRows(SimdTables tables, Frame frame, byte* tensor)
    {
        for (int i = 0; i < Spec.Height; i++)
        {
            int y = tables.InOrder(i, Spec.Height);
            if (_floatRows is null)
            {
                WriteRow(tables, frame, y, (float*)tensor + (nint)y * Spec.Width, Spec.Width * Spec.Height);
            }
            else
            {
                WriteRow(tables, frame, y, _floatRows.Pointer, Spec.Width);
                StoreRow(_floatRows.Pointer, Spec.Width, tensor, y);
            }
        }
    }

    // Fills row y of all planes, or column y if the frame is turned; plane p starts at planes + p * planeStep.
    private void WriteRow(SimdTables tables, Frame frame, int y, float* planes, nint planeStep)
    {
        ResizePlan plan = tables.Plan;
        int width = tables.TargetWidth;
        int row = y - plan.Top;
        bool inPicture = (uint)row < (uint)plan.Height;
        int left = inPicture ? plan.Left : width;
        int right = inPicture ? width - plan.Left - plan.Width : 0;
        for (int plane = 0; plane < Spec.ChannelCount; plane++)
        {
            float border = plan.Border * _normalisation.Scale[plane] + _normalisation.Offset[plane];
            float* start = planes + plane * planeStep;
            new Span<float>(start, left).Fill(border);
            new Span<float>(start + width - right, right).Fill(border);
        }
        if (!inPicture)
            return;

        planes += left;
        (int first, int second, int third) = PlanesOf(tables);
        var target = new PlaneRows(planes + first * planeStep, planes + second * planeStep, planes + third * planeStep);
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

    // The last row is read from its padded copy: whole vectors may then be loaded anywhere without passing the end of the frame.
    private static byte* SourceRow(SimdTables tables, Frame frame, int y)
    {
        byte* row = y == frame.Height - 1 && tables.LastRow is not null ? tables.LastRow.Pointer : frame.Data + (nint)y * frame.Stride;
        return row + tables.FirstByte;
    }
}
