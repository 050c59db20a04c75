using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Commands.Comparing;

[TestFixture]
public class ComparedGroupTests
{
    private static readonly LabelSet Labels = new(["cat", "dog", "hen"]);
    private static readonly ComparedPicture[] Pictures = [new("cat/a.png"), new("dog/b.png"), new("hen/c.png"), new("x/d.png")];

    [Test]
    public void Agreement_IsOverPicturesThatBothAnswered_AndAccuracyOverThoseThatAreJudged()
    {
        // The third did not answer the last picture.
        ModelResult one = Result("one", 0, 1, 2, 0), two = Result("two", 0, 0, 2, 1), three = Result("three", 1, 0, 2);
        ComparedGroup group = Group(one, two, three);
        Assert.Multiple(() =>
        {
            Assert.That(group.Agreement(one, two), Is.EqualTo(2 / 4.0));
            Assert.That(group.Agreement(one, three), Is.EqualTo(1 / 3.0));
            Assert.That(group.Agreement(two, three), Is.EqualTo(2 / 3.0));
            Assert.That(group.Agreement(two), Is.EqualTo((1 / 2.0 + 2 / 3.0) / 2).Within(1e-12));
            Assert.That(group.Accuracy(one), Is.EqualTo((3, 3)));
            Assert.That(group.Accuracy(two), Is.EqualTo((2, 3)));
            Assert.That(group.Accuracy(three), Is.EqualTo((1, 3)));
            Assert.That(group.Judged, Is.EqualTo(3));
            Assert.That(group.Differing, Is.EqualTo(new[] { Pictures[0], Pictures[1], Pictures[3] }));
        });
        Assert.That(
            group.Answers(Pictures[1]).Select(answer => (answer.ClassId, string.Join(' ', answer.Models.Select(model => model.Model.Id)))),
            Is.EqualTo(new[] { (0, "two three"), (1, "one") }));
    }

    [Test]
    public void OneAlone_AgreesWithNobody()
    {
        ModelResult one = Result("one", 0, 1, 2, 0);
        ComparedGroup group = Group(one);
        Assert.That(group.Agreement(one), Is.NaN);
        Assert.That(group.Differing, Is.Empty);
    }

    [Test]
    public void Percentiles_AreByNearestRank()
    {
        ModelResult result = new(new ModelDefinition { Id = "m", Name = "m" });
        Assert.That(result.P50, Is.NaN);
        foreach (int ms in Enumerable.Range(1, 100).Reverse())
            result.Add(new ComparedPicture($"{ms}.png"), new PictureAnswer(0, 1, ms));
        Assert.That((result.P50, result.P95), Is.EqualTo((50.0, 95.0)));
    }

    private static ComparedGroup Group(params ModelResult[] models)
    {
        Truth truth = Truth.FromFolders();
        truth.Match(Pictures, [Labels]);
        return new ComparedGroup(Labels, models, Pictures, truth);
    }

    private static ModelResult Result(string id, params int[] classes)
    {
        ModelResult result = new(new ModelDefinition { Id = id, Name = id }) { Labels = Labels.Labels };
        foreach ((int at, int classId) in classes.Index())
            result.Add(Pictures[at], new PictureAnswer(classId, 0.5f, 1));
        return result;
    }
}
