using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RealtimeCnn;

/// <summary>Takes four resized pixels, sorts their channels into planes, normalises them and writes them to a line per plane.</summary>
internal readonly unsafe struct LineEmitter
{
    private readonly float* _line;
    private readonly bool _clip;
    private readonly bool _grey;
    private readonly bool _reversed;
    private readonly PixelScaling _first;
    private readonly PixelScaling _second;
    private readonly PixelScaling _third;

    /// <param name="line">A line of each plane, one after the other.</param>
    /// <param name="length">Pixels of a line, a multiple of four.</param>
    /// <param name="channels">Planes and their order.</param>
    /// <param name="scalings">One per plane.</param>
    /// <param name="clip">Whether the filter can leave 0..255.</param>
    public LineEmitter(float* line, int length, ChannelOrder channels, ReadOnlySpan<PixelScaling> scalings, bool clip)
    {
        _line = line;
        Length = length;
        _clip = clip;
        _grey = channels == ChannelOrder.Grey;
        _reversed = channels == ChannelOrder.Rgb;
        _first = scalings[0];
        _second = scalings[_grey ? 0 : 1];
        _third = scalings[_grey ? 0 : 2];
    }

    /// <summary>Pixels of a line.</summary>
    public int Length { get; }

    /// <summary>Four pixels with lanes blue, green, red and one to ignore, in 0..255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Pixels(int x, Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        // 4 x 4 transpose, of which the fourth row is of no interest.
        Vector128<float> abLow = UnpackLow(a, b), cdLow = UnpackLow(c, d);
        Vector128<float> abHigh = UnpackHigh(a, b), cdHigh = UnpackHigh(c, d);
        Vector128<float> blue = MoveLowToHigh(abLow, cdLow), green = MoveHighToLow(abLow, cdLow), red = MoveLowToHigh(abHigh, cdHigh);
        Planes(x, blue, green, red);
    }

    /// <summary>Four pixels, a vector per channel, in 0..255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Planes(int x, Vector128<float> blue, Vector128<float> green, Vector128<float> red)
    {
        if (_clip)
            (blue, green, red) = (Clip(blue), Clip(green), Clip(red));
        if (_grey)
        {
            Vector128<float> luma = blue * PixelScaling.BlueLuma + green * PixelScaling.GreenLuma + red * PixelScaling.RedLuma;
            Write(x, luma, _first);
            return;
        }
        Write(x, _reversed ? red : blue, _first);
        Write(x + Length, green, _second);
        Write(x + 2 * Length, _reversed ? blue : red, _third);
    }

    /// <summary>Four grey pixels in 0..255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Grey(int x, Vector128<float> values)
    {
        if (_clip)
            values = Clip(values);
        Write(x, values, _first);
        if (_grey)
            return;
        Write(x + Length, values, _second);
        Write(x + 2 * Length, values, _third);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(int at, Vector128<float> values, PixelScaling scaling) =>
        Vector128.MultiplyAddEstimate(values, Vector128.Create(scaling.Factor), Vector128.Create(scaling.Bias)).Store(_line + at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Clip(Vector128<float> v) => Vector128.Min(Vector128.Max(v, Vector128<float>.Zero), Vector128.Create(255f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> UnpackLow(Vector128<float> a, Vector128<float> b) =>
        System.Runtime.Intrinsics.X86.Sse.IsSupported ? System.Runtime.Intrinsics.X86.Sse.UnpackLow(a, b) : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> UnpackHigh(Vector128<float> a, Vector128<float> b) =>
        System.Runtime.Intrinsics.X86.Sse.IsSupported ? System.Runtime.Intrinsics.X86.Sse.UnpackHigh(a, b) : Vector128.Create(a[2], b[2], a[3], b[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> MoveLowToHigh(Vector128<float> a, Vector128<float> b) => Vector128.Create(a.GetLower(), b.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> MoveHighToLow(Vector128<float> a, Vector128<float> b) => Vector128.Create(a.GetUpper(), b.GetUpper());
}
