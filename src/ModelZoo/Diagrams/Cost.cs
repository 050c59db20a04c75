using System.Globalization;

namespace RealtimeCnn.ModelZoo;

/// <summary>Parameters and multiply-accumulates of some part of a network.</summary>
/// <param name="Parameters">Trained values.</param>
/// <param name="Macs">Multiply-accumulates of convolutions and linear layers for one picture; a lower bound if not all are known.</param>
/// <param name="IsKnown">Whether every shape needed for <paramref name="Macs"/> was there.</param>
internal readonly record struct Cost(long Parameters, long Macs, bool IsKnown = true)
{
    /// <summary>Largest count of one operation; files that claim more are broken. Keeps sums far from overflow.</summary>
    public const long Limit = 1L << 48;

    public static Cost operator +(Cost a, Cost b) => new(a.Parameters + b.Parameters, a.Macs + b.Macs, a.IsKnown && b.IsKnown);

    public static Cost Sum(IEnumerable<Cost> costs) => costs.Aggregate(new Cost(0, 0), (sum, cost) => sum + cost);

    /// <summary>Product of sizes; null if one of them is unknown or the product is out of all reason.</summary>
    public static long? Product(IEnumerable<long> sizes)
    {
        Int128 product = 1;
        foreach (long size in sizes)
        {
            product *= size;
            if (size < 0 || product > Limit)
                return null;
        }
        return (long)product;
    }

    /// <summary>All digits, in groups of three.</summary>
    public static string Exact(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Three or four digits and a unit: <c>25.6 M</c>.</summary>
    public static string Short(long count)
    {
        (double unit, string name) = count switch
        {
            >= 1_000_000_000_000 => (1e12, " T"),
            >= 1_000_000_000 => (1e9, " G"),
            >= 1_000_000 => (1e6, " M"),
            >= 10_000 => (1e3, " k"),
            _ => (1, ""),
        };
        double value = count / unit;
        string format = unit == 1 ? "N0" : value < 10 ? "0.00" : value < 100 ? "0.0" : "0";
        return value.ToString(format, CultureInfo.InvariantCulture) + name;
    }

    /// <summary><see cref="Macs"/> in all digits, marked where it is a lower bound.</summary>
    public string ExactMacs => IsKnown ? Exact(Macs) : Macs == 0 ? "?" : "\u2265 " + Exact(Macs);

    /// <summary><see cref="Macs"/> in few digits, marked where it is a lower bound.</summary>
    public string ShortMacs => IsKnown ? Short(Macs) : Macs == 0 ? "?" : "\u2265 " + Short(Macs);
}
