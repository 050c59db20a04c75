using NUnit.Framework;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

[TestFixture]
public class LiveViewTests
{
    [Test]
    public void TheFrameShownIsTheOneClassified_AndItsPresentTimeIsTheScreens()
    {
        using var stage = new Stage();
        List<(long Sequence, StageTimings Timings)> shown = [];
        stage.View.FrameShown += result => shown.Add((result.Sequence, result.Timings));
        for (int i = 0; i < 3; i++)
        {
            stage.ShowOne();
            Assert.Multiple(() =>
            {
                Assert.That(stage.Presenter.LastSequence, Is.EqualTo(i));
                Assert.That(stage.Presenter.FirstByte, Is.EqualTo((byte)i));
                Assert.That(stage.Presenter.LastWasNew, Is.True);
                Assert.That(shown[^1].Sequence, Is.EqualTo(i));
                Assert.That(shown[^1].Timings.PresentedAt, Is.EqualTo(stage.Presenter.PresentedAt));
                Assert.That(stage.View.History.Count, Is.EqualTo(i + 1));
            });
        }
    }

    [Test]
    public void AFrameThatOvertakesAnother_IsShownInItsPlace()
    {
        using var stage = new Stage();
        for (int i = 0; i < 3; i++)
        {
            stage.Hand.Deliver();
            stage.Engine.Tick();
        }
        stage.View.Update(640, 480);
        stage.View.Present(stage.Presenter);
        Assert.That((stage.Presenter.LastSequence, stage.View.History.Count), Is.EqualTo((2, 1)));
    }

    [Test]
    public void WhatTheWindowCouldNotTake_IsShownLater_AndCountedOnce()
    {
        using var stage = new Stage();
        stage.Hand.Deliver();
        stage.Engine.Tick();
        stage.Presenter.Refuses = true;
        stage.View.Update(640, 480);
        Assert.That(stage.View.Present(stage.Presenter), Is.False);
        Assert.That(stage.View.History.Count, Is.Zero);

        stage.Presenter.Refuses = false;
        Assert.That(stage.View.Update(640, 480), Is.True, "there is still something to show");
        Assert.That(stage.View.Present(stage.Presenter), Is.True);
        Assert.That((stage.Presenter.LastWasNew, stage.View.History.Count), Is.EqualTo((true, 1)));
        stage.View.Redraw();
        Assert.That(stage.View.Update(640, 480) && stage.View.Present(stage.Presenter), Is.True);
        Assert.That((stage.Presenter.LastWasNew, stage.View.History.Count), Is.EqualTo((false, 1)));
    }

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
    public void AfterTheLastFrameItStandsStill_AndAnotherModelMayLook()
    {
        using var stage = new Stage();
        stage.ShowOne();
        stage.Hand.State = CaptureState.Ended;
        Assert.That(stage.Engine.Tick(), Is.False);
        Assert.That(stage.Engine.IsAlive, Is.True);
        stage.Source.Repeat();
        Assert.That(stage.Engine.Tick(), Is.True);
        Assert.That(stage.Engine.Result.Sequence, Is.Zero);
    }

    [Test]
    public void ABackendThatCannotBeHad_IsSaid_AndTheModelGoesOn()
    {
        using var stage = new Stage();
        stage.ShowOne();
        ModelOptions before = stage.Engine.Options;
        Assert.That(stage.Controls.NextBackendAsync().GetAwaiter().GetResult(), Is.False);
        Assert.Multiple(() =>
        {
            Assert.That(stage.Engine.SwapError, Does.Contain("directml"));
            Assert.That(stage.Engine.Options, Is.EqualTo(before), "later swaps are to work");
        });
        stage.ShowOne();
        Assert.That(stage.Controls.NextBackendAsync().GetAwaiter().GetResult(), Is.True, "and around: the CPU again");
    }

    [Test]
    public async Task P_MovesPreprocessingToTheGpuAndBack_WithoutLoadingTheModelAgain()
    {
        using var stage = new Stage(options: new ModelOptions { Preprocess = PreprocessBackend.Cpu });
        stage.ShowOne();
        LoadedModel model = stage.Engine.Model!;
        foreach ((string name, PreprocessBackend choice) in new[] { ("vulkan", PreprocessBackend.Vulkan), ("cpu", PreprocessBackend.Cpu) })
        {
            Task<bool> pressed = stage.Controls.NextPreprocessorAsync();
            stage.ShowOne();
            Assert.That(await pressed, Is.True);
            Assert.Multiple(() =>
            {
                Assert.That(stage.View.Shown!.Result.Preprocess, Is.EqualTo(name));
                Assert.That(stage.View.Shown.PreprocessDecision, Is.EqualTo($"{name}: asked for"));
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
        ModelOptions options = new() { Preprocess = PreprocessBackend.Cpu, OpenGpu = _ => throw new VisionException("No card is plugged in.") };
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
    public void TheInputShown_IsTheTensorOfTheFrameShown()
    {
        using var stage = new Stage();
        stage.View.ShowsInput = true;
        stage.ShowOne();
        Assert.That(stage.View.Shown!.Input.SequenceEqual(stage.Engine.Model!.InputBytes), Is.True);
        stage.View.ShowsInput = false;
        stage.ShowOne();
        Assert.That(stage.View.Shown.Input.IsEmpty, Is.True);
    }

    [Test]
    public void Mirroring_IsForTheScreenOnly()
    {
        using var stage = new Stage();
        stage.ShowOne();
        stage.View.IsMirrored = true;
        Assert.That(stage.View.Update(640, 480), Is.True);
        stage.View.Present(stage.Presenter);
        Assert.That((stage.Presenter.LastWasMirrored, stage.Presenter.LastWasNew), Is.EqualTo((true, false)));
    }

    [Test]
    public void Screenshot_IsTheFrameWithTheOverlay_InTheFramesSize()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("realtimecnn-view-");
        try
        {
            using var stage = new Stage();
            Assert.That(stage.Controls.SaveScreenshotAsync(Path.Combine(folder.FullName, "none.png")).GetAwaiter().GetResult(), Is.False, "no frame yet");
            stage.ShowOne();
            string path = Path.Combine(folder.FullName, "shot.png");
            Assert.That(stage.Controls.SaveScreenshotAsync(path).GetAwaiter().GetResult(), Is.True);
            using OpenCvSharp.Mat picture = OpenCvSharp.Cv2.ImRead(path);
            Assert.That((picture.Width, picture.Height), Is.EqualTo((64, 48)));
            Assert.That(stage.Controls.SaveScreenshotAsync(Path.Combine(folder.FullName, "missing", "shot.png")).GetAwaiter().GetResult(), Is.False);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void UpdatingAndPresenting_AllocateNothing()
    {
        using var stage = new Stage();
        stage.View.IsSmoothed = true;
        for (int i = 0; i < 60; i++)
            stage.ShowOne();
        long allocated = long.MaxValue;
        for (int window = 0; window < 5 && allocated != 0; window++) // what the runtime recompiles allocates once
        {
            allocated = 0;
            for (int i = 0; i < 200; i++)
            {
                stage.Hand.Deliver();
                stage.Engine.Tick();
                long before = GC.GetAllocatedBytesForCurrentThread();
                stage.View.Update(640, 480);
                stage.View.Present(stage.Presenter);
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void Diagram_ShowsTheRunningNetwork_ThenItsTimes()
    {
        ModelDefinition model = ModelCatalogue.Load().Resolve("lenet5");
        NetworkDiagram drawn = NetworkDiagram.Of(model);
        Assert.That(drawn.Boxes.Select(box => box.Title), Is.EqualTo(new[] { "C1", "S2", "C3", "S4", "C5", "F6", "Output" }));
        Assert.That(drawn.Boxes.Sum(box => box.Share), Is.EqualTo(1).Within(1e-4));

        NetworkDiagram measured = drawn.WithTimes(ModelProfiler.Measure(model, new ModelOptions(), runs: 2));
        Assert.Multiple(() =>
        {
            Assert.That(measured.Boxes.All(box => box.Share > 0), Is.True, "every block was found in the profile");
            Assert.That(measured.Boxes.Sum(box => box.Share), Is.EqualTo(1).Within(1e-4));
            Assert.That(measured.Note, Does.Contain("measured"));
        });
    }
}
