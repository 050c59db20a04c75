using Microsoft.ML.OnnxRuntime;
using NUnit.Framework;
using RealtimeCnn.Tests;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

[TestFixture]
public class LiveControlsTests
{
    [Test]
    public void Paused_ThePictureStandsStill_AndASwapSeesItAgain()
    {
        using var stage = new Stage();
        stage.ShowOne();
        stage.View.IsPaused = true;
        stage.Hand.Deliver();
        Assert.That(stage.Engine.Tick(), Is.False, "the camera's next frame waits");

        Assert.That(stage.Controls.SwapToKeyAsync("4").GetAwaiter().GetResult(), Is.True, stage.Engine.SwapError);
        Assert.That(stage.Engine.Tick(), Is.True, "the same frame for the new model");
        Assert.That((stage.Engine.Result.Sequence, stage.Engine.Result.Model), Is.EqualTo((0L, "inception_v1")));
        Assert.That(stage.Engine.Result.Timings.CaptureMs, Is.LessThan(1000), "the pause is no latency");
        Assert.That(stage.Engine.Tick(), Is.False);

        stage.View.IsPaused = false;
        Assert.That(stage.Engine.Tick(), Is.True);
        Assert.That(stage.Engine.Result.Sequence, Is.EqualTo(1));
    }

    [Test]
    public async Task B_SkipsWhatThisSystemCannotHave_AndSaysWhy()
    {
        using var stage = new Stage(new InferenceOptions { Backends = [new MissingBackend(), InferenceOptions.Cpu] });
        stage.ShowOne();
        InferenceOptions before = stage.Engine.Options;
        Assert.That(await stage.Controls.NextBackendAsync(), Is.False);
        Assert.Multiple(() =>
        {
            Assert.That(stage.View.News, Is.EqualTo("Only cpu here; missing cannot be used: no card is plugged in"));
            Assert.That(stage.Engine.SwapError, Is.Null, "nothing failed");
            Assert.That(stage.Engine.Options, Is.EqualTo(before));
        });
    }

    [Test]
    public async Task B_WithOneBackend_SaysSo()
    {
        using var stage = new Stage(new InferenceOptions());
        stage.ShowOne();
        Assert.That(await stage.Controls.NextBackendAsync(), Is.False);
        Assert.That(stage.View.News, Is.EqualTo("Only cpu here"));
    }

    [Test]
    public void G_ShowsWhereTheNetworkLooks_AndThePlainPictureAgain()
    {
        using var stage = new Stage();
        stage.ShowOne();
        Assert.That((stage.View.Shown!.Picture, stage.View.Shown.Where), Is.EqualTo((stage.View.Shown.Frame, (string?)null)));
        Assert.That(stage.Controls.ToggleAttentionAsync().GetAwaiter().GetResult(), Is.True, stage.Engine.SwapError);
        stage.ShowOne();
        Assert.Multiple(() =>
        {
            Assert.That(stage.View.Shown!.Where, Is.EqualTo(stage.View.Shown.Result.Top[0].Label));
            Assert.That(stage.View.Shown.Picture, Is.Not.SameAs(stage.View.Shown.Frame));
            Assert.That((stage.View.Shown.Picture.Width, stage.View.Shown.Picture.Height), Is.EqualTo((64, 48)));
            Assert.That(stage.View.Title, Does.Contain("where it looks"));
        });
        Assert.That(stage.Controls.ToggleAttentionAsync().GetAwaiter().GetResult(), Is.True);
        stage.ShowOne();
        Assert.That(stage.View.Shown!.Picture, Is.SameAs(stage.View.Shown.Frame));
        Assert.That(stage.View.Title, Does.Not.Contain("where it looks"));
    }

    [Test]
    public async Task P_MovesPreprocessingToTheGpuAndBack_WithoutLoadingTheModelAgain()
    {
        using var stage = new Stage(options: Platform.Options with { Preprocess = "cpu" });
        stage.ShowOne();
        LoadedModel model = stage.Engine.Model!;
        foreach ((string name, string choice) in new[] { ("vulkan", InferenceOptions.AnyGpu), ("cpu", "cpu") })
        {
            Task<bool> pressed = stage.Controls.NextPreprocessorAsync();
            stage.ShowOne();
            Assert.That(await pressed, Is.True);
            Assert.Multiple(() =>
            {
                Assert.That(stage.View.Shown!.Result.Preprocess, Is.EqualTo(name));
                Assert.That($"{stage.View.Shown.Preprocessor}", Is.EqualTo($"{name}: asked for"));
                Assert.That(stage.View.News, Is.EqualTo($"Preprocessing on {name}: asked for"));
                Assert.That(stage.Engine.Model, Is.SameAs(model));
                Assert.That(stage.Engine.Options.Preprocess, Is.EqualTo(choice), "later swaps keep it");
            });
        }
    }

    [Test]
    public async Task P_Paused_SwitchesToo()
    {
        using var stage = new Stage();
        stage.ShowOne();
        stage.View.IsPaused = true;
        Task<bool> pressed = stage.Controls.NextPreprocessorAsync();
        Assert.That(stage.Engine.Tick(), Is.True, "the same frame again");
        Assert.That(await pressed, Is.True);
        Assert.That(stage.Engine.Result.Preprocess, Is.EqualTo("vulkan"));
    }

    [Test]
    public async Task P_WithoutAGpu_SaysWhy_AndTheCpuGoesOn()
    {
        InferenceOptions options = new()
        {
            Preprocess = "cpu",
            Gpus = [new FakeGpuApi(_ => throw new VisionException("No card is plugged in."))],
        };
        using var stage = new Stage(options: options);
        Assert.That(await stage.Controls.NextPreprocessorAsync(), Is.False, "no model yet");
        stage.ShowOne();

        Task<bool> pressed = stage.Controls.NextPreprocessorAsync();
        stage.ShowOne();
        Assert.That(await pressed, Is.False);
        Assert.That(stage.View.News, Does.Contain("No card is plugged in."));
        stage.ShowOne();
        Assert.That(stage.View.Shown!.Result.Preprocess, Is.EqualTo("cpu"));
        Assert.That(stage.Engine.Options, Is.EqualTo(options));
    }

    [Test]
    public void Screenshot_IsTheFrameWithTheOverlay_InTheFramesSize()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("realtimecnn-view-");
        try
        {
            using var stage = new Stage();
            Assert.That(Save(Path.Combine(folder.FullName, "none.png")), Is.False, "no frame yet");
            stage.ShowOne();
            string path = Path.Combine(folder.FullName, "shot.png");
            Assert.That(Save(path), Is.True);
            using OpenCvSharp.Mat picture = OpenCvSharp.Cv2.ImRead(path);
            Assert.That((picture.Width, picture.Height), Is.EqualTo((64, 48)));
            Assert.That(Save(Path.Combine(folder.FullName, "missing", "shot.png")), Is.False);

            bool Save(string to) => stage.Controls.SaveScreenshotAsync(to).GetAwaiter().GetResult();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed class MissingBackend : IInferenceBackend
    {
        public string Name => "missing";

        public string? Problem(string? gpu, out string description)
        {
            description = "";
            return "no card is plugged in.";
        }

        public ModelSession Open(
            InferenceOptions options, Func<SessionOptions, InferenceSession> open, Func<InferenceSession, PreprocessSpec> inputOf) =>
            throw new VisionException("No card is plugged in.");
    }
}
