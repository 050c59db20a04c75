using NUnit.Framework;
using RealtimeCnn.Tests;

namespace RealtimeCnn.DemoApp.Tests.Running;

[TestFixture]
public class FirstModelTests
{
    private readonly TestStore _test = new();

    [OneTimeTearDown]
    public void TearDown() => _test.Dispose();

    [Test]
    public void WorthItsDownload_IsTheSmallestOfTheGoodOnes() =>
        Assert.That(FirstModel.WorthItsDownload(ModelCatalogue.Embedded)!.Id, Is.EqualTo("inception_v1"));

    [Test]
    public async Task OnPicturesOfTheWorld_TheWeightsThatCameLast_OtherwiseTheUsual()
    {
        Assert.That(FirstModel.For("camera:0", ModelCatalogue.Embedded, _test.Store), Is.EqualTo("lenet5"), "there are none");
        ModelDefinition network = ModelCatalogue.Embedded.Get("lenet5");
        foreach (string id in (string[])["mine", "newest"])
        {
            _test.Store.Import(network, _test.Write($"{id}.pth", TestStore.Bytes(1)), id: id);
            await Task.Delay(TimeSpan.FromHours(1), _test.Time); // which passes at once
        }
        ModelCatalogue catalogue = ModelCatalogue.Load(store: _test.Store);
        string[] sources = ["camera:0", "cat.jpg", "photos", "rtsp://host/stream", "sample", " SAMPLE", "synthetic:bars"];
        Assert.That(
            sources.Select(source => FirstModel.For(source, catalogue, _test.Store)),
            Is.EqualTo(new[] { "newest", "newest", "newest", "newest", "lenet5", "lenet5", "lenet5" }));
    }
}
