using System.Runtime.CompilerServices;
using NUnit.Framework;
using OverlayRenderer.Tests;
using RealtimeCnn.OverlayRenderer;
using RealtimeCnn.Tests;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

/// <summary>An engine with a view whose catalogue has two networks without weights; those of the first come from an address.</summary>
internal sealed class WeightStage : IDisposable
{
    private readonly HandSource _hand = new();
    private readonly PausableSource _source;
    private readonly FakePresenter _presenter = new();

    public WeightStage(TestStore test, Uri url, string more = "")
    {
        string folder = test.At("catalogue");
        Directory.CreateDirectory(folder);
        const string Rest = """
            "architecture":"lenet5","parameters":61706,
            "preprocess":{"width":32,"height":32,"channels":"grey","filter":"antialiasedBilinear","mean":[0.5],"std":[0.5]}
            """;
        string size = more.Contains("aboutBytes", StringComparison.Ordinal) ? "" : ",\"bytes\":2000";
        string hash = TestStore.Hash(TestStore.Bytes(1));
        File.WriteAllText(Path.Combine(folder, "catalogue.json"), $$"""
            {"models":[
              {"id":"lenet5","name":"LeNet-5","key":"1",{{Rest}},
               "weights":[{"name":"first-v1","url":"{{url}}","format":"pth","sha256":"{{hash}}","licence":"MIT"{{size}}{{more}}}]},
              {"id":"other","name":"Other",{{Rest}}}]}
            """);
        _source = new PausableSource(_hand);
        Engine = new VisionEngine(_source, new InferenceOptions(), ModelCatalogue.Load(folder, test.Store));
        View = new LiveView(Engine);
        var pulls = new WeightPulls(Engine, test.Store, () => ModelCatalogue.Load(folder, test.Store), test.Time);
        Controls = new LiveControls(Engine, View, pulls: pulls);
    }

    public VisionEngine Engine { get; }

    public LiveView View { get; }

    public LiveControls Controls { get; }

    public string? Words(string model) => Weights(model).Words;

    public WeightDownload? Download(string model) => Weights(model).Download;

    /// <summary>Swaps to a model, and shows a frame of it.</summary>
    public async Task StartAsync(string id)
    {
        Assert.That(await Controls.SwapAsync(Engine.Catalogue.Get(id)), Is.True, Engine.SwapError);
        ShowOne();
    }

    public void ShowOne()
    {
        _hand.Deliver();
        Assert.That(Engine.Tick(), Is.True);
        View.Update(640, 480);
        View.Present(_presenter);
    }

    /// <summary>Completes when so many bytes of a download are there.</summary>
    public async Task HasReceivedAsync(string model, long bytes)
    {
        while (Download(model) is not { } download || download.Received < bytes)
            await Task.Yield();
    }

    public void Dispose()
    {
        Controls.Dispose();
        View.Dispose();
        Engine.Dispose();
        _source.Dispose();
    }

    private ModelWeights Weights(string model) => Content(View).Models.Single(entry => entry.Id == model).Weights!;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_content")]
    private static extern ref OverlayContent Content(LiveView view);
}
