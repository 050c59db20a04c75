using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using RealtimeCnn.DemoApp.Tests.Windowing;

namespace RealtimeCnn.DemoApp.Tests.Running;

/// <summary>
/// The program for minutes, without a window and in one, side by side: nothing grows and no frame is lost sight of. Ten minutes each
/// unless REALTIMECNN_ENDURANCE_MINUTES says otherwise. What was held each second is written beside the tests.
/// </summary>
[TestFixture]
[Category("Long")]
[Platform("Linux", Reason = "It reads /proc.")]
[Parallelizable(ParallelScope.Children)]
public partial class EnduranceTests
{
    private const double Spread = 0.02; // of the memory, to either side
    private const int AtItsEnd = 5;
    private const int MostWaiting = 3; // frames: one in the mailbox, and what comes while the numbers are read
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static double Minutes =>
        double.Parse(Environment.GetEnvironmentVariable("REALTIMECNN_ENDURANCE_MINUTES") ?? "10", CultureInfo.InvariantCulture);

    [Test]
    public void WithoutAWindow_NothingGrows() => RunsSteadily("", "--headless");

    [Test]
    public void InAWindow_NothingGrows()
    {
        using var display = new VirtualDisplay();
        RunsSteadily(display.Name);
    }

    private static void RunsSteadily(string display, params string[] arguments)
    {
        var length = TimeSpan.FromMinutes(Minutes);
        TimeSpan warmUp = length < TimeSpan.FromMinutes(25) ? length / 5 : TimeSpan.FromMinutes(5);
        using Process process = CommandLine.Start(
            display, "",
            ["demo", "--source", "synthetic:moving", "--keep-warm-mb", "0", "--duration", $"{length.TotalSeconds:0}", .. arguments]);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        List<ProcessLoad> loads = Watch(process, warmUp, length + Patience);
        Outcome run = Outcome.Of(output.Result);
        string what = $"{(display.Length > 0 ? "In a window" : "Without a window")}, {Minutes} minutes: ";
        File.WriteAllLines(
            Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.MethodName}.txt"),
            loads.Select(load => load.ToString()));
        Report(what + run);
        Report(what + $"least {Each(loads, Enumerable.Min, Enumerable.Min)}; most {Each(loads, Enumerable.Max, Enumerable.Max)}");
        Assert.That(process.ExitCode, Is.Zero, error.Result);
        Assert.That(loads, Has.Count.GreaterThan(10));
        Assert.That(error.Result + output.Result, Does.Not.Contain("Running in the terminal:"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Captured - run.Answered - run.Dropped, Is.InRange(0, MostWaiting), "frames that nobody answered");
            Assert.That(run.BytesPerFrame, Is.Zero, "managed bytes per frame");
            Assert.That(HalfSpread(loads, load => load.Resident), Is.LessThanOrEqualTo(Spread), "memory");
            Assert.That(loads.Max(load => load.Files) - loads.Min(load => load.Files), Is.LessThanOrEqualTo(2), "open files");
            Assert.That(loads.Max(load => load.Threads) - loads.Min(load => load.Threads), Is.LessThanOrEqualTo(4), "threads");
        }
    }

    // Once a second, from the end of the warm-up on. The last ones are of a program that gives back what it has.
    private static List<ProcessLoad> Watch(Process process, TimeSpan warmUp, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        List<ProcessLoad> loads = [];
        while (!process.WaitForExit(TimeSpan.FromSeconds(1)))
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            if (elapsed > patience)
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"The program did not end within {patience.TotalMinutes:0} minutes.");
            }
            if (elapsed < warmUp)
                continue;
            try
            {
                loads.Add(ProcessLoad.Read(process.Id));
            }
            catch (Exception e) when (e is IOException or InvalidOperationException)
            {
                // It ends at this very moment.
            }
        }
        return loads[..^Math.Min(AtItsEnd, loads.Count)];
    }

    private static double HalfSpread(List<ProcessLoad> loads, Func<ProcessLoad, long> of)
    {
        long least = loads.Min(of), most = loads.Max(of);
        return (most - least) / (double)(most + least);
    }

    private static ProcessLoad Each(
        List<ProcessLoad> loads, Func<IEnumerable<long>, long> bytes, Func<IEnumerable<int>, int> counts) => new(
            bytes(loads.Select(load => load.Resident)), bytes(loads.Select(load => load.Anonymous)),
            counts(loads.Select(load => load.Files)), counts(loads.Select(load => load.Threads)));

    private static void Report(string line) => TestContext.Out.WriteLine(line);

    /// <summary>What the program says of its frames at its end.</summary>
    private sealed partial record Outcome(long Answered, long Captured, long Dropped, long BytesPerFrame, string Line)
    {
        public static Outcome Of(string output)
        {
            Match match = Summary().Match(output);
            Assert.That(match.Success, Is.True, output);
            long Number(string name) => long.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
            return new(Number("answered"), Number("captured"), Number("dropped"), Number("bytes"), match.Value);
        }

        public override string ToString() => Line;

        [GeneratedRegex(
            @"(?<answered>\d+) frames in .*; (?<dropped>\d+) of (?<captured>\d+) dropped; (?<bytes>-?\d+) managed bytes per frame")]
        private static partial Regex Summary();
    }
}
