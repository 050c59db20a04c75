using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Commands.Comparing;

[TestFixture]
public class LabelSetTests
{
    private static readonly LabelSet ImageNet = new(ModelCatalogue.Embedded.Get("resnet50").Labels);
    private static readonly LabelSet Digits = new(ModelCatalogue.Embedded.Get("lenet5").Labels);

    [TestCase("tench, Tinca tinca", 0)]
    [TestCase("Tinca tinca", 0)]
    [TestCase("GOLDFISH", 1)]
    [TestCase("great_white_shark", 2)]
    [TestCase("n01440764", 0)]
    [TestCase("n15075141", 999)]
    [TestCase("crane", null)] // a bird and a machine
    [TestCase("n00000000", null)]
    [TestCase("0", null)]
    [TestCase("", null)]
    public void AName_IsThatOfOneClass(string text, int? expected) => Assert.That(ImageNet.Named(text), Is.EqualTo(expected));

    [TestCase("0", 0)]
    [TestCase("999", 999)]
    [TestCase("1000", null)]
    [TestCase("-1", null)]
    [TestCase("1.0", null)]
    public void AnIndex_IsWithinTheClasses(string text, int? expected) => Assert.That(ImageNet.Numbered(text), Is.EqualTo(expected));

    [Test]
    public void WhatIsAmbiguous_IsKnownWithItsIndices()
    {
        Assert.That(ImageNet.IsAmbiguous("crane"), Is.True);
        Assert.That(ImageNet.Holding("crane"), Is.EqualTo(new[] { 134, 517 }));
        Assert.That(ImageNet.IsAmbiguous("goldfish"), Is.False);
    }

    [Test]
    public void WordNetsIds_AreForImageNetsClassesOnly()
    {
        Assert.That(Digits.Named("n01440764"), Is.Null);
        LabelSet own = new([.. ImageNet.Labels.Reverse()]);
        Assert.That(own.Named("n01440764"), Is.Null, "as many classes, in another order");
    }
}
