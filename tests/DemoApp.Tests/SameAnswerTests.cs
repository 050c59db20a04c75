using NUnit.Framework;
using RealtimeCnn.CameraCapture;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary>
/// Every network of the catalogue sees frames of the sample through the GPU as through the CPU. One session for both: only the
/// preprocessing is switched.
/// </summary>
[TestFixture]
public class SameAnswerTests
{
    private const int Top = 5;
    private const double ScoreTolerance = 1e-3;

    // Untrained networks give all classes nearly the same score; there the raw output, measured by its spread, tells more.
    private const double SpreadTolerance = 1e-3;

    // A digit just written, and a photograph.
    private static readonly int[] SampleFrames = [45, 90];

    private static IEnumerable<string> Models => ModelCatalogue.Embedded.Models.Select(model => model.Id);

    private Frame[] _frames = null!;

    [OneTimeSetUp]
    public void DrawFrames()
    {
        Assert.That(SamplePhotos.Load(null, out SamplePhotos? photos), Is.Null);
        using var scene = new SampleScene(photos!);
        _frames = [.. SampleFrames.Select(_ => new Frame())];
        for (int i = 0; i < _frames.Length; i++)
            scene.Draw(SampleFrames[i], _frames[i]);
    }

    [OneTimeTearDown]
    public void FreeFrames()
    {
        foreach (Frame frame in _frames)
            frame.Dispose();
    }

    [TestCaseSource(nameof(Models))]
    public void OnCpuAndGpu_TheSameTopFive(string id)
    {
        using LoadedModel model = LoadedModel.Load(
            ModelCatalogue.Load().Resolve(id), Platform.Options with { Preprocess = "cpu" });
        Answer[] cpu = Ask(model, PreprocessMode.Cpu), gpu = Ask(model, PreprocessMode.Gpu);

        double worst = 0;
        for (int i = 0; i < _frames.Length; i++)
        {
            double tolerance = SpreadTolerance * Spread(cpu[i].Scores);
            double difference = Distance(cpu[i].Scores, gpu[i].Scores);
            worst = Math.Max(worst, difference / Spread(cpu[i].Scores));
            Assert.That(difference, Is.LessThan(tolerance), "raw scores");
            for (int place = 0; place < Top; place++)
            {
                Prediction mine = cpu[i].Top[place], theirs = gpu[i].Top[place];
                Assert.That(theirs.Score, Is.EqualTo(mine.Score).Within(ScoreTolerance), $"place {place}");
                // Two classes nearer to each other than the tolerance may change places.
                bool isTie = Math.Abs(cpu[i].Scores[mine.ClassId] - cpu[i].Scores[theirs.ClassId]) < 2 * tolerance;
                Assert.That(
                    theirs.Label == mine.Label || isTie, Is.True, $"place {place}: {mine.Label} on the CPU, {theirs.Label} on the GPU");
            }
        }
        Assert.That(
            Distance(cpu[0].Scores, cpu[1].Scores),
            Is.GreaterThan(100 * SpreadTolerance * Spread(cpu[0].Scores)),
            "Another frame would pass for the same.");
        TestContext.Out.WriteLine($"raw scores differ by at most {worst:0.0e0} of their spread; {model.Preprocessor.ToString()}");
    }

    private Answer[] Ask(LoadedModel model, PreprocessMode mode)
    {
        model.PreprocessMode = mode;
        return [.. _frames.Select(frame =>
        {
            model.Preprocess(frame);
            Assert.That(model.IsPreprocessOnGpu, Is.EqualTo(mode == PreprocessMode.Gpu), model.Preprocessor.ToString());
            model.Run();
            var top = new Prediction[Top];
            Assert.That(model.Rank(top), Is.EqualTo(Top));
            return new Answer(top, model.Scores.ToArray());
        })];
    }

    private static double Distance(float[] one, float[] other) => one.Zip(other, (a, b) => (double)Math.Abs(a - b)).Max();

    // The standard deviation over the classes.
    private static double Spread(float[] scores)
    {
        double mean = scores.Average(score => (double)score);
        return Math.Sqrt(scores.Average(score => (score - mean) * (score - mean)));
    }

    private sealed record Answer(Prediction[] Top, float[] Scores);
}
