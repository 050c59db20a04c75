using System.Diagnostics;
using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

[TestFixture]
public class PausableSourceTests
{
    [Test]
    public void AnotherSource_TakesOverWithItsFirstFrame_AndFramesAreCountedOn()
    {
        FakeSource first = new("first"), second = new("second");
        using PausableSource source = new(first);
        first.Deliver(3);
        Assert.That(Take(source), Is.EqualTo(2));

        Task<string?> switched = source.SwitchAsync(second);
        first.Deliver(1);
        Assert.That((Take(source), source.Name, switched.IsCompleted), Is.EqualTo((3, "first", false)), "the first goes on");
        second.Deliver(1);
        Assert.That(Take(source), Is.EqualTo(4));
        Assert.That((switched.Result, source.Name, source.Captured, source.Drops.Busy), Is.EqualTo(((string?)null, "second", 5, 2)));
        Assert.That(SpinWait.SpinUntil(() => first.IsDisposed, TimeSpan.FromMinutes(1)), Is.True);
        second.Deliver(2);
        Assert.That((Take(source), source.Captured, second.IsDisposed), Is.EqualTo((6, 7, false)));
    }

    [Test]
    public void ASourceWithoutAPicture_ChangesNothing_AndSaysWhy()
    {
        FakeSource first = new("first"), bad = new("bad") { State = CaptureState.Failed, Error = "it is no video" };
        using PausableSource source = new(first);
        first.Deliver(1);
        Take(source);
        Task<string?> switched = source.SwitchAsync(bad);
        first.Deliver(1);
        Assert.That((Take(source), source.Name, source.State), Is.EqualTo((1, "first", CaptureState.Running)));
        Assert.That(switched.Result, Is.EqualTo("it is no video"));
        Assert.That(SpinWait.SpinUntil(() => bad.IsDisposed, TimeSpan.FromMinutes(1)), Is.True);
        Assert.That(first.IsDisposed, Is.False);
    }

    [Test]
    public void OfTwoSources_TheLaterCounts_AndWhatIsLeftEndsWithIt()
    {
        FakeSource first = new("first"), second = new("second"), third = new("third"), late = new("late");
        PausableSource source = new(first);
        Task<string?> overtaken = source.SwitchAsync(second), pending = source.SwitchAsync(third);
        Assert.That(overtaken.Result, Does.Contain("another source"));
        source.Dispose();
        Assert.That(pending.Result, Is.Not.Null);
        Assert.That(source.SwitchAsync(late).Result, Is.Not.Null);
        FakeSource[] all = [first, second, third, late];
        Assert.That(SpinWait.SpinUntil(() => all.All(one => one.IsDisposed), TimeSpan.FromMinutes(1)), Is.True);
    }

    [Test]
    public void ASourceThatFailed_IsSeenOpening_WhenItIsStartedAgain()
    {
        FakeSource failed = new("camera") { State = CaptureState.Failed, Error = "it is gone" };
        FakeSource again = new("camera") { State = CaptureState.Opening };
        using PausableSource source = new(failed);
        Assert.That((Take(source), source.IsDrained, source.Inner.State), Is.EqualTo((-1, true, CaptureState.Failed)));
        Task<string?> switched = source.SwitchAsync(again);
        Assert.That((source.Inner.State, source.Error), Is.EqualTo((CaptureState.Opening, (string?)null)));
        again.State = CaptureState.Running;
        again.Deliver(1);
        Assert.That((Take(source), source.IsDrained, switched.Result), Is.EqualTo((0, false, (string?)null)));
    }

    [Test]
    public void Paused_AnotherSourcesFirstFrameIsShown_AndCanBeSeenAgain()
    {
        FakeSource first = new("first"), second = new("second");
        using PausableSource source = new(first) { IsPaused = true };
        Assert.That(first.IsHeld, Is.True);
        _ = source.SwitchAsync(second);
        second.Deliver(1);
        Assert.That((Take(source), second.IsHeld), Is.EqualTo((0, true)));
        second.Deliver(1);
        Assert.That(Take(source), Is.EqualTo(-1), "it stands still");
        source.Repeat();
        Assert.That(Take(source), Is.Zero);
        source.IsPaused = false;
        Assert.That((Take(source), second.IsHeld), Is.EqualTo((1, false)));
    }

    [Test]
    public void Paused_AStepShowsTheOtherPicture_NotOneFromBefore()
    {
        FakeSource inner = new("images");
        using PausableSource source = new(inner);
        inner.Deliver(1);
        Take(source);
        source.IsPaused = true;
        inner.Deliver(1); // was under way
        Assert.That(source.Step(1), Is.True);
        Assert.That(inner.Steps, Is.EqualTo(1));
        Assert.That(Take(source), Is.EqualTo(-1), "of the picture before");
        inner.Deliver(1);
        Assert.That((Take(source), Take(source)), Is.EqualTo((2, -1)));
        source.Repeat();
        Assert.That(Take(source), Is.EqualTo(2));
    }

    [Test]
    public void AFrameThatWaitedWhileItStoodStill_IsNotLate()
    {
        FakeSource inner = new("images");
        using PausableSource source = new(inner);
        source.IsPaused = true;
        inner.Deliver(1);
        long resumed = Stopwatch.GetTimestamp();
        source.IsPaused = false;
        Assert.That(source.TryAcquireLatest(out Frame? frame), Is.True);
        Assert.That(frame!.CapturedAt, Is.GreaterThanOrEqualTo(resumed));
    }

    // The number of the frame that is there; -1 if there is none.
    private static long Take(PausableSource source) => source.TryAcquireLatest(out Frame? frame) ? frame!.Sequence : -1;

    private sealed class FakeSource(string name) : IFrameSource
    {
        private readonly Frame[] _frames = [new(), new()];
        private Frame? _new;

        public string Name => name;
        public CaptureState State { get; set; } = CaptureState.Running;
        public string? Error { get; init; }
        public long Captured { get; private set; }
        public DropCounts Drops { get; private set; }
        public long AllocatedBytes => 0;
        public bool IsHeld { get; set; }
        public int Steps { get; private set; }
        public bool IsDisposed { get; private set; }

        public void Deliver(int count)
        {
            for (int i = 0; i < count; i++)
            {
                if (_new is not null)
                    Drops = Drops with { Busy = Drops.Busy + 1 };
                _new = _frames[Captured % 2];
                (_new.Sequence, _new.CapturedAt) = (Captured++, Stopwatch.GetTimestamp());
            }
        }

        public bool Step(int pictures)
        {
            Steps += pictures;
            return true;
        }

        public void Start() => ObjectDisposedException.ThrowIf(IsDisposed, this);

        public bool TryAcquireLatest(out Frame? frame)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            (frame, _new) = (_new, null);
            return frame is not null;
        }

        public bool WaitForFrame(TimeSpan timeout) => _new is not null;

        public void Dispose()
        {
            IsDisposed = true;
            foreach (Frame frame in _frames)
                frame.Dispose();
        }
    }
}
