using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Frames that are lent to be filled in place.</summary>
[TestFixture]
public class RentedFramesTests
{
    private VisionEngine _engine = null!;

    [SetUp]
    public void SetUp() => _engine = new VisionEngine(new InferenceOptions { Threads = 1 });

    [TearDown]
    public void TearDown() => _engine.Dispose();

    [Test]
    public void ARentedFrameComesBackOnce()
    {
        Assert.That(_engine.TryRent(3, 2, PixelFormat.Rgba8, out Frame? frame), Is.True);
        frame!.Pixels.Fill(9);
        _engine.Submit(frame);
        Refused(() => _engine.Submit(frame), "not out");
        Refused(() => _engine.Release(frame), "not out");
        Assert.That(Take(), Is.SameAs(frame));
        using var foreign = new Frame();
        foreign.Reshape(1, 1, PixelFormat.Gray8);
        Refused(() => _engine.Submit(foreign), "not out");
        Refused(() => _engine.Submit(frame), "not out");

        Assert.That(_engine.TryRent(3, 2, PixelFormat.Rgba8, out Frame? released), Is.True);
        _engine.Release(released!);
        Refused(() => _engine.Submit(released!), "not out");

        Assert.That(_engine.TryRent(3, 2, PixelFormat.Rgba8, out Frame? disposed), Is.True);
        disposed!.Dispose();
        Refused(() => _engine.Submit(disposed), "no size");
        _engine.Release(disposed);
        Assert.That((Take(), _engine.Source.Captured), Is.EqualTo(((Frame?)null, 1L)));
    }

    [Test]
    public void FourFramesCanBeOut_AndAreDifferentOnes()
    {
        HashSet<Frame> rented = [];
        for (int i = 0; i < SubmittedFrames.MostRented; i++)
        {
            Assert.That(_engine.TryRent(8, 8, PixelFormat.Gray8, out Frame? frame), Is.True);
            Assert.That(rented.Add(frame!));
        }
        Assert.That(_engine.TryRent(8, 8, PixelFormat.Gray8, out Frame? fifth), Is.False);
        Assert.That(fifth, Is.Null);
        foreach (Frame frame in rented)
            _engine.Submit(frame);
        Assert.That(Take(), Is.SameAs(rented.Last()));
        Assert.That(_engine.TryRent(8, 8, PixelFormat.Gray8, out _), Is.True);
    }

    [Test]
    public void AFrameSaysNothingOfTheOneBeforeIt()
    {
        Assert.That(_engine.TryRent(1, 1, PixelFormat.Gray8, out Frame? frame), Is.True);
        (frame!.Truth, frame.Transform) = ("cat", new FrameTransform { QuarterTurns = 1 });
        _engine.Submit(frame);
        for (int i = 0; i < 6; i++)
        {
            _engine.Submit([1], 1, 1, PixelFormat.Gray8);
            Frame next = Take()!;
            Assert.That((next.Truth, next.Transform), Is.EqualTo(((string?)null, default(FrameTransform))));
        }
    }

    private static void Refused(Action action, string why) =>
        Assert.That(action.Invoke, Throws.InstanceOf<ArgumentException>().With.Message.Contains(why));

    private Frame? Take() => _engine.Source.TryAcquireLatest(out Frame? frame) ? frame : null;
}
