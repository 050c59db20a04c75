using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RealtimeCnn;

// Plain bilinear for colour frames: each output pixel touches its four neighbours and nothing else.
internal sealed unsafe partial class SimdPreprocessor
{
    private void BilinearRow(SimdTables tables, Frame frame, int y, PlaneRows target)
    {
        ResizeTable rows = tables.Plan.Y;
        ReadOnlySpan<float> rowWeights = rows.Weights(y);
        byte* upper = SourceRow(tables, frame, rows.First(y));
        byte* lower = SourceRow(tables, frame, rows.First(y) + rowWeights.Length - 1);
        // The horizontal sums come as integers; their unit, the row weight and the normalisation make one factor per row and channel.
        float unit = 1f / (1 << tables.WeightBits);
        Vector256<float> upperScale = _scale * (unit * rowWeights[0]);
        Vector256<float> lowerScale = rowWeights.Length == 2 ? _scale * (unit * rowWeights[1]) : default;
        Vector256<byte> pick = PickByteNeighbours(frame.BytesPerPixel);

        nint* offsets = tables.Offsets.Pointer;
        short* weights = tables.PairWeights!.Pointer;
        int whole = tables.Plan.Width & -SimdTables.Block, rest = tables.Plan.Width - whole;
        BilinearBlocks(upper, lower, offsets, weights, whole, pick, upperScale, lowerScale, _offset, target);
        if (rest == 0)
            return;
        float* block = stackalloc float[3 * SimdTables.Block];
        var part = new PlaneRows(block, block + SimdTables.Block, block + 2 * SimdTables.Block);
        BilinearBlocks(upper, lower, offsets + whole, weights + whole * 8, SimdTables.Block, pick, upperScale, lowerScale, _offset, part);
        part.CopyTo(target.At(whole), rest);
    }

    // Whole blocks only: without a call in the loop, everything that does not change stays in registers.
    private static void BilinearBlocks(
        byte* upper, byte* lower, nint* offsets, short* weights, int width, Vector256<byte> pick,
        Vector256<float> upperScale, Vector256<float> lowerScale, Vector256<float> offset, PlaneRows target)
    {
        float* blue = target.Blue, green = target.Green, red = target.Red;
        for (nint x = 0; x < width; x += SimdTables.Block, offsets += SimdTables.Block, weights += 64)
        {
            Vector256<float> v0 = Blend(upper, lower, offsets[0], offsets[4], weights, pick, upperScale, lowerScale, offset);
            Vector256<float> v1 = Blend(upper, lower, offsets[1], offsets[5], weights + 16, pick, upperScale, lowerScale, offset);
            Vector256<float> v2 = Blend(upper, lower, offsets[2], offsets[6], weights + 32, pick, upperScale, lowerScale, offset);
            Vector256<float> v3 = Blend(upper, lower, offsets[3], offsets[7], weights + 48, pick, upperScale, lowerScale, offset);
            StoreBlock(v0, v1, v2, v3, blue + x, green + x, red + x);
        }
    }

    // Two output pixels, one per half.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Blend(
        byte* upper, byte* lower, nint offsetA, nint offsetB, short* weights, Vector256<byte> pick,
        Vector256<float> upperScale, Vector256<float> lowerScale, Vector256<float> offset)
    {
        Vector256<short> weight = Vector256.Load(weights);
        Vector256<byte> top = Vector256.Create(Vector128.Load(upper + offsetA), Vector128.Load(upper + offsetB));
        Vector256<byte> bottom = Vector256.Create(Vector128.Load(lower + offsetA), Vector128.Load(lower + offsetB));
        Vector256<int> topSum = Lanes.MultiplyAddAdjacent(Lanes.Shuffle(top, pick).AsInt16(), weight);
        Vector256<int> bottomSum = Lanes.MultiplyAddAdjacent(Lanes.Shuffle(bottom, pick).AsInt16(), weight);
        Vector256<float> sum = Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(bottomSum), lowerScale, offset);
        return Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(topSum), upperScale, sum);
    }

    // Bytes of two neighbouring pixels -> words: blue, next blue, green, next green, red, next red, 0, 0.
    private static Vector256<byte> PickByteNeighbours(int pixelSize)
    {
        const byte None = 0x80;
        byte next = (byte)pixelSize;
        Vector128<byte> pick = Vector128.Create(
            0, None, next, None, 1, None, (byte)(next + 1), None, 2, None, (byte)(next + 2), None, None, None, None, None);
        return Vector256.Create(pick, pick);
    }
}
