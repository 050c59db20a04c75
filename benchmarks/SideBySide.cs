using System.Diagnostics;

namespace RealtimeCnn.Benchmarks;

/// <summary>One way of doing a job, for a comparison.</summary>
internal sealed record Contender(string Name, Action Run);

/// <summary>
/// Times contenders in turn (A B C A B C ...) in one process, so that whatever else the machine does hits them alike, and prints median,
/// 95th percentile and each one's median against the first's.
/// </summary>
internal static class SideBySide
{
    private const int MostWarmUp = 30;

    public static void Compare(string title, int iterations, params Contender[] contenders)
    {
        for (int i = 0; i < Math.Min(MostWarmUp, iterations); i++)
        {
            foreach (Contender contender in contenders)
                contender.Run();
        }
        double[][] times = [.. contenders.Select(_ => new double[iterations])];
        for (int i = 0; i < iterations; i++)
        {
            for (int c = 0; c < contenders.Length; c++)
            {
                long start = Stopwatch.GetTimestamp();
                contenders[c].Run();
                times[c][i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        Console.WriteLine();
        Console.WriteLine($"| {title} | median ms | p95 ms | min ms | times ours |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (double[] t in times)
            Array.Sort(t);
        for (int c = 0; c < contenders.Length; c++)
        {
            double[] t = times[c];
            double ratio = t[iterations / 2] / times[0][iterations / 2];
            Console.WriteLine(
                $"| {contenders[c].Name} | {t[iterations / 2]:F3} | {t[iterations * 95 / 100]:F3} | {t[0]:F3} | {ratio:F2} |");
        }
    }
}
