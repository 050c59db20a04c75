using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RealtimeCnn;

// Frames that lie on their side: the tensor is made transposed, as the rows in memory run. Eight of its rows at a time, which the
// first-level cache holds, become eight columns.
internal sealed unsafe partial class SimdPreprocessor
{
    private void WriteColumns(SimdTables tables, Frame frame, byte* tensor)
    {
        float* planes = tables.TurnedTensor is null ? (float*)tensor : tables.TurnedTensor.Pointer;
        float* rows = tables.TurnedRows!.Pointer;
        int length = tables.PaddedTargetWidth, planeStep = SimdTables.Block * length;
        bool overshoots = ResizeKernel.Of(Spec.Filter).Overshoots;
        int blocks = (Spec.Width + SimdTables.Block - 1) / SimdTables.Block;
        for (int block = 0; block < blocks; block++)
        {
            int column = tables.InOrder(block, blocks) * SimdTables.Block, count = Math.Min(Spec.Width - column, SimdTables.Block);
            for (int k = 0; k < count; k++)
            {
                int i = tables.InOrder(k, count);
                WriteRow(tables, frame, column + i, rows + i * length, planeStep);
            }
            for (int plane = 0; plane < Spec.ChannelCount; plane++)
            {
                if (overshoots)
                    ClipLevels(plane, tables.TurnedRows.Span.Slice(plane * planeStep, planeStep));
                float* target = planes + (nint)plane * Spec.Width * Spec.Height + column;
                StoreColumns(rows + plane * planeStep, length, count, target, Spec.Width, Spec.Height);
            }
        }
        for (int y = 0; tables.TurnedTensor is not null && y < Spec.Height; y++)
            StoreRow(planes + (nint)y * Spec.Width, (nint)Spec.Width * Spec.Height, tensor, y);
    }

    private void ClipLevels(int plane, Span<float> values)
    {
        (float scale, float offset) = (_normalisation.Scale[plane], _normalisation.Offset[plane]);
        TensorPrimitives.Clamp(values, offset, 255 * scale + offset, values);
    }

    // Up to eight rows become columns of a plane.
    private static void StoreColumns(float* rows, int length, int count, float* target, nint stride, int height)
    {
        int y = 0;
        if (Lanes.AreSupported && count == SimdTables.Block)
        {
            for (; y + SimdTables.Block <= height; y += SimdTables.Block)
                StoreTransposed(rows + y, length, target + y * stride, stride);
        }
        for (; y < height; y++)
        {
            for (int i = 0; i < count; i++)
                target[y * stride + i] = rows[i * length + y];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTransposed(float* rows, nint length, float* target, nint stride)
    {
        StoreFour(
            Halves(rows, length, 0), Halves(rows, length, 1), Halves(rows, length, 2), Halves(rows, length, 3), target, stride);
        StoreFour(
            Halves(rows + 4, length, 0), Halves(rows + 4, length, 1), Halves(rows + 4, length, 2), Halves(rows + 4, length, 3),
            target + 4 * stride, stride);
    }

    // Four floats of row i, and of row i + 4.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(float* rows, nint length, nint i) =>
        Vector256.Create(Vector128.Load(rows + i * length), Vector128.Load(rows + (i + 4) * length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFour(
        Vector256<float> v0, Vector256<float> v1, Vector256<float> v2, Vector256<float> v3, float* target, nint stride)
    {
        Vector256<double> low01 = Lanes.UnpackLow(v0, v1).AsDouble(), low23 = Lanes.UnpackLow(v2, v3).AsDouble();
        Vector256<double> high01 = Lanes.UnpackHigh(v0, v1).AsDouble(), high23 = Lanes.UnpackHigh(v2, v3).AsDouble();
        Lanes.UnpackLow(low01, low23).AsSingle().Store(target);
        Lanes.UnpackHigh(low01, low23).AsSingle().Store(target + stride);
        Lanes.UnpackLow(high01, high23).AsSingle().Store(target + 2 * stride);
        Lanes.UnpackHigh(high01, high23).AsSingle().Store(target + 3 * stride);
    }
}
