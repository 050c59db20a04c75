using NUnit.Framework;
using RealtimeCnn.CameraCapture;
using RealtimeCnn.Tests;

namespace RealtimeCnn.DemoApp.Tests.Running;

/// <summary>A thousand swaps while frames flow, to small models and to one of 30 MB, to labelled ones, to broken ones.</summary>
[TestFixture]
[Category("Long")]
[Platform("Linux", Reason = "It reads /proc, and is about glibc.")]
public class ManySwapsTests
{
    private const int Rounds = 100, PerRound = 10, BetweenReadings = 10;
    private const double Spread = 0.02;

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("realtimecnn-swaps-");

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [Test]
    public async Task AThousandSwaps_LeaveNothingBehind()
    {
        BigBlocks.GiveBackWhenFreed();
        string tiny = At("tiny.onnx"), broken = At("broken.onnx"), labels = At("labels.txt");
        File.WriteAllBytes(tiny, Bytes(new TinyNetwork()));
        File.WriteAllBytes(broken, File.ReadAllBytes(tiny)[..^40]);
        File.WriteAllLines(labels, ["a", "b", "c", "d", "e", "f"]);

        using CaptureSource source = CaptureSource.Open("synthetic:moving");
        using var stop = new CancellationTokenSource();
        List<ProcessLoad> loads = [];
        int reported = 0;
        await using (var engine = new VisionEngine(source, new InferenceOptions { Preprocess = "cpu" }, ModelCatalogue.Embedded))
        {
            engine.SwapFinished += _ => reported++;
            await engine.SwapAsync("lenet5");
            Task running = engine.RunAsync(stop.Token);
            for (int round = 1; round <= Rounds; round++)
            {
                engine.KeepWarmBytes = round % 2 * (64L << 20); // each model loaded anew, or some of them kept
                ModelDefinition labelled = engine.Catalogue.Resolve(tiny, labels);
                Assert.That((await engine.SwapAsync("nin")).Ok, Is.True);
                Assert.That((await engine.SwapAsync(tiny)).Ok, Is.True);
                Assert.That((await engine.SwapAsync(broken)).Ok, Is.False);
                Assert.That((await engine.SwapAsync(labelled)).Ok, Is.True);
                Assert.That((await engine.SwapAsync(At("missing.onnx"))).Ok, Is.False);
                Task<SwapReport> overtaken = engine.SwapAsync("nin");
                Assert.That((await engine.SwapAsync("lenet5")).Ok, Is.True);
                await overtaken;
                Assert.That((await engine.SwapAsync(engine.Catalogue.Resolve("lenet5"))).Ok, Is.True);
                Assert.That((await engine.SwapAsync(labelled)).Ok, Is.True);
                Assert.That((await engine.SwapAsync("lenet5")).Ok, Is.True);
                if (round % BetweenReadings != 0)
                    continue;
                engine.KeepWarmBytes = 0;
                loads.Add(await SettleAsync(loads));
                TestContext.Out.WriteLine($"{round * PerRound} swaps: {loads[^1]}");
            }
            Assert.That(() => reported, Is.EqualTo(Rounds * PerRound + 1).After(60_000, 100), "swaps that were reported");
            await stop.CancelAsync();
            await running;
            Assert.That(
                () => source.Captured - engine.FramesDone - source.Drops.Total, Is.InRange(0, 1).After(60_000, 10),
                "frames that nobody answered");
            TestContext.Out.WriteLine(
                $"{engine.FramesDone} frames answered, {source.Drops.Total} of {source.Captured} dropped, {reported} swaps reported");
        }
        using (Assert.EnterMultipleScope())
        {
            Assert.That(loads[^1].Resident, Is.LessThanOrEqualTo((1 + Spread) * loads[0].Resident), "memory");
            Assert.That(loads[^1].Files, Is.LessThanOrEqualTo(loads[0].Files + 2), "open files");
            Assert.That(loads[^1].Threads, Is.LessThanOrEqualTo(loads[0].Threads + 4), "threads");
        }
    }

    // What was replaced is freed in the background: as soon as there is no more than at the first reading, or else after a while.
    private static async Task<ProcessLoad> SettleAsync(List<ProcessLoad> before)
    {
        ProcessLoad load = default;
        for (int i = 0; i < 50; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(100);
            load = ProcessLoad.Read();
            if (i >= 20 && before.Count > 0 && load.Resident <= before[0].Resident)
                break;
        }
        return load;
    }

    private static byte[] Bytes(TinyNetwork network) => network.Output(network.Logits).Definition().Content.ToArray();

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
