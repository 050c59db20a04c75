using NUnit.Framework;

namespace OverlayRenderer.Tests;

/// <summary>Weights that are missing, as a live view shows them.</summary>
public sealed class LiveWeightsTests
{
    [Test]
    public async Task ANetworkWithoutWeights_HasACardToClick_AndItsDiagram_UntilItIsPutAway()
    {
        using var stage = LiveStage.WithModel();
        stage.ShowOne();
        Assert.That(stage.View.IsCardAt(60, 60), Is.False, "LeNet-5 has weights");
        Assert.That((await stage.Engine.SwapAsync("inception_v1")).Error, Is.Null);
        stage.ShowOne();
        Assert.That(stage.View.IsCardAt(60, 60), Is.True);
        Assert.That(stage.View.IsCardAt(320, 240), Is.False);

        await DrawnAsync(stage, 1280);
        stage.View.ShowsDiagram = false;
        stage.View.Update(1280, 720);
        Assert.That(stage.View.ShowsDiagram, Is.False, "put away");
        stage.View.ShowsDiagram = true;
        stage.View.Update(640, 480);
        Assert.That(stage.View.ShowsDiagram, Is.True, "asked for, it is shown on any window");
    }

    [Test]
    public async Task ADiagramThatNobodyAskedFor_LeavesTheColumnsTheirPlace()
    {
        using var stage = LiveStage.WithModel();
        Assert.That((await stage.Engine.SwapAsync("inception_v1")).Error, Is.Null);
        stage.ShowOne();
        await DrawnAsync(stage, 1280);
        stage.View.Update(640, 480);
        Assert.That(stage.View.ShowsDiagram, Is.False);
        Assert.That(stage.View.IsCardAt(60, 60), Is.True);
    }

    [Test]
    public void AnOffer_IsWhereTheClickGoes()
    {
        using var stage = LiveStage.WithModel();
        stage.View.Offer = "Title\nwords";
        stage.ShowOne();
        Assert.That(stage.View.IsCardAt(320, 240), Is.True);
        stage.View.Offer = null;
        stage.View.Redraw();
        stage.View.Update(641, 480);
        Assert.That(stage.View.IsCardAt(320, 240), Is.False);
    }

    [Test]
    public void AnotherCatalogue_IsListed_AndWhatIsKnownOfItsModelsStays()
    {
        using var stage = LiveStage.WithModel();
        stage.View.ShowWeights("resnet50", "words", (1, 2, 3));
        stage.View.ShowWeights("nothing", "words");
        stage.Engine.Catalogue = ModelCatalogue.Load();
        stage.ShowOne();
        Assert.That(stage.View.ModelAt(60, 330)?.Id, Is.Not.Null);
        Assert.That(stage.Engine.Catalogue.Models, Does.Contain(stage.View.ModelAt(60, 330)));
    }

    // The diagram is drawn on a thread of the pool.
    private static async Task DrawnAsync(LiveStage stage, int width)
    {
        while (!stage.View.ShowsDiagram)
        {
            stage.View.Redraw();
            stage.View.Update(width, 720);
            await Task.Yield();
        }
    }
}
