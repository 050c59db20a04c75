using UnityEngine;

namespace RealtimeCnn.UnityTests;

/// <summary>Memory that the library lends, and that the GPU writes into: whose it is in each case.</summary>
public class TextureReadbackTests
{
    private const int Height = 24;

    private readonly FrameTransform _bottomUp = new() { IsBottomUp = true };

    [SetUp]
    public void Reset() => Game.Reset();

    [TearDown]
    public void Nothing_is_out()
    {
        Simulated.FinishReadbacks();
        Assert.That((FakeFrames.Out, Simulated.LiveSafetyHandles), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_texture_is_read_into_memory_of_the_librarys()
    {
        using var engine = new VisionEngine();
        TextureReadback readback = Start(engine, width: 32);
        Assert.That((readback.IsUnderWay, FakeFrames.Out, Simulated.LiveSafetyHandles), Is.EqualTo((true, 1, 1)));
        Simulated.FinishReadbacks();
        Assert.That((FakeFrames.SubmittedInPlace, FakeFrames.LastRow, readback.IsUnderWay), Is.EqualTo((1, Height - 1, false)));
        Assert.That((FakeFrames.Last.Format, FakeFrames.Last.BottomUp), Is.EqualTo(((int)PixelFormat.Rgba8, 1)));
    }

    [Test]
    public void Rows_that_the_library_would_pad_are_copied()
    {
        using var engine = new VisionEngine();
        TextureReadback readback = Start(engine, width: 30);
        Assert.That((readback.IsUnderWay, FakeFrames.Out), Is.EqualTo((true, 0)));
        Simulated.FinishReadbacks();
        Assert.That((FakeFrames.Submitted, FakeFrames.SubmittedInPlace, FakeFrames.LastRow), Is.EqualTo((1, 0, Height - 1)));
        Assert.That((FakeFrames.Last.Width, FakeFrames.Last.Stride, FakeFrames.Last.ByteCount), Is.EqualTo((30, 0, 30UL * 4 * Height)));
    }

    [Test]
    public void Latency_counts_from_the_request()
    {
        using var engine = new VisionEngine();
        FakeLibrary.Clock = 5000;
        Start(engine, width: 32);
        FakeLibrary.Clock = 9000;
        Simulated.FinishReadbacks();
        Assert.That(FakeFrames.Last.CapturedNs, Is.EqualTo(5000));
    }

    [Test]
    public void A_readback_that_fails_gives_its_memory_back_and_says_so_once([Values(32, 30)] int width)
    {
        using var engine = new VisionEngine();
        TextureReadback readback = Start(engine, width);
        Simulated.FinishReadbacks(hasError: true);
        Assert.That((FakeFrames.Submitted, FakeFrames.Out, readback.IsUnderWay, readback.IsSpent), Is.EqualTo((0, 0, false, false)));
        Assert.That(readback.TakeError(), Does.Contain($"{width}x{Height}"));
        Assert.That(readback.TakeError(), Is.Null);
    }

    [Test]
    public void A_texture_that_is_refused_at_once_leaves_nothing_behind([Values(32, 30)] int width)
    {
        using var engine = new VisionEngine();
        Simulated.RefusesReadbacks = true;
        var readback = new TextureReadback();
        Assert.That(readback.TryStart(engine, new Texture { width = width, height = Height }, _bottomUp), Is.False);
        Assert.That((readback.IsSpent, FakeFrames.Out), Is.EqualTo((true, 0)));
        Assert.That(readback.TakeError(), Does.Contain("could not read"));
    }

    // The engine ends at once, the GPU some frames later.
    [Test]
    public void An_abandoned_readback_hands_nothing_in_and_gives_its_memory_back_when_the_GPU_is_done([Values(32, 30)] int width)
    {
        var engine = new VisionEngine();
        TextureReadback readback = Start(engine, width);
        readback.Abandon();
        engine.Dispose();
        Assert.That(FakeFrames.Out, Is.EqualTo(width == 32 ? 1 : 0), "while the GPU writes");
        Simulated.FinishReadbacks();
        Assert.That((FakeFrames.Submitted, FakeFrames.Out, readback.TakeError()), Is.EqualTo((0, 0, (string?)null)));
    }

    [Test]
    public void An_engine_that_another_script_ended_is_told([Values(32, 30)] int width)
    {
        using var engine = new VisionEngine();
        TextureReadback readback = Start(engine, width);
        VisionLibrary.Shutdown(0);
        Simulated.FinishReadbacks();
        Assert.That((FakeFrames.Submitted, FakeFrames.Out), Is.EqualTo((0, 0)));
        Assert.That(readback.TakeError(), Is.Not.Empty);
    }

    [Test]
    public void Before_scripts_are_loaded_anew_memory_comes_back_after_the_GPU_is_done()
    {
        using var engine = new VisionEngine();
        Start(engine, width: 32).Abandon();
        Start(engine, width: 32).Abandon();
        TextureReadback.EndAll();
        Assert.That(Simulated.Story, Is.EqualTo(new[] { "waits for the GPU" }));
        Assert.That((FakeFrames.Out, Simulated.LiveSafetyHandles), Is.EqualTo((0, 0)));
        Simulated.FinishReadbacks(); // and if Unity calls back all the same
        TextureReadback.EndAll();
        Assert.That(FakeFrames.Submitted, Is.Zero);
    }

    [Test]
    public void Without_memory_to_lend_nothing_is_read()
    {
        using var engine = new VisionEngine();
        for (int i = 0; i < 4; i++)
            Start(engine, width: 32);
        var fifth = new TextureReadback();
        Assert.That(fifth.TryStart(engine, new Texture { width = 32, height = Height }, _bottomUp), Is.False);
        Assert.That((fifth.IsSpent, fifth.IsUnderWay), Is.EqualTo((false, false)));
    }

    private TextureReadback Start(VisionEngine engine, int width)
    {
        var readback = new TextureReadback();
        Assert.That(readback.TryStart(engine, new Texture { width = width, height = Height }, _bottomUp));
        return readback;
    }
}
