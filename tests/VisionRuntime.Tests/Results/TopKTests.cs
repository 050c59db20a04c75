using NUnit.Framework;

namespace RealtimeCnn.Tests;

[TestFixture]
public class TopKTests
{
    private static readonly ScoreRule Logits = new(ScoreKind.Logits);
    private static readonly string[] Labels = [.. Enumerable.Range(0, 1000).Select(i => $"label {i}")];

    [Test]
    public void RandomScores_RankLikeASort()
    {
        var random = new Random(1);
        for (int round = 0; round < 100; round++)
        {
            float[] scores = [.. Enumerable.Range(0, random.Next(2, 1000)).Select(_ => (float)(random.NextDouble() * 20 - 10))];
            var top = new Prediction[5];
            int count = TopK.Select(scores, Logits, Labels, top);
            int[] expected = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).Take(5)];
            Assert.That(top[..count].Select(p => p.ClassId), Is.EqualTo(expected));
            double sum = scores.Sum(s => Math.Exp(s));
            Assert.That(top[0].Score, Is.EqualTo(Math.Exp(scores[expected[0]]) / sum).Within(1e-6));
        }
    }

    [Test]
    public void HugeLogits_DoNotOverflow()
    {
        var top = new Prediction[2];
        TopK.Select([1e30f, -1e30f, 0], Logits, Labels, top);
        Assert.That(top[0].Score, Is.EqualTo(1));
    }

    [Test]
    public void NotANumber_IsNeverRanked()
    {
        var top = new Prediction[3];
        int count = TopK.Select([float.NaN, 1, float.NaN, 2], Logits, Labels, top);
        Assert.That(top[..count].Select(p => p.ClassId), Is.EqualTo(new[] { 3, 1 }));
    }

    [TestCase("Softmax", 1, new[] { 0.1f, 0.9f }, 0.9f)]
    [TestCase("Softmax", 100, new[] { 10f, 90f }, 0.9f)]
    [TestCase("Softmax", 1, new[] { 0f, 4.22f }, 1f)]
    [TestCase("LogSoftmax", 1, new[] { -2.302585f, -0.1053605f }, 0.9f)]
    [TestCase("Sigmoid", 1, new[] { 0.8f, 0.9f }, 0.9f)]
    [TestCase("Logits", 1, new[] { 0f, 2.197225f }, 0.9f)]
    [TestCase(null, 1, new[] { 0.1f, 0.9f }, 0.9f)]
    [TestCase(null, 1, new[] { -2.302585f, -0.1053605f }, 0.9f)]
    [TestCase(null, 1, new[] { 0f, 2.197225f }, 0.9f)]
    public void EveryKind_IsShownAsAProbability(string? kind, double scale, float[] scores, float expected)
    {
        var top = new Prediction[1];
        TopK.Select(scores, new ScoreRule(kind is null ? null : Enum.Parse<ScoreKind>(kind), scale), Labels, top);
        Assert.That(top[0].ClassId, Is.EqualTo(1));
        Assert.That(top[0].Score, Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void Probabilities_AreLeftAsTheyAre()
    {
        var top = new Prediction[1];
        TopK.Select([0.25f, 0.75f], new ScoreRule(ScoreKind.Softmax), Labels, top);
        Assert.That(top[0], Is.EqualTo(new Prediction(1, "label 1", 0.75f)));
    }
}
