using System.Globalization;

namespace RealtimeCnn.DemoApp;

/// <summary>How numbers and states of models are written.</summary>
internal static class ModelText
{
    /// <summary>A count in three digits or so: <c>61.7 k</c>, <c>4.09 G</c>; a dash for zero, which means unknown.</summary>
    public static string Count(long value) => value == 0 ? "-" : Scaled(value, "").TrimEnd();

    /// <summary>A size: <c>553 MB</c>.</summary>
    public static string Size(long bytes) => Scaled(bytes, "B");

    /// <summary>The input's shape: <c>3 x 224 x 224</c>.</summary>
    public static string Input(PreprocessSpec spec) => string.Join(" x ", spec.Shape.Skip(1));

    /// <summary>How frames become the input, in words.</summary>
    public static string Preprocessing(PreprocessSpec spec)
    {
        int shorterSide = spec.ResizeTo == 0 ? Math.Min(spec.Width, spec.Height) : spec.ResizeTo;
        string fit = spec.Policy switch
        {
            ResizePolicy.ShorterSideCentreCrop => $"shorter side to {shorterSide}, centre {spec.Width} x {spec.Height}",
            ResizePolicy.Stretch => $"stretched to {spec.Width} x {spec.Height}",
            _ => $"letterboxed into {spec.Width} x {spec.Height}",
        };
        string filter = spec.Filter switch
        {
            ResizeFilter.AntialiasedBicubic => "bicubic",
            ResizeFilter.AntialiasedBilinear => "bilinear",
            _ => "bilinear without antialiasing",
        };
        return $"{fit}, {filter}; {spec.Channels.ToString().ToUpperInvariant()}, mean {Join(spec.Mean)}, std {Join(spec.Std)}";
    }

    private static string Join(IEnumerable<float> values) =>
        string.Join(" ", values.Select(value => value.ToString("0.####", CultureInfo.InvariantCulture)));

    private static string Scaled(long value, string unit)
    {
        string[] prefixes = ["", "k", "M", "G", "T"];
        double scaled = value;
        int prefix = 0;
        for (; scaled >= 999.5 && prefix < prefixes.Length - 1; prefix++)
            scaled /= 1000;
        string format = prefix == 0 || scaled >= 99.95 ? "0" : scaled >= 9.995 ? "0.0" : "0.00";
        return $"{scaled.ToString(format, CultureInfo.InvariantCulture)} {prefixes[prefix]}{unit}";
    }
}
