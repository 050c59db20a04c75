namespace GameLoop;

/// <summary>Times of frames by what went on meanwhile: percentiles of each, and a histogram of all.</summary>
internal sealed class FrameTimes
{
    private static readonly double[] Limits = [0.25, 0.5, 1, 2, 4, 8, 16.7, double.PositiveInfinity];
    private readonly List<(string Phase, double Frame, double Engine)> _frames = new(1 << 16);

    /// <summary>Adds a frame: the thread's time for all of it, and for the calls to the engine.</summary>
    public void Add(string phase, double frame, double engine) => _frames.Add((phase, frame, engine));

    public void Write(TextWriter to)
    {
        to.WriteLine($"{"",-28}{"frames",7} | {"frame p50",9} {"p99",7} {"max",7} | {"engine p50",10} {"p99",7} {"max",7}");
        foreach (var phase in _frames.GroupBy(frame => frame.Phase))
        {
            double[] whole = [.. phase.Select(frame => frame.Frame).Order()], engine = [.. phase.Select(frame => frame.Engine).Order()];
            to.WriteLine($"{phase.Key,-28}{whole.Length,7} | {At(whole, 0.5),9:0.000} {At(whole, 0.99),7:0.000} {whole[^1],7:0.000}"
                + $" | {At(engine, 0.5),10:0.000} {At(engine, 0.99),7:0.000} {engine[^1],7:0.000}");
        }
        double from = 0;
        foreach (double limit in Limits)
        {
            int count = _frames.Count(frame => frame.Frame >= from && frame.Frame < limit);
            string range = double.IsInfinity(limit) ? $"over {from} ms" : $"{from} to {limit} ms";
            if (count > 0)
                to.WriteLine($"{range,16} {count,6} {new string('#', Math.Max(1, count * 60 / _frames.Count))}");
            from = limit;
        }
    }

    private static double At(double[] sorted, double share) => sorted[(int)((sorted.Length - 1) * share)];
}
