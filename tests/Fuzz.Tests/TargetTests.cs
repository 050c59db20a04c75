using System.Diagnostics;
using NUnit.Framework;

namespace RealtimeCnn.FuzzTests;

/// <summary>Whatever bytes come, every reader reads or refuses them, soon and with little memory.</summary>
[TestFixture]
public class TargetTests
{
    private const int BriefExecutions = 1000;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60), Patience = TimeSpan.FromMinutes(3);

    private static IEnumerable<string> Names => Target.All.Select(target => target.Name);

    [TestCaseSource(nameof(Names))]
    public void TheCorpusAndSomeDamage_IsReadOrRefused(string name)
    {
        using Campaign campaign = Begin(name, seed: 1);
        Watch(campaign, () => campaign.Executions >= BriefExecutions);
    }

    [Test]
    public void AFault_IsToldWithItsInput()
    {
        var target = new Target("pickle", bytes => throw new InvalidOperationException("no"));
        using Campaign campaign = new(target, seed: 1, Path.Combine(TestContext.CurrentContext.WorkDirectory, "fuzz"));
        FaultException? fault = Assert.Throws<FaultException>(() => campaign.Run(() => true));
        const string Before = "; the input is ";
        string path = fault!.Message[(fault.Message.IndexOf(Before, StringComparison.Ordinal) + Before.Length)..];
        Assert.That(fault.Message, Does.StartWith("InvalidOperationException: no; "));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(target.Corpus.First().Bytes));
        File.Delete(path);
    }

    [TestCaseSource(nameof(Names))]
    [Category("Long")]
    public void AMinuteOfDamagedInputs_IsReadOrRefused(string name)
    {
        using Campaign campaign = Begin(name, Environment.TickCount & int.MaxValue);
        long start = Stopwatch.GetTimestamp();
        Watch(campaign, () => Stopwatch.GetElapsedTime(start) >= Length);
        TestContext.Out.WriteLine($"{name}: {campaign.Executions:N0} executions, seed {campaign.Seed}");
    }

    // On a thread of its own: a reader that hangs is left behind.
    private static void Watch(Campaign campaign, Func<bool> isOver)
    {
        var run = Task.Factory.StartNew(
            () => campaign.Run(isOver), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        long before = -1;
        while (!((IAsyncResult)run).AsyncWaitHandle.WaitOne(Patience))
        {
            if (campaign.Executions == before)
                Assert.Fail($"Seed {campaign.Seed}: it hangs; the input, behind 4 bytes of its length, is in {campaign.Last}");
            before = campaign.Executions;
        }
        Assert.That(run.Exception?.InnerException?.Message, Is.Null, $"seed {campaign.Seed}");
    }

    private static Campaign Begin(string name, int seed) => new(
        Target.Find(name)!, seed, Path.Combine(TestContext.CurrentContext.WorkDirectory, "fuzz"));
}
