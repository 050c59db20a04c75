using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RealtimeCnn;

// The triangle filter for colour frames, in fixed point, and bicubic for turned ones, whose vertical pass is in floats. Per output row:
// first all its source rows are summed column by column, over just the bytes that the crop needs, into one row of words that stays in the
// first-level cache; then each output pixel sums its columns.
internal sealed unsafe partial class SimdPreprocessor
{
    private void AntialiasedRow(SimdTables tables, Frame frame, int y, PlaneRows target)
    {
        if (tables.RowWeights is not null)
            SumRows(tables, frame, y);
        else
            SumRowsInFloats(tables, frame, y);

        int bits = tables.WeightBits + tables.RowBits;
        Vector256<float> scale = _scale * (1f / (1L << bits));
        Vector256<byte> pick = PickWordNeighbours(frame.BytesPerPixel);
        short* row = tables.Row!.Pointer;
        nint* offsets = tables.Offsets.Pointer;
        short* weights = tables.PairWeights!.Pointer;
        int pairs = tables.Pairs, step = 2 * frame.BytesPerPixel;
        int whole = tables.Plan.Width & -SimdTables.Block, rest = tables.Plan.Width - whole;
        AntialiasedBlocks(row, offsets, weights, whole, pairs, step, pick, scale, _offset, target);
        if (rest == 0)
            return;
        float* block = stackalloc float[3 * SimdTables.Block];
        var part = new PlaneRows(block, block + SimdTables.Block, block + 2 * SimdTables.Block);
        AntialiasedBlocks(
            row, offsets + whole, weights + (nint)whole * 8 * pairs, SimdTables.Block, pairs, step, pick, scale, _offset, part);
        part.CopyTo(target.At(whole), rest);
    }

    // Whole blocks only: without a call in the loop, everything that does not change stays in registers.
    private static void AntialiasedBlocks(
        short* row, nint* offsets, short* weights, int width, int pairs, nint step, Vector256<byte> pick,
        Vector256<float> scale, Vector256<float> offset, PlaneRows target)
    {
        float* blue = target.Blue, green = target.Green, red = target.Red;
        nint weightStep = pairs * 16;
        for (nint x = 0; x < width; x += SimdTables.Block, offsets += SimdTables.Block)
        {
            Vector256<int> s0 = SumColumns(row + offsets[0], row + offsets[4], weights, pairs, step, pick);
            weights += weightStep;
            Vector256<int> s1 = SumColumns(row + offsets[1], row + offsets[5], weights, pairs, step, pick);
            weights += weightStep;
            Vector256<int> s2 = SumColumns(row + offsets[2], row + offsets[6], weights, pairs, step, pick);
            weights += weightStep;
            Vector256<int> s3 = SumColumns(row + offsets[3], row + offsets[7], weights, pairs, step, pick);
            weights += weightStep;
            StoreBlock(
                Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(s0), scale, offset),
                Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(s1), scale, offset),
                Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(s2), scale, offset),
                Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(s3), scale, offset),
                blue + x, green + x, red + x);
        }
    }

    // Bicubic's vertical pass: clipped, then rounded to words. What the horizontal one overshoots is clipped when rows become columns.
    private void SumRowsInFloats(SimdTables tables, Frame frame, int y)
    {
        float* sums = tables.Sums!.Pointer;
        SumFrameRows(tables, frame, y, Limits, sums);
        Vector256<float> unit = Vector256.Create((float)(1 << tables.RowBits)), half = Vector256.Create(0.5f);
        short* target = tables.Row!.Pointer;
        for (nint i = 0; i < tables.ByteCount; i += 16)
        {
            Vector256<float> low = Vector256.Load(sums + i) * unit + half, high = Vector256.Load(sums + i + 8) * unit + half;
            Vector256.Narrow(Vector256.ConvertToInt32(low), Vector256.ConvertToInt32(high)).Store(target + i);
        }
    }

    // The vertical pass. A byte in the upper half of a word times a weight in 1/65536 leaves, in the product's upper half, the weighted
    // byte in 1/256 level, cut off, not rounded: half a unit per tap is added beforehand. Even and odd bytes are summed apart.
    private static void SumRows(SimdTables tables, Frame frame, int y)
    {
        ResizeTable table = tables.Plan.Y;
        int taps = table.Count(y), first = table.First(y);
        byte** rows = stackalloc byte*[taps];
        for (int k = 0; k < taps; k++)
            rows[k] = SourceRow(tables, frame, first + k);
        uint* weights = tables.RowWeights!.Pointer + y * table.MaxTaps;
        Vector256<ushort> start = Vector256.Create((ushort)(taps / 2)), upperByte = Vector256.Create((ushort)0xFF00);
        short* target = tables.Row!.Pointer;

        int count = tables.ByteCount;
        for (nint i = 0; i < count; i += 64)
        {
            Vector256<ushort> even0 = start, odd0 = start, even1 = start, odd1 = start;
            for (int k = 0; k < taps; k++)
            {
                Vector256<ushort> weight = Vector256.Create(weights[k]).AsUInt16();
                Vector256<ushort> bytes0 = Vector256.Load(rows[k] + i).AsUInt16(), bytes1 = Vector256.Load(rows[k] + i + 32).AsUInt16();
                even0 += Lanes.MultiplyHigh(bytes0 << 8, weight);
                odd0 += Lanes.MultiplyHigh(bytes0 & upperByte, weight);
                even1 += Lanes.MultiplyHigh(bytes1 << 8, weight);
                odd1 += Lanes.MultiplyHigh(bytes1 & upperByte, weight);
            }
            StoreWords(even0, odd0, target + i);
            StoreWords(even1, odd1, target + i + 32);
        }
    }

    // Even and odd words back in order, halved to fit in signed words.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreWords(Vector256<ushort> even, Vector256<ushort> odd, short* target)
    {
        even >>>= 1;
        odd >>>= 1;
        Vector256<short> low = Lanes.UnpackLow(even, odd).AsInt16(), high = Lanes.UnpackHigh(even, odd).AsInt16();
        low.GetLower().Store(target);
        high.GetLower().Store(target + 8);
        low.GetUpper().Store(target + 16);
        high.GetUpper().Store(target + 24);
    }

    // The horizontal pass of two output pixels, one per half: neighbours side by side, multiplied and added in pairs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> SumColumns(short* a, short* b, short* weights, int pairs, nint step, Vector256<byte> pick)
    {
        Vector256<int> sum = SumPair(a, b, weights, pick);
        if (pairs > 1)
            sum += SumPair(a + step, b + step, weights + 16, pick);
        if (pairs > 2)
            sum += SumPair(a + 2 * step, b + 2 * step, weights + 32, pick);
        for (int pair = 3; pair < pairs; pair++)
            sum += SumPair(a + pair * step, b + pair * step, weights + pair * 16, pick);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> SumPair(short* a, short* b, short* weights, Vector256<byte> pick)
    {
        Vector256<byte> pixels = Vector256.Create(Vector128.Load(a), Vector128.Load(b)).AsByte();
        return Lanes.MultiplyAddAdjacent(Lanes.Shuffle(pixels, pick).AsInt16(), Vector256.Load(weights));
    }

    // Words of two neighbouring pixels -> blue, next blue, green, next green, red, next red, 0, 0.
    private static Vector256<byte> PickWordNeighbours(int pixelSize)
    {
        const byte None = 0x80;
        byte next = (byte)(pixelSize * 2);
        Vector128<byte> pick = Vector128.Create(
            0, 1, next, (byte)(next + 1), 2, 3, (byte)(next + 2), (byte)(next + 3), 4, 5, (byte)(next + 4), (byte)(next + 5),
            None, None, None, None);
        return Vector256.Create(pick, pick);
    }
}
