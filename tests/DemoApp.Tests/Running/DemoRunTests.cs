using NUnit.Framework;
using OverlayRenderer.Tests;

namespace RealtimeCnn.DemoApp.Tests.Running;

[TestFixture]
public class DemoRunTests
{
    [Test]
    public async Task ADuration_CountsFromTheFirstFrame()
    {
        using var stage = new LiveStage();
        await stage.Engine.SwapAsync("lenet5");
        DemoOptions options = new() { Model = "lenet5", Loading = new InferenceOptions(), Duration = TimeSpan.FromMilliseconds(1) };
        var schedule = new SwapSchedule(stage.Engine, options, new LabelledModels(stage.Engine.Catalogue, options));
        var run = new DemoRun(stage.Engine, schedule, log: null, options);
        Task running = run.StartAsync(CancellationToken.None);
        for (int readings = 0; readings < 2 && !running.IsCompleted;) // a quarter of a second apart
            readings += run.Readings.TryTake(out _) ? 1 : 0;
        Assert.That(running.IsCompleted, Is.False, "it waits for its first frame");
        stage.Hand.Deliver();
        await running;
        Assert.That(run.Frames, Is.EqualTo(1));
    }
}
