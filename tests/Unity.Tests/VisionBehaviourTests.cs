using UnityEngine;

namespace RealtimeCnn.UnityTests;

/// <summary>The component in a game: from a camera's frame to an event, and what is left when it ends.</summary>
public class VisionBehaviourTests
{
    private const int Many = 1000;

    [SetUp]
    public void Reset()
    {
        Game.Reset();
        Simulated.AddCamera("front");
    }

    [TearDown]
    public void Stop()
    {
        VisionBehaviour.StopAll();
        Simulated.FinishReadbacks();
        Assert.That((FakeLibrary.Engine, FakeFrames.Out, Simulated.LiveSafetyHandles), Is.EqualTo((0UL, 0, 0)));
    }

    [Test]
    public void A_cameras_picture_comes_back_as_an_event()
    {
        Game game = new Game().Enable();
        Assert.That((FakeLibrary.EngineName, FakeLibrary.Model), Is.EqualTo(("classifier", "lenet5")));
        var seen = new List<string>();
        game.Vision.Classified += result => seen.Add(result[0].Label);
        game.Frame();
        Assert.That((Simulated.ReadbacksUnderWay, seen.Count), Is.EqualTo((0, 0)), "16 x 16");
        Simulated.TakePicture(32, 24, rotation: 90, isVerticallyMirrored: true);
        game.Frame();
        Simulated.TakeNoPicture();
        game.Frame();
        Assert.That(Simulated.ReadbacksUnderWay, Is.EqualTo(1), "once for each picture");
        Simulated.FinishReadbacks();
        Assert.That((FakeFrames.Submitted, FakeFrames.Last.QuarterTurns, FakeFrames.Last.BottomUp), Is.EqualTo((1, 1, 0)));
        FakeLibrary.Result = ("lenet5", ["seven"]);
        game.Frame();
        Assert.That(seen, Is.EqualTo(new[] { "seven" }));
        Assert.That(game.Vision.Result[0].Label, Is.EqualTo("seven"));
    }

    [Test]
    public void A_texture_of_Unitys_lies_from_the_bottom_up_unless_said_otherwise([Values] bool isTopDown)
    {
        Game game = new Game(usesCamera: false).Enable();
        game.Frame();
        game.Vision.Texture = new Texture { width = 32, height = 24 };
        game.Vision.IsTextureTopDown = isTopDown;
        game.Frame();
        Simulated.FinishReadbacks();
        Assert.That((FakeFrames.Submitted, FakeFrames.Last.BottomUp), Is.EqualTo((1, isTopDown ? 0 : 1)));
    }

    [Test]
    public void A_texture_takes_the_place_of_a_camera()
    {
        Game game = new Game().Enable();
        WebCamTexture camera = Simulated.Camera;
        game.Vision.Texture = new Texture { width = 32, height = 24 };
        Assert.That((camera.isPlaying, game.Vision.CameraTexture), Is.EqualTo((false, (WebCamTexture?)null)));
        game.Frame();
        Assert.That(Simulated.ReadbacksUnderWay, Is.EqualTo(1));
    }

    [Test]
    public void Nothing_is_read_that_the_engine_does_not_want()
    {
        Game game = WithTexture();
        FakeFrames.AreWanted = false;
        game.Frame();
        Assert.That(Simulated.ReadbacksUnderWay, Is.Zero);
        FakeFrames.AreWanted = true;
        for (int i = 0; i < 5; i++)
            game.Frame();
        Assert.That(Simulated.ReadbacksUnderWay, Is.EqualTo(3), "at a time");
    }

    // The engine first: what it computes ends at once, where a camera's driver may take its time.
    [Test]
    public void Disabled_it_ends_the_engine_then_the_camera_and_the_GPU_ends_by_itself()
    {
        Game game = new Game().Enable();
        Simulated.TakePicture(32, 24);
        game.Frame();
        game.Disable();
        Assert.That(Simulated.Story, Is.EqualTo(new[] { "engine is destroyed", "camera stops" }));
        Assert.That(game.Vision.Engine, Is.Null);
        Assert.That(game.Vision.CameraTexture, Is.Null);
        Assert.That(FakeFrames.Out, Is.EqualTo(1), "while the GPU writes");
        game.Frame();
        Simulated.FinishReadbacks();
        Assert.That((FakeFrames.Submitted, FakeFrames.Out), Is.EqualTo((0, 0)));
        Assert.That(FakeLibrary.LastError, Is.Empty, "nothing was asked of an engine that is gone");
        game.Disable();
        game.Enable();
        Assert.That(game.Vision.Engine, Is.Not.Null, "and it can be enabled again");
    }

    [Test]
    public async Task A_swap_is_looked_at_once_a_frame_until_it_is_ready()
    {
        Game game = WithTexture();
        Task<SwapState> swap = game.Vision.SwapAsync("alexnet");
        FakeLibrary.Stage = SwapStage.Warming;
        game.Frame();
        Assert.That(swap.IsCompleted, Is.False);
        FakeLibrary.Stage = SwapStage.Ready;
        Assert.That(swap.IsCompleted, Is.False);
        game.Frame();
        Assert.That(((await swap).Model, (await swap).IsDone), Is.EqualTo(("alexnet", true)));
    }

    [Test]
    public async Task A_swap_that_comes_to_nothing_says_why_and_does_not_throw()
    {
        Game game = WithTexture();
        Assert.That((await game.Vision.SwapAsync("missing")).Error, Is.EqualTo("There is no model 'missing'."));
        Task<SwapState> swap = game.Vision.SwapAsync(new VisionModel { Id = "own" });
        FakeLibrary.Stage = SwapStage.Failed;
        game.Frame();
        Assert.That((await swap).Error, Is.EqualTo("Its file is broken."));
        game.Disable();
        Assert.That((await game.Vision.SwapAsync("alexnet")).Error, Is.EqualTo("'classifier' has no engine, as it is not enabled."));
    }

    [Test]
    public async Task A_swap_ends_by_its_token_and_with_the_component()
    {
        Game game = WithTexture();
        using var leaving = new CancellationTokenSource();
        Task<SwapState> cancelled = game.Vision.SwapAsync("alexnet", leaving.Token);
        leaving.Cancel();
        game.Frame();
        Assert.That((await cancelled).Stage, Is.EqualTo(SwapStage.Cancelled));
        Task<SwapState> forgotten = game.Vision.SwapAsync("lenet5");
        game.Disable();
        Assert.That(((await forgotten).Stage, (await forgotten).Error), Is.EqualTo((SwapStage.Cancelled, "'classifier' was disabled.")));
        FakeLibrary.Stage = SwapStage.Ready;
        Assert.That(game.Enable().Frame, Throws.Nothing, "and is not ended again");
    }

    [Test]
    public void A_listener_may_disable_the_component()
    {
        Game game = WithTexture();
        game.Vision.Happened += _ => game.Disable();
        FakeLibrary.Events.Enqueue((VisionEventKind.Swapped, ""));
        FakeLibrary.Events.Enqueue((VisionEventKind.Swapped, ""));
        FakeLibrary.Result = ("lenet5", ["seven"]);
        Assert.That(game.Frame, Throws.Nothing);
        Assert.That(game.Vision.Result.Count, Is.Zero);
    }

    [Test]
    public void An_engine_that_stopped_by_a_fault_is_told_and_ended()
    {
        Game game = WithTexture();
        FakeLibrary.Events.Enqueue((VisionEventKind.Stopped, "It broke."));
        game.Frame();
        Assert.That(game.Vision.SwapAsync("lenet5").Result.Error, Is.EqualTo("'classifier' has no engine: It broke."));
        Assert.That((game.Vision.Engine, game.Vision.Error, FakeLibrary.Engine), Is.EqualTo(((VisionEngine?)null, "It broke.", 0UL)));
    }

    [Test]
    public void An_engine_that_another_script_ended_is_told_once()
    {
        Game game = WithTexture();
        VisionLibrary.Shutdown(0);
        game.Frame();
        game.Frame();
        Assert.That(Simulated.Log, Is.EqualTo(new[] { "error: There is no such engine." }));
    }

    [Test]
    public void A_first_model_that_fails_leaves_an_engine_for_another_one()
    {
        var game = new Game(usesCamera: false);
        game.Set("_model", "missing");
        game.Enable();
        Assert.That(game.Vision.Error, Is.EqualTo("There is no model 'missing'."));
        FakeLibrary.Events.Enqueue((VisionEventKind.SwapFailed, "Its file is broken."));
        game.Frame();
        Assert.That(game.Vision.Error, Is.EqualTo("Its file is broken."));
        game.Vision.SwapAsync("alexnet");
        FakeLibrary.Events.Enqueue((VisionEventKind.Swapped, ""));
        game.Frame();
        Assert.That(game.Vision.Error, Is.Empty);
    }

    [Test]
    public void A_model_may_be_an_asset()
    {
        var game = new Game(usesCamera: false);
        game.Set("_modelFile", Simulated.MakeAsset("flowers", new byte[5]));
        game.Set("_modelLabels", Simulated.MakeAsset("labels", "daisy\nrose"u8.ToArray()));
        game.Enable();
        Assert.That((FakeLibrary.Model, FakeLibrary.ModelBytes, FakeLibrary.Labels), Is.EqualTo(("flowers", 5, "daisy\nrose")));
    }

    [Test]
    public void What_does_not_work_is_said_in_a_line()
    {
        Assert.That(new Game(cameraName: "side").Enable().Vision.Error, Is.EqualTo("There is no camera 'side'; there are: front."));
        VisionBehaviour.StopAll();
        Simulated.CanReadBack = false;
        Assert.That(WithTexture().Vision.Error, Does.Contain("cannot read textures back"));
    }

    [Test]
    public void A_texture_that_is_refused_is_told_once_and_not_asked_for_again()
    {
        Game game = WithTexture();
        Simulated.RefusesReadbacks = true;
        game.Frame();
        game.Frame();
        Assert.That(Simulated.Log, Has.Count.EqualTo(1).And.All.Contain("32x24"));
        Assert.That(Simulated.ReadbacksAskedFor, Is.EqualTo(1));
        Simulated.RefusesReadbacks = false;
        game.Vision.Texture = new Texture { width = 48, height = 24 };
        game.Frame();
        Assert.That(Simulated.ReadbacksUnderWay, Is.EqualTo(1));
    }

    [Test]
    public void Log_lines_go_to_the_console_by_their_level()
    {
        Game game = WithTexture();
        FakeLibrary.Lines.Enqueue((VisionLogLevel.Info, "a"));
        FakeLibrary.Lines.Enqueue((VisionLogLevel.Warning, "b"));
        FakeLibrary.Lines.Enqueue((VisionLogLevel.Error, "c"));
        game.Frame();
        Assert.That(Simulated.Log, Is.EqualTo(new[] { "log: one: a", "warning: one: b", "error: one: c" }));
    }

    [TestCase(32)]
    [TestCase(30)]
    public void Nothing_is_allocated_per_frame(int width)
    {
        Game game = WithTexture(width);
        int seen = 0;
        game.Vision.Classified += _ => seen++;
        FakeLibrary.Result = ("lenet5", ["seven", "nine"]);
        long before = 0;
        for (int i = 0; i < 2 * Many; i++)
        {
            if (i == Many)
                before = GC.GetAllocatedBytesForCurrentThread();
            game.Frame();
            Simulated.FinishReadbacks();
        }
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before, seen, FakeFrames.Submitted), Is.EqualTo((0L, 2 * Many, 2 * Many)));
    }

    private static Game WithTexture(int width = 32)
    {
        Game game = new Game(usesCamera: false).Enable();
        game.Vision.Texture = new Texture { width = width, height = 24 };
        return game;
    }
}
