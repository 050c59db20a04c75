using System.Runtime.Intrinsics;

namespace RealtimeCnn;

/// <content>
/// Bicubic: each source row is resized once and kept, cut to 0..255, in a ring as long as the filter is high; a line of the tensor is a
/// weighted sum of the ring.
/// </content>
public sealed unsafe partial class SimdPreprocessor
{
    private const int NoRow = -1;
    private static readonly PixelScaling[] Unscaled = [new(1, 0), new(1, 0), new(1, 0)];

    private readonly NativeBuffer<float> _ring = new();
    private int[] _resizedRows = [];

    private void PlanRing()
    {
        _ring.Reserve(_rows.Taps * 3 * _lineLength);
        _resizedRows = new int[_rows.Taps];
    }

    private void MixColumnsThenRows(Frame frame, int y, int* firstColumn, float* columnWeights)
    {
        int taps = _rows.Taps, first = _rows.First[y], slotSize = 3 * _lineLength;
        for (int row = first; row < first + taps; row++)
            if (_resizedRows[row % taps] != row)
                ResizeRow(frame, row, firstColumn, columnWeights);

        ReadOnlySpan<float> weights = _rows.Weights.AsSpan(y * taps, taps);
        var emit = new LineEmitter(_line.Data, _lineLength, Spec.Channels, _scalings, clip: true);
        for (int x = 0; x < _lineLength; x += Group)
        {
            Vector128<float> blue = Vector128<float>.Zero, green = blue, red = blue;
            for (int k = 0; k < taps; k++)
            {
                float* slot = _ring.Data + (first + k) % taps * slotSize + x;
                Vector128<float> weight = Vector128.Create(weights[k]);
                blue = Vector128.MultiplyAddEstimate(weight, Vector128.Load(slot), blue);
                green = Vector128.MultiplyAddEstimate(weight, Vector128.Load(slot + _lineLength), green);
                red = Vector128.MultiplyAddEstimate(weight, Vector128.Load(slot + 2 * _lineLength), red);
            }
            if (frame.Format == PixelFormat.Gray8)
                emit.Grey(x, blue);
            else
                emit.Planes(x, blue, green, red);
        }
    }

    private void ResizeRow(Frame frame, int row, int* firstColumn, float* columnWeights)
    {
        int slot = row % _rows.Taps;
        RowMixer.Mix(frame.Data + (nint)row * frame.Stride + _firstByte, 0, [1f], _mixed.Data, _endByte - _firstByte);
        var keep = new LineEmitter(_ring.Data + slot * 3 * _lineLength, _lineLength, ChannelOrder.Bgr, Unscaled, clip: true);
        float* mixed = _mixed.Data - _firstByte;
        if (frame.Format == PixelFormat.Gray8)
            ColumnMixer.MixGrey(mixed, firstColumn, columnWeights, _columns.Taps, keep);
        else
            ColumnMixer.Mix(mixed, frame.BytesPerPixel, firstColumn, columnWeights, _columns.Taps, keep);
        _resizedRows[slot] = row;
    }
}
