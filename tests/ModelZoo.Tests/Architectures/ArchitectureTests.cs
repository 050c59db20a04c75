using NUnit.Framework;

namespace RealtimeCnn.Tests;

[TestFixture]
internal sealed class ArchitectureTests
{
    [Test]
    public void All_HoldsTheTwelveInTheCataloguesOrder() => Assert.That(
        Architecture.All.Select(architecture => architecture.Id),
        Is.EqualTo(ModelCatalogue.Embedded.Models.Select(model => model.Id)));

    [Test]
    public void Find_KnowsEveryIdAndNoOther()
    {
        foreach (Architecture architecture in Architecture.All)
            Assert.That(Architecture.Find(architecture.Id), Is.SameAs(architecture));
        Assert.That(Architecture.Find("lenet_caffe"), Is.Not.Null.And.Not.AnyOf(Architecture.All));
        Assert.That(Architecture.Find("ResNet50"), Is.Null);
        Assert.That(Architecture.Find(""), Is.Null);
    }

    [TestCase("lenet5", "transform_input")]
    [TestCase("resnext50_32x4d", "v1_stride_on_conv1")]
    [TestCase("inception_v1", "Transform_Input")]
    public void UnknownVariant_IsRefused(string id, string variant) => Assert.That(
        () => Architecture.Find(id)!.Create(new PlacesOnly().Place, variant),
        Throws.ArgumentException.With.Message.Contains($"{id} has no variant '{variant}'"));

    [Test]
    public void MissingTensor_IsTheSourcesToReport() => Assert.That(
        () => Architecture.Find("vgg16")!.Create((name, shape) => name == "features.5.weight"
            ? throw new KeyNotFoundException(name)
            : PlacesOnly.Nowhere(name, shape)),
        Throws.TypeOf<KeyNotFoundException>().With.Message.EqualTo("features.5.weight"));
}
