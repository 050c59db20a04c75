namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// Colours for values from 0 to 1: purple, red, orange, yellow, ever lighter, and ever denser over what is below. Even to the eye: equal
/// steps are equal distances in OKLab (Björn Ottosson, "A perceptual color space for image processing", 2020,
/// https://bottosson.github.io/posts/oklab/), on a straight line of lightness and an arc of hue at one chroma, all within sRGB.
/// </summary>
internal static class HeatColours
{
    /// <summary>How many colours there are.</summary>
    public const int Count = 256;

    private const double Darkest = 0.42, Lightest = 0.92, FirstHue = 310, LastHue = 465, Chroma = 0.145;
    private const double Densest = 0.75;

    private static readonly uint[] Table = [.. Enumerable.Range(0, Count).Select(i => Premultiplied(i / (Count - 1.0)))];

    /// <summary>From 0 to 1: 0xAARRGGBB, premultiplied; the first is nothing at all.</summary>
    public static ReadOnlySpan<uint> All => Table;

    /// <summary>A colour before it is made transparent, as parts of sRGB from 0 to 1.</summary>
    public static (double Red, double Green, double Blue) Opaque(double value)
    {
        double lightness = Darkest + (Lightest - Darkest) * value, hue = (FirstHue + (LastHue - FirstHue) * value) * Math.PI / 180;
        double a = Chroma * Math.Cos(hue), b = Chroma * Math.Sin(hue);
        double l = Math.Pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
        double m = Math.Pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
        double s = Math.Pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
        return (
            Encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            Encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            Encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
    }

    private static uint Premultiplied(double value)
    {
        (double red, double green, double blue) = Opaque(value);
        double alpha = Densest * value;
        return Level(alpha) << 24 | Level(red * alpha) << 16 | Level(green * alpha) << 8 | Level(blue * alpha);
    }

    // sRGB's transfer function, IEC 61966-2-1.
    private static double Encoded(double linear)
    {
        double light = Math.Clamp(linear, 0, 1);
        return light <= 0.0031308 ? 12.92 * light : 1.055 * Math.Pow(light, 1 / 2.4) - 0.055;
    }

    private static uint Level(double part) => (uint)Math.Round(part * 255);
}
