using static System.FormattableString;

namespace GameLoop;

/// <summary>Times of frames by what went on meanwhile: a table of their percentiles, and one of how many frames took how long.</summary>
internal sealed class FrameTimes
{
    private static readonly double[] Limits = [0, 0.25, 0.5, 1, 2, 4, double.PositiveInfinity];
    private readonly List<(string Phase, double Frame, double Engine)> _frames = new(1 << 16);

    /// <summary>Adds a frame: the thread's time for all of it, and for the calls to the engine.</summary>
    public void Add(string phase, double frame, double engine) => _frames.Add((phase, frame, engine));

    public void Write(TextWriter to)
    {
        to.WriteLine("| ms | frames | whole frame p50 | p99 | max | engine p50 | p99 | max |\n|---|---|---|---|---|---|---|---|");
        foreach (var phase in _frames.GroupBy(frame => frame.Phase))
            to.WriteLine($"| {phase.Key} | {phase.Count()} | {Cells(phase.Select(frame => frame.Frame))}"
                + $" | {Cells(phase.Select(frame => frame.Engine))} |");

        var ranges = Limits.Zip(Limits.Skip(1), (from, to) =>
            (Name: double.IsInfinity(to) ? Invariant($"over {from}") : Invariant($"{from} to {to}"),
            Frames: _frames.Count(frame => frame.Frame >= from && frame.Frame < to))).ToArray();
        to.WriteLine($"\n| ms | {string.Join(" | ", ranges.Select(range => range.Name))} |");
        to.WriteLine($"|---|{string.Concat(ranges.Select(_ => "---|"))}");
        to.WriteLine($"| whole frames | {string.Join(" | ", ranges.Select(range => range.Frames))} |");
    }

    private static string Cells(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        return Invariant($"{At(sorted, 0.5):0.00} | {At(sorted, 0.99):0.00} | {sorted[^1]:0.00}");
    }

    // The nearest rank, rounded up: the smallest time that at least that share of all does not exceed.
    private static double At(double[] sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * share) - 1)];
}
