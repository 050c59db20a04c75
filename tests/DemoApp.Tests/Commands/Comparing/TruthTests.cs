using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Commands.Comparing;

[TestFixture]
public class TruthTests
{
    private static readonly LabelSet ImageNet = new(ModelCatalogue.Embedded.Get("resnet50").Labels);
    private static readonly LabelSet Digits = new(ModelCatalogue.Embedded.Get("lenet5").Labels);

    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("realtimecnn-truth-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void ALine_NamesAPictureByItsEnd_AndItsClassInAnyForm()
    {
        ComparedPicture[] pictures =
            [new("in/a.png"), new("in/b.png"), new("in/c, d.png"), new("in/e.png"), new("v.mp4", 30), new("v.mp4", 60)];
        Truth truth = Read(
            "file,label", "a.png,tench, Tinca tinca", "./in/b.png,n01443537", "\"c, d.png\",\"great white shark\"", "",
            "v.mp4,5", "v.mp4#60,7");
        truth.Match(pictures, [ImageNet]);
        Assert.That(pictures.Select(picture => truth.Of(picture, ImageNet)), Is.EqualTo(new int?[] { 0, 1, 2, null, 5, 7 }));
        Assert.That(truth.Problems, Is.Empty);
        Assert.That(truth.Count, Is.EqualTo(5));
    }

    [Test]
    public void WhatALineSaysInVain_IsTold_WithItsNumber()
    {
        ComparedPicture[] pictures = [new("x/a.png"), new("y/a.png"), new("y/b.png"), new("y/c.png")];
        Truth truth = Read(
            "no comma", "missing.png,tench", "a.png,tench", "b.png,unicorn", "b.png,crane", "c.png,tench", "y/c.png,goldfish", ",x");
        truth.Match(pictures, [ImageNet]);
        Assert.That(truth.Problems, Is.EqualTo(new[]
        {
            "line 1 is not file,label: 'no comma'",
            "line 8 is not file,label: ',x'",
            "line 2: there is no picture 'missing.png'",
            "line 3: 'a.png' may be any of 2 pictures; name its folder as well",
            "line 4: no model knows a class 'unicorn'",
            "line 5: 'crane' is the name of several classes; give the whole label or its index (134, 517)",
            "line 7: of 'y/c.png' line 6 says something else, which counts",
        }));
        Assert.That(truth.Of(pictures[3], ImageNet), Is.Zero);

        truth.Match(pictures, [ImageNet]);
        Assert.That(truth.Problems, Has.Count.EqualTo(7), "told once");
    }

    [Test]
    public void WhatIsTheNameOfAClassAnywhere_IsTheNumberOfNone()
    {
        ComparedPicture seven = new("data/7/a.png"), tench = new("data/n01440764/b.png");
        ComparedPicture other = new("data/other/c.png"), ninety = new("data/90/d.png");
        Truth truth = Truth.FromFolders();
        truth.Match([seven, tench, other, ninety], [ImageNet, Digits]);
        Assert.Multiple(() =>
        {
            Assert.That((truth.Of(seven, Digits), truth.Of(seven, ImageNet)), Is.EqualTo(((int?)7, (int?)null)));
            Assert.That((truth.Of(tench, Digits), truth.Of(tench, ImageNet)), Is.EqualTo(((int?)null, (int?)0)));
            Assert.That(truth.Of(ninety, ImageNet), Is.EqualTo(90));
            Assert.That(truth.Problems, Is.EqualTo(new[] { "the folder 'other' is no class of any model; pictures not judged: 1" }));
        });
    }

    [Test]
    public void FoldersThatAreThereForSomethingElse_SayNothing()
    {
        Truth truth = Truth.FromFolders();
        truth.Match([new("photos/a.png"), new("a.png"), new("v.mp4", 0)], [ImageNet]);
        Assert.That((truth.Count, truth.Problems.Count), Is.EqualTo((0, 0)));
    }

    [TestCase("missing.csv", "does not exist")]
    [TestCase(".", "is a folder")]
    public void AFileThatCannotBeRead_IsSaidToBe(string name, string expected) => Assert.That(
        () => Truth.FromFile(Path.Combine(_folder, name)), Throws.TypeOf<VisionException>().With.Message.Contains(expected));

    [Test, Platform("Linux")]
    public void ADevice_IsNotRead() =>
        Assert.That(() => Truth.FromFile("/dev/zero"), Throws.TypeOf<VisionException>().With.Message.Contains("is a pipe or a device"));

    private Truth Read(params string[] lines)
    {
        string path = Path.Combine(_folder, "truth.csv");
        File.WriteAllLines(path, lines);
        return Truth.FromFile(path);
    }
}
