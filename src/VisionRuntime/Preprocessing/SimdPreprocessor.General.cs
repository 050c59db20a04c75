using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RealtimeCnn;

// The general kernel: any format, filter and channel order, in floats. Bicubic filters source rows along the row first, as Pillow does,
// each once; a ring keeps as many as one output row needs. The other filters are linear and sum whole rows first, where vectors are full;
// so does bicubic where the frame is turned and its rows are the columns of the upright picture.
internal sealed unsafe partial class SimdPreprocessor
{
    private static readonly Vector128<float> LumaOfBgr = Vector128.Create(0.114f, 0.587f, 0.299f, 0);
    private static readonly Vector128<float> LumaOfRgb = Vector128.Create(0.299f, 0.587f, 0.114f, 0);

    // Only the bicubic filter overshoots; it is clipped after each pass, as Pillow does.
    private (float Low, float High) Limits =>
        ResizeKernel.Of(Spec.Filter).Overshoots ? (0, 255) : (float.MinValue, float.MaxValue);

    private void GeneralRow(SimdTables tables, Frame frame, int y, PlaneRows target)
    {
        if (tables.Sums is not null)
        {
            SumFrameRows(tables, frame, y, Limits, tables.Sums.Pointer);
            FilterSums(tables, frame.BytesPerPixel, tables.Sums.Pointer, target);
            return;
        }
        ResizeTable rows = tables.Plan.Y;
        int first = rows.First(y), width = tables.Plan.Width, slotLength = tables.PaddedWidth * 4;
        ReadOnlySpan<float> weights = rows.Weights(y);
        for (int k = 0; k < weights.Length; k++)
            FilterSourceRow(tables, frame, first + k);

        float* ring = tables.Ring!.Pointer;
        (float lower, float upper) = Limits;
        Vector256<float>* sums = stackalloc Vector256<float>[4];
        for (int x = 0; x < width; x += SimdTables.Block)
        {
            Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int k = 0; k < weights.Length; k++)
            {
                float* source = ring + (first + k) % tables.RingLength * slotLength + x * 4;
                Vector256<float> weight = Vector256.Create(weights[k]);
                s0 = Vector256.MultiplyAddEstimate(weight, Vector256.Load(source), s0);
                s1 = Vector256.MultiplyAddEstimate(weight, Vector256.Load(source + 8), s1);
                s2 = Vector256.MultiplyAddEstimate(weight, Vector256.Load(source + 16), s2);
                s3 = Vector256.MultiplyAddEstimate(weight, Vector256.Load(source + 24), s3);
            }
            (sums[0], sums[1], sums[2], sums[3]) = (s0, s1, s2, s3);
            StoreGeneral((float*)sums, lower, upper, target.At(x), Math.Min(width - x, SimdTables.Block));
        }
    }

    private static void SumFrameRows(SimdTables tables, Frame frame, int y, (float Low, float High) limits, float* sums)
    {
        const int Step = 16;
        ResizeTable table = tables.Plan.Y;
        ReadOnlySpan<float> weights = table.Weights(y);
        byte** rows = stackalloc byte*[weights.Length];
        for (int k = 0; k < weights.Length; k++)
            rows[k] = SourceRow(tables, frame, table.First(y) + k);
        Vector256<float> lower = Vector256.Create(limits.Low), upper = Vector256.Create(limits.High);
        for (nint i = 0; i < tables.ByteCount; i += Step)
        {
            Vector256<float> low = default, high = default;
            for (int k = 0; k < weights.Length; k++)
            {
                Vector256<float> weight = Vector256.Create(weights[k]);
                low = Vector256.MultiplyAddEstimate(weight, EightBytes(rows[k] + i), low);
                high = Vector256.MultiplyAddEstimate(weight, EightBytes(rows[k] + i + 8), high);
            }
            Vector256.Min(Vector256.Max(low, lower), upper).Store(sums + i);
            Vector256.Min(Vector256.Max(high, lower), upper).Store(sums + i + 8);
        }
    }

    private void FilterSums(SimdTables tables, int pixelSize, float* sums, PlaneRows target)
    {
        ResizeTable columns = tables.Plan.X;
        nint* offsets = tables.Offsets.Pointer;
        (float lower, float upper) = Limits;
        Vector128<float>* pixels = stackalloc Vector128<float>[SimdTables.Block];
        for (int x = 0; x < columns.Length; x += SimdTables.Block)
        {
            int count = Math.Min(columns.Length - x, SimdTables.Block);
            for (int i = 0; i < count; i++)
            {
                float* source = sums + offsets[x + i];
                Vector128<float> sum = default;
                foreach (float weight in columns.Weights(x + i))
                {
                    Vector128<float> value = pixelSize == 1 ? Vector128.Create(*source) : Vector128.Load(source);
                    sum = Vector128.MultiplyAddEstimate(Vector128.Create(weight), value, sum);
                    source += pixelSize;
                }
                pixels[i] = sum;
            }
            StoreGeneral((float*)pixels, lower, upper, target.At(x), count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> EightBytes(byte* bytes)
    {
        if (Avx2.IsSupported)
            return Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(bytes));
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(bytes)).AsByte());
        return Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32());
    }

    // Up to eight pixels of four floats: clip, to luma where asked, normalise, to the planes.
    private void StoreGeneral(float* pixels, float lower, float upper, PlaneRows target, int count)
    {
        float* blue = target.Blue, green = target.Green, red = target.Red;
        Vector128<float> low = Vector128.Create(lower), high = Vector128.Create(upper);
        Vector128<float> scale = _scale.GetLower(), offset = _offset.GetLower(), luma = _tables!.IsRedFirst ? LumaOfRgb : LumaOfBgr;
        for (int i = 0; i < count; i++)
        {
            Vector128<float> pixel = Vector128.Min(Vector128.Max(Vector128.Load(pixels + i * 4), low), high);
            if (Spec.Channels == ChannelOrder.Grey)
            {
                blue[i] = Vector128.Dot(pixel, luma) * scale.ToScalar() + offset.ToScalar();
                continue;
            }
            pixel = pixel * scale + offset;
            (blue[i], green[i], red[i]) = (pixel.ToScalar(), pixel.GetElement(1), pixel.GetElement(2));
        }
    }

    private void FilterSourceRow(SimdTables tables, Frame frame, int y)
    {
        int slot = y % tables.RingLength;
        if (tables.RingRows[slot] == y)
            return;
        tables.RingRows[slot] = y;
        float* target = tables.Ring!.Pointer + slot * tables.PaddedWidth * 4;
        byte* source = SourceRow(tables, frame, y);
        nint* offsets = tables.Offsets.Pointer;
        ResizeTable columns = tables.Plan.X;
        int pixelSize = frame.BytesPerPixel;
        (float lower, float upper) = Limits;
        for (int x = 0; x < columns.Length; x++)
        {
            byte* pixel = source + offsets[x];
            Vector128<float> sum = default;
            foreach (float weight in columns.Weights(x))
            {
                Vector128<float> value = pixelSize == 1 ? Vector128.Create((float)*pixel) : FourBytes(pixel);
                sum = Vector128.MultiplyAddEstimate(Vector128.Create(weight), value, sum);
                pixel += pixelSize;
            }
            Vector128.Min(Vector128.Max(sum, Vector128.Create(lower)), Vector128.Create(upper)).Store(target + x * 4);
        }
    }

    // Three-byte pixels bring along the first byte of the next one in the lane that nobody reads.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> FourBytes(byte* pixel)
    {
        Vector128<byte> bytes = Vector128.CreateScalarUnsafe(*(uint*)pixel).AsByte();
        return Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32());
    }
}
