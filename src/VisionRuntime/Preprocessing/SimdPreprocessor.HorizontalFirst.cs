using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RealtimeCnn;

// Colour frames with the filters that the vertical-first kernel cannot take: bicubic, because Pillow clips between its passes and filters
// rows first, and very wide triangles. Each source row is filtered once, in fixed point, into a ring of float rows.
internal sealed unsafe partial class SimdPreprocessor
{
    private void HorizontalFirstRow(SimdTables tables, Frame frame, int y, PlaneRows target)
    {
        ResizeTable rows = tables.Plan.Y;
        int taps = rows.Count(y), first = rows.First(y);
        float** sources = stackalloc float*[taps];
        for (int k = 0; k < taps; k++)
            sources[k] = FilteredRow(tables, frame, first + k);

        int whole = tables.Plan.Width & -SimdTables.Block, rest = tables.Plan.Width - whole;
        SumFloatRows(sources, 0, rows.Weights(y), whole, _scale, _offset, Limits, target);
        if (rest == 0)
            return;
        float* block = stackalloc float[3 * SimdTables.Block];
        var part = new PlaneRows(block, block + SimdTables.Block, block + 2 * SimdTables.Block);
        SumFloatRows(sources, whole, rows.Weights(y), SimdTables.Block, _scale, _offset, Limits, part);
        part.CopyTo(target.At(whole), rest);
    }

    // The vertical pass, on whole blocks from column start on.
    private static void SumFloatRows(
        float** sources, int start, ReadOnlySpan<float> weights, int width, Vector256<float> scale, Vector256<float> offset,
        (float Low, float High) limits, PlaneRows target)
    {
        float* blue = target.Blue, green = target.Green, red = target.Red;
        Vector256<float> low = Vector256.Create(limits.Low), high = Vector256.Create(limits.High);
        for (nint x = 0; x < width; x += SimdTables.Block)
        {
            Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int k = 0; k < weights.Length; k++)
            {
                float* source = sources[k] + (start + x) * 4;
                Vector256<float> weight = Vector256.Create(weights[k]);
                s0 = Vector256.MultiplyAddEstimate(weight, Vector256.Load(source), s0);
                s1 = Vector256.MultiplyAddEstimate(weight, Vector256.Load(source + 8), s1);
                s2 = Vector256.MultiplyAddEstimate(weight, Vector256.Load(source + 16), s2);
                s3 = Vector256.MultiplyAddEstimate(weight, Vector256.Load(source + 24), s3);
            }
            StoreBlock(
                Vector256.MultiplyAddEstimate(Clamp(s0, low, high), scale, offset),
                Vector256.MultiplyAddEstimate(Clamp(s1, low, high), scale, offset),
                Vector256.MultiplyAddEstimate(Clamp(s2, low, high), scale, offset),
                Vector256.MultiplyAddEstimate(Clamp(s3, low, high), scale, offset),
                blue + x, green + x, red + x);
        }
    }

    // The horizontal pass of one source row, unless the ring still holds it. Pixels lie in the order of StoreBlock.
    private float* FilteredRow(SimdTables tables, Frame frame, int y)
    {
        int slot = y % tables.RingLength;
        float* target = tables.Ring!.Pointer + (nint)slot * tables.PaddedWidth * 4;
        if (tables.RingRows[slot] == y)
            return target;
        tables.RingRows[slot] = y;

        byte* source = SourceRow(tables, frame, y);
        nint* offsets = tables.Offsets.Pointer;
        short* weights = tables.PairWeights!.Pointer;
        int pairs = tables.Pairs, step = 2 * frame.BytesPerPixel, width = tables.PaddedWidth;
        Vector256<byte> pick = PickByteNeighbours(frame.BytesPerPixel);
        Vector256<float> unit = Vector256.Create(1f / (1 << tables.WeightBits));
        Vector256<float> low = Vector256.Create(Limits.Low), high = Vector256.Create(Limits.High);
        for (int x = 0; x < width; x += SimdTables.Block, offsets += SimdTables.Block)
        {
            for (int v = 0; v < 4; v++, weights += pairs * 16)
            {
                Vector256<int> sum = SumByteColumns(source + offsets[v], source + offsets[v + 4], weights, pairs, step, pick);
                Clamp(Vector256.ConvertToSingle(sum) * unit, low, high).Store(target + x * 4 + v * 8);
            }
        }
        return target;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> SumByteColumns(byte* a, byte* b, short* weights, int pairs, nint step, Vector256<byte> pick)
    {
        Vector256<int> sum = default;
        for (int pair = 0; pair < pairs; pair++, a += step, b += step, weights += 16)
        {
            Vector256<byte> pixels = Vector256.Create(Vector128.Load(a), Vector128.Load(b));
            sum += Lanes.MultiplyAddAdjacent(Lanes.Shuffle(pixels, pick).AsInt16(), Vector256.Load(weights));
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Clamp(Vector256<float> value, Vector256<float> low, Vector256<float> high) =>
        Vector256.MinNative(Vector256.MaxNative(value, low), high);
}
