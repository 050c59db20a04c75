using System.Runtime.InteropServices;
using RealtimeCnn.ModelZoo;

namespace RealtimeCnn.Native.Tests;

/// <summary>What a host hears of its swaps, from a running engine.</summary>
public class SwapsTests
{
    private const ulong Forgotten = 0;
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private VisionEngine _engine = null!;
    private Swaps _swaps = null!;

    [SetUp]
    public void MakeAnEngine()
    {
        _engine = new VisionEngine(new InferenceOptions { Threads = 1 }, ModelCatalogue.Embedded);
        _swaps = new Swaps(_engine);
        _engine.SwapFinished += _swaps.Finished;
        _ = _engine.RunAsync();
    }

    [TearDown]
    public async Task DisposeIt() => await _engine.DisposeAsync();

    [Test]
    public async Task A_model_that_scores_is_told_with_its_request()
    {
        ulong swap = _swaps.Ask(_engine.Catalogue.Get("lenet5"));
        EngineEvent told = await NextEvent();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((told.Kind, told.Swap, told.Model), Is.EqualTo((EventKind.Swapped, swap, "lenet5")));
            Assert.That(told.AtFrame, Is.GreaterThanOrEqualTo(0));
            Assert.That(Describe(swap).Stage, Is.EqualTo(SwapStages.Running));
            Assert.That(_swaps.Running, Is.EqualTo("lenet5"));
        }
    }

    [Test]
    public async Task A_model_that_is_none_is_told_with_the_reason()
    {
        ulong swap = _swaps.Ask(ModelDefinition.FromBytes("mine", new byte[100]));
        EngineEvent told = await NextEvent();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((told.Kind, told.Swap, told.AtFrame), Is.EqualTo((EventKind.SwapFailed, swap, -1L)));
            Assert.That(told.Text, Is.Not.Empty);
            Assert.That(Describe(swap), Is.EqualTo((SwapStages.Failed, told.Text)));
            Assert.That(_swaps.Find(swap)!.Cancel(), Is.False, "it is over");
        }
    }

    [Test]
    public async Task A_later_request_cancels_the_one_before()
    {
        ulong first = _swaps.Ask(_engine.Catalogue.Get("vgg16")), second = _swaps.Ask(_engine.Catalogue.Get("lenet5"));
        EngineEvent cancelled = await NextEvent(), told = await NextEvent();
        if (cancelled.Kind != EventKind.SwapCancelled) // they come from two threads
            (cancelled, told) = (told, cancelled);
        Assert.That((cancelled.Kind, cancelled.Swap), Is.EqualTo((EventKind.SwapCancelled, first)));
        Assert.That((told.Kind, told.Swap), Is.EqualTo((EventKind.Swapped, second)));
        Assert.That(Describe(first).Stage, Is.EqualTo(SwapStages.Cancelled));
    }

    [Test]
    public async Task A_model_that_is_taken_back_is_told_with_its_request()
    {
        ulong swap = _swaps.Ask(_engine.Catalogue.Get("lenet5"));
        await NextEvent();
        _swaps.Finished(new SwapReport { From = "nin", To = "lenet5", Error = "it answers NaN", WasTakenBack = true });
        EngineEvent told = await NextEvent();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((told.Kind, told.Swap), Is.EqualTo((EventKind.TakenBack, swap)));
            Assert.That(Describe(swap), Is.EqualTo((SwapStages.TakenBack, "it answers NaN")));
            Assert.That(_swaps.Running, Is.EqualTo("nin"));
        }
    }

    [Test]
    public void Of_requests_that_are_forgotten_the_event_still_comes()
    {
        _swaps.Finished(new SwapReport { To = "somebody's", AtFrame = 3 });
        Assert.That(_swaps.Events.TryTake(out EngineEvent told, out _), Is.True);
        Assert.That((told.Kind, told.Swap, told.AtFrame), Is.EqualTo((EventKind.Swapped, Forgotten, 3L)));
    }

    [Test]
    public void The_last_thirty_two_are_remembered()
    {
        ulong[] all = [.. Enumerable.Range(0, 40).Select(_ => _swaps.Ask(ModelDefinition.FromBytes("mine", new byte[100])))];
        Assert.That(all.Select(id => _swaps.Find(id) is not null), Is.EqualTo(all.Select((_, i) => i >= 8)));
    }

    [Test]
    public async Task A_thread_that_ends_by_a_fault_is_told()
    {
        await _swaps.TellEndAsync(Task.FromException(new InvalidOperationException("a bug")));
        Assert.That(_swaps.Events.TryTake(out EngineEvent told, out _), Is.True);
        Assert.That((told.Kind, told.Text), Is.EqualTo((EventKind.Stopped, "a bug")));
    }

    // Frames go on, as a host's do.
    private async Task<EngineEvent> NextEvent()
    {
        long start = Environment.TickCount64;
        EngineEvent told;
        while (!_swaps.Events.TryTake(out told, out _))
        {
            Assert.That(Environment.TickCount64 - start, Is.LessThan(Long.TotalMilliseconds), "no event came");
            _engine.Submit(new byte[32 * 32], 32, 32, PixelFormat.Gray8);
            await Task.Delay(1);
        }
        return told;
    }

    private unsafe (int Stage, string Error) Describe(ulong swap)
    {
        NativeSwapInfo info = default;
        _swaps.Find(swap)!.Describe(&info);
        return (info.Stage, Marshal.PtrToStringUTF8((nint)info.Error)!);
    }
}
