namespace RealtimeCnn;

/// <summary>What a <see cref="ResizeFilter"/> is: how far it reaches, what its neighbours weigh, and what follows from that.</summary>
/// <param name="Support">Reach to each side, in source pixels at equal size.</param>
/// <param name="IsStretched">Whether the reach grows with the reduction, which is what keeps a reduced picture from aliasing.</param>
/// <param name="Overshoots">Whether weights below 0 can lead out of 0..255, so that values have to be clipped.</param>
/// <param name="Weight">Weight of a neighbour at a distance in source pixels at equal size, before the sum is made 1.</param>
internal sealed record ResizeKernel(int Support, bool IsStretched, bool Overshoots, Func<double, double> Weight)
{
    private static readonly ResizeKernel Bilinear = new(1, IsStretched: false, Overshoots: false, Triangle);
    private static readonly ResizeKernel AntialiasedBilinear = new(1, IsStretched: true, Overshoots: false, Triangle);
    private static readonly ResizeKernel AntialiasedBicubic = new(2, IsStretched: true, Overshoots: true, CatmullRom);

    /// <summary>The kernel of a filter.</summary>
    public static ResizeKernel Of(ResizeFilter filter) => filter switch
    {
        ResizeFilter.Bilinear => Bilinear,
        ResizeFilter.AntialiasedBilinear => AntialiasedBilinear,
        ResizeFilter.AntialiasedBicubic => AntialiasedBicubic,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "There is no such filter."),
    };

    private static double Triangle(double x) => Math.Max(1 - Math.Abs(x), 0);

    // Keys' cubic convolution with a = -0.5 (R. Keys, 1981), as in Pillow's bicubic_filter.
    private static double CatmullRom(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        if (x < 1)
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
}
