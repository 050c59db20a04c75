using System.Reflection;

namespace RealtimeCnn.UnityTests;

/// <summary>The half without Unity: refusals with text, ends, results without garbage. In Mono it meets the real library.</summary>
public class VisionEngineTests
{
    [SetUp]
    public void Reset() => Game.Reset();

    [TearDown]
    public void Forget() => typeof(VisionLibrary).GetField("_isFound", BindingFlags.Static | BindingFlags.NonPublic)!.SetValue(null, false);

    [Test]
    public void A_library_that_is_not_there_is_told_with_where_it_belongs()
    {
        Forget();
        FakeLibrary.IsMissing = true;
        VisionException e = Assert.Throws<VisionException>(() => _ = new VisionEngine())!;
        Assert.That(e.Error, Is.EqualTo(VisionError.Library));
        Assert.That(e.Message, Does.Contain("Plugins/Linux/x86_64").And.Contain("scripts/build-unity.sh"));
    }

    [Test]
    public void A_library_of_another_build_is_refused()
    {
        Forget();
        FakeLibrary.Abi = 7;
        Assert.That(() => VisionLibrary.EngineCount, Throws.TypeOf<VisionException>().With.Message.Contains("version 7"));
    }

    [Test]
    public void A_refusal_has_the_librarys_own_sentence()
    {
        using var engine = new VisionEngine();
        VisionException e = Assert.Throws<VisionException>(() => engine.Swap("missing"))!;
        Assert.That((e.Error, e.Message), Is.EqualTo((VisionError.Model, "There is no model 'missing'.")));
    }

    [Test]
    public void An_engine_ends_once_and_also_after_a_shutdown()
    {
        var engine = new VisionEngine();
        engine.Dispose();
        engine.Dispose();
        using var another = new VisionEngine();
        VisionLibrary.Shutdown(0);
        Assert.That(another.Dispose, Throws.Nothing);
        Assert.That(() => another.WantsFrame, Throws.TypeOf<VisionException>().With.Property("Error").EqualTo(VisionError.Handle));
    }

    [Test]
    public void Models_of_the_catalogue_are_known()
    {
        using var engine = new VisionEngine(new VisionOptions { Name = "Zählwerk" });
        Assert.That(FakeLibrary.EngineName, Is.EqualTo("Zählwerk"));
        Assert.That(engine.Models.Select(model => (model.Id, model.Name, model.IsTrained)), Is.EqualTo(new[]
        {
            ("lenet5", "LeNet-5", true), ("alexnet", "AlexNet", false),
        }));
    }

    [Test]
    public void A_picture_is_described_as_it_is()
    {
        using var engine = new VisionEngine();
        var transform = new FrameTransform
        {
            IsBottomUp = true, QuarterTurns = 3, IsMirrored = true, CropX = 1, CropY = 2, CropWidth = 3, CropHeight = 4,
        };
        engine.Submit(new byte[40 * 3], 8, 3, PixelFormat.Bgra8, stride: 40, transform, capturedNs: 77);
        NativeFrame last = FakeFrames.Last;
        Assert.That((last.Format, last.Width, last.Height, last.Stride, last.ByteCount), Is.EqualTo((5, 8, 3, 40, 120UL)));
        Assert.That((last.BottomUp, last.QuarterTurns, last.Mirrored, last.CapturedNs), Is.EqualTo((1, 3, 1, 77L)));
        Assert.That((last.CropX, last.CropY, last.CropWidth, last.CropHeight), Is.EqualTo((1, 2, 3, 4)));
    }

    [Test]
    public void An_empty_picture_is_refused_before_the_library_would_have_to_trust_it()
    {
        using var engine = new VisionEngine();
        Assert.That(
            () => engine.Submit([], 8, 3, PixelFormat.Bgra8),
            Throws.TypeOf<VisionException>().With.Property("Error").EqualTo(VisionError.Argument));
    }

    [Test]
    public void A_frame_that_is_lent_comes_to_one_end()
    {
        using var engine = new VisionEngine();
        Assert.That(engine.TryRent(20, 2, PixelFormat.Rgba8, out RentedFrame frame));
        Assert.That((frame.Stride, frame.ByteCount), Is.EqualTo((128, 256)));
        frame.Submit();
        Assert.That(frame.Return, Throws.TypeOf<VisionException>());
        Assert.That(engine.TryRent(20, 2, PixelFormat.Rgba8, out frame));
        engine.Dispose();
        Assert.That(() => frame.Submit(), Throws.TypeOf<VisionException>());
        Assert.That(FakeFrames.Out, Is.EqualTo(1));
        frame.Return();
        Assert.That(FakeFrames.Out, Is.Zero);
    }

    [Test]
    public void A_model_of_ones_own_is_handed_on()
    {
        using var engine = new VisionEngine();
        engine.Swap(new VisionModel { Id = "own", Bytes = new byte[3], Labels = "a\nb" });
        Assert.That((FakeLibrary.Model, FakeLibrary.ModelBytes, FakeLibrary.Labels), Is.EqualTo(("own", 3, "a\nb")));
        var wrong = new VisionModel { Id = "own", Preprocess = new PreprocessSettings { Mean = [1] } };
        Assert.That(() => engine.Swap(wrong), Throws.TypeOf<VisionException>().With.Message.Contains("Mean"));
    }

    [Test]
    public void Labels_are_made_once_and_follow_a_swap()
    {
        using var engine = new VisionEngine();
        var result = new VisionResult();
        FakeLibrary.Result = ("lenet5", ["nought", "one"]);
        Assert.That(engine.TryPoll(result));
        string first = result[1].Label;
        engine.TryPoll(result);
        Assert.That(result[1].Label, Is.SameAs(first).And.EqualTo("one"));
        FakeLibrary.Result = ("flowers", ["daisy", "röschen"]);
        engine.TryPoll(result);
        Assert.That((result.Model, result[0].Label, result[1].Label), Is.EqualTo(("flowers", "daisy", "röschen")));
        Assert.That(() => result[2], Throws.TypeOf<IndexOutOfRangeException>());
    }

    [Test]
    public void A_result_that_is_not_there_leaves_the_one_before()
    {
        using var engine = new VisionEngine();
        var result = new VisionResult();
        FakeLibrary.Result = ("lenet5", ["seven"]);
        engine.TryPoll(result);
        FakeLibrary.Result = null;
        Assert.That(engine.TryPoll(result), Is.False);
        Assert.That((result.Count, result[0].Label), Is.EqualTo((1, "seven")));
    }

    [Test]
    public void A_swap_tells_how_far_it_is_and_why_it_failed()
    {
        using var engine = new VisionEngine();
        ulong swap = engine.Swap("alexnet");
        Assert.That(engine.GetSwapStage(swap), Is.EqualTo(SwapStage.Waiting));
        FakeLibrary.Stage = SwapStage.Failed;
        SwapState state = engine.GetSwap(swap);
        Assert.That((state.Stage, state.IsDone, state.Error), Is.EqualTo((SwapStage.Failed, false, "Its file is broken.")));
    }
}
