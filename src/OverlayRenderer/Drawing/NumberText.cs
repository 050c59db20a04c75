using System.Globalization;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// Numbers as short text in a caller's buffer of at least <see cref="Length"/> characters. Allocates nothing; what is not a number is a
/// dash.
/// </summary>
internal static class NumberText
{
    public const int Length = 32;

    private const string None = "–";

    public static ReadOnlySpan<char> Milliseconds(double ms, Span<char> to)
    {
        ReadOnlySpan<char> figure = Milliseconds(ms, to, out string unit);
        if (unit.Length == 0)
            return figure;
        int length = figure.Length;
        figure.CopyTo(to);
        to[length++] = ' ';
        unit.CopyTo(to[length..]);
        return to[..(length + unit.Length)];
    }

    /// <summary>The same in two parts.</summary>
    public static ReadOnlySpan<char> Milliseconds(double ms, Span<char> to, out string unit)
    {
        unit = ms switch { >= 0 and < 9_999.5 => "ms", >= 0 => "s", _ => "" };
        return ms switch
        {
            >= 0 and < 99.95 => Format(ms, "0.0", "", to),
            >= 0 and < 9_999.5 => Format(ms, "0", "", to),
            >= 0 and < 999_500 => Format(ms / 1000, "0", "", to),
            >= 0 => "> 999",
            _ => None,
        };
    }

    /// <summary>Milliseconds in three figures, without the unit.</summary>
    public static ReadOnlySpan<char> Figure(double ms, Span<char> to) => ms switch
    {
        >= 0 and < 9.995 => Format(ms, "0.00", "", to),
        >= 0 and < 99.95 => Format(ms, "0.0", "", to),
        >= 0 and < 99_999.5 => Format(ms, "0", "", to),
        >= 0 => "> 99999",
        _ => None,
    };

    /// <summary>A round number of milliseconds, without a decimal that says nothing.</summary>
    public static ReadOnlySpan<char> RoundMilliseconds(double ms, Span<char> to) =>
        ms is >= 0 and < 99.95 ? Format(ms, "0.#", " ms", to) : Milliseconds(ms, to);

    public static ReadOnlySpan<char> Seconds(double seconds, Span<char> to) => seconds switch
    {
        >= 0 and < 99.95 => Format(seconds, "0.0", " s", to),
        >= 0 and < 9_999.5 => Format(seconds, "0", " s", to),
        >= 0 => "> 9999 s",
        _ => None,
    };

    /// <summary>A time that has gone by, in minutes and seconds.</summary>
    public static ReadOnlySpan<char> Clock(double seconds, Span<char> to)
    {
        if (seconds is not (>= 0 and < 360_000))
            return None;
        Format((int)(seconds / 60), "0", ":", to);
        int minutes = to.IndexOf(':') + 1;
        Format((int)(seconds % 60), "00", "", to[minutes..]);
        return to[..(minutes + 2)];
    }

    public static ReadOnlySpan<char> Percent(double share, Span<char> to) =>
        double.IsFinite(share) ? Format(Math.Clamp(share, 0, 1) * 100, "0.0", "%", to) : None;

    public static ReadOnlySpan<char> WholePercent(double share, Span<char> to) =>
        double.IsFinite(share) ? Format(Math.Floor(Math.Clamp(share, 0, 1) * 100), "0", "%", to) : None; // all of it only at the end

    /// <summary>A number of bytes in three figures, with its unit.</summary>
    public static ReadOnlySpan<char> Bytes(double bytes, Span<char> to) => bytes switch
    {
        >= 0 and < 999_500 => Format(bytes / 1e3, "0", " kB", to),
        >= 0 and < 9_995_000 => Format(bytes / 1e6, "0.00", " MB", to),
        >= 0 and < 99_950_000 => Format(bytes / 1e6, "0.0", " MB", to),
        >= 0 and < 999_500_000 => Format(bytes / 1e6, "0", " MB", to),
        >= 0 and < 1e12 => Format(bytes / 1e9, "0.00", " GB", to),
        >= 0 => "> 999 GB",
        _ => None,
    };

    /// <summary>Megabytes without the unit; an estimate has a mark before it.</summary>
    public static ReadOnlySpan<char> Megabytes(long bytes, bool isEstimate, Span<char> to)
    {
        int mark = isEstimate ? 1 : 0;
        to[0] = '~';
        double megabytes = bytes / 1e6;
        return to[..(mark + Format(megabytes, megabytes < 9.95 ? "0.0" : "0", "", to[mark..]).Length)];
    }

    public static ReadOnlySpan<char> Rate(double perSecond, Span<char> to) => perSecond switch
    {
        >= 0 and < 999.95 => Format(perSecond, "0.0", "", to),
        >= 0 and < 99_999.5 => Format(perSecond, "0", "", to),
        >= 0 => "> 99999",
        _ => None,
    };

    public static ReadOnlySpan<char> Count(long count, Span<char> to) => count switch
    {
        < 0 => None,
        < 10_000 => Format(count, "0", "", to),
        < 999_950 => Format(count / 1e3, "0.0", " k", to),
        < 999_950_000 => Format(count / 1e6, "0.0", " M", to),
        _ => "> 999 M",
    };

    private static ReadOnlySpan<char> Format(double value, string format, string unit, Span<char> to)
    {
        value.TryFormat(to, out int written, format, CultureInfo.InvariantCulture);
        unit.CopyTo(to[written..]);
        return to[..(written + unit.Length)];
    }
}
