using System.Diagnostics;
using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

/// <summary>A presenter that notes what it was given.</summary>
internal sealed class FakePresenter : IPresenter
{
    public string Device => "fake";
    public bool Refuses { get; set; }
    public bool IsLost { get; set; }
    public bool IsDisposed { get; private set; }
    public int Shown { get; private set; }
    public long LastSequence { get; private set; } = -1;
    public bool LastWasNew { get; private set; }
    public bool LastWasMirrored { get; private set; }
    public byte FirstByte { get; private set; }
    public long PresentedAt { get; private set; }

    public unsafe bool TryPresent(in Picture picture, out long presentedAt)
    {
        presentedAt = 0;
        if (IsLost)
            throw new DeviceLostException("The GPU fake was lost.");
        if (Refuses)
            return false;
        presentedAt = PresentedAt = Stopwatch.GetTimestamp();
        Shown++;
        (LastSequence, LastWasNew, LastWasMirrored) = (picture.Frame?.Sequence ?? -1, picture.IsNew, picture.IsMirrored);
        if (picture.Frame is { } frame)
            FirstByte = frame.Data[0];
        return true;
    }

    public void Dispose() => IsDisposed = true;
}

/// <summary>A source that delivers a frame when the test says so: all pixels have the frame's number.</summary>
internal sealed class HandSource : IFrameSource
{
    private readonly Frame[] _frames = [new(), new()]; // the one being read is left alone
    private Frame? _new;

    public string Name => "hand";
    public CaptureState State { get; set; } = CaptureState.Running;
    public string? Error => null;
    public long Captured { get; private set; }
    public DropCounts Drops => default;
    public long AllocatedBytes => 0;

    public void Deliver()
    {
        Frame next = _frames[Captured % 2];
        next.Reshape(64, 48, PixelFormat.Bgr8);
        next.Pixels.Fill((byte)Captured);
        (next.Sequence, next.CapturedAt) = (Captured++, Stopwatch.GetTimestamp());
        Volatile.Write(ref _new, next); // complete, as a run on another thread may take it at once
    }

    public void Start()
    {
    }

    public bool TryAcquireLatest(out Frame? frame)
    {
        frame = Interlocked.Exchange(ref _new, null);
        return frame is not null;
    }

    public bool WaitForFrame(TimeSpan timeout) => _new is not null;

    public void Dispose()
    {
        foreach (Frame frame in _frames)
            frame.Dispose();
    }
}

/// <summary>An engine, a view and what they need, all on the test's own thread; without a model.</summary>
internal class LiveStage : IDisposable
{
    public LiveStage(InferenceOptions? options = null)
    {
        Hand = new HandSource();
        Source = new PausableSource(Hand);
        Engine = new VisionEngine(Source, options);
        View = new LiveView(Engine);
    }

    public HandSource Hand { get; }
    public PausableSource Source { get; }
    public VisionEngine Engine { get; }
    public LiveView View { get; }
    public FakePresenter Presenter { get; } = new();

    /// <summary>A stage on which LeNet-5 runs.</summary>
    public static LiveStage WithModel()
    {
        var stage = new LiveStage();
        Assert.That(stage.Engine.SwapAsync("lenet5").GetAwaiter().GetResult().Error, Is.Null);
        return stage;
    }

    /// <summary>A frame from the camera to the screen.</summary>
    public void ShowOne()
    {
        Hand.Deliver();
        Assert.That(Engine.Tick(), Is.True);
        Assert.That(View.Update(640, 480), Is.True);
        Assert.That(View.Present(Presenter), Is.True);
    }

    public virtual void Dispose()
    {
        View.Dispose();
        Engine.Dispose();
        Source.Dispose();
    }
}
