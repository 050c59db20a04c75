using NUnit.Framework;
using RealtimeCnn;

namespace OverlayRenderer.Tests;

public sealed class LiveViewTests
{
    [Test]
    public void TheFrameShownIsTheOneClassified_AndItsPresentTimeIsTheScreens()
    {
        using var stage = LiveStage.WithModel();
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
    public void ASourceThatStandsStill_HasNoRate_AndWhatIsSeenAgainCountsForNone()
    {
        using var stage = LiveStage.WithModel();
        for (int i = 0; i < 10; i++)
            stage.ShowOne();
        double before = stage.View.History.FramesPerSecond;
        Assert.That(stage.View.Status.FpsOut, Is.GreaterThan(0));
        stage.View.IsPaused = true;
        for (int i = 0; i < 3; i++)
        {
            stage.Source.Repeat();
            stage.View.Update(640, 480);
            Assert.That(stage.Engine.Tick(), Is.True);
            stage.View.Update(640, 480);
            stage.View.Present(stage.Presenter);
        }
        Assert.That((stage.View.Status.FpsOut, stage.View.History.Count), Is.EqualTo((0.0, 13)));
        Assert.That(stage.View.History.FramesPerSecond, Is.EqualTo(before));
    }

    [Test]
    public void WhileTheFirstModelLoads_TheFirstFrameIsShown_AndClassifiedLater()
    {
        using var stage = new LiveStage();
        stage.Hand.Deliver();
        Assert.That(stage.Engine.Tick(), Is.False);
        Assert.That(stage.View.Update(640, 480) && stage.View.Present(stage.Presenter), Is.True);
        Assert.That((stage.Presenter.LastSequence, stage.View.Result, stage.View.History.Count), Is.EqualTo((0L, (FrameResult?)null, 0)));

        Assert.That(stage.Engine.SwapAsync("lenet5").GetAwaiter().GetResult().Error, Is.Null);
        Assert.That(stage.Engine.Tick(), Is.True, "it is lost for nobody");
        stage.View.Update(640, 480);
        stage.View.Present(stage.Presenter);
        Assert.That((stage.View.Result!.Sequence, stage.View.History.Count), Is.EqualTo((0L, 1)));
        Assert.That(stage.Engine.Tick(), Is.False, "once");
    }

    [Test]
    public void AFrameThatOvertakesAnother_IsShownInItsPlace()
    {
        using var stage = LiveStage.WithModel();
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
        using var stage = LiveStage.WithModel();
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
    public void AfterTheLastFrameItStandsStill_AndAnotherModelMayLook()
    {
        using var stage = LiveStage.WithModel();
        stage.ShowOne();
        stage.Hand.State = CaptureState.Ended;
        Assert.That(stage.Engine.Tick(), Is.False);
        Assert.That(stage.Engine.IsAlive, Is.True);
        stage.Source.Repeat();
        Assert.That(stage.Engine.Tick(), Is.True);
        Assert.That(stage.Engine.Result.Sequence, Is.Zero);
    }

    [Test]
    public void TheInputShown_IsTheTensorOfTheFrameShown()
    {
        using var stage = LiveStage.WithModel();
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
        using var stage = LiveStage.WithModel();
        stage.ShowOne();
        stage.View.IsMirrored = true;
        Assert.That(stage.View.Update(640, 480), Is.True);
        stage.View.Present(stage.Presenter);
        Assert.That((stage.Presenter.LastWasMirrored, stage.Presenter.LastWasNew), Is.EqualTo((true, false)));
    }

    [Test]
    public void UpdatingAndPresenting_AllocateNothing()
    {
        using var stage = LiveStage.WithModel();
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

        NetworkDiagram measured = drawn.WithTimes(ModelProfiler.Measure(model, new InferenceOptions(), runs: 2));
        Assert.Multiple(() =>
        {
            Assert.That(measured.Boxes.All(box => box.Share > 0), Is.True, "every block was found in the profile");
            Assert.That(measured.Boxes.Sum(box => box.Share), Is.EqualTo(1).Within(1e-4));
            Assert.That(measured.Note, Does.Contain("measured"));
            Assert.That(drawn.WithTimes(drawn.Boxes.ToDictionary(box => box.Title, _ => 0.05)).Note, Does.Match(@"\d+ µs"));
            Assert.That(drawn.WithoutTimes("the disk is full.").Note, Does.EndWith("could not be measured: the disk is full"));
        });
    }
}
