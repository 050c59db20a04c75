namespace RealtimeCnn.LeNetTrainer;

/// <summary>The conditions under which the error is measured.</summary>
internal enum EvaluationCondition
{
    /// <summary>The images as they are, centred in 32x32.</summary>
    Plain,

    /// <summary>The same with black and white exchanged.</summary>
    Inverted,

    /// <summary>Each image once as a camera might see it, from a fixed seed.</summary>
    Camera,
}

/// <summary>Answers counted by true digit (row) and given digit (column).</summary>
internal sealed class Confusion
{
    private readonly int[,] _counts = new int[LeNetNetwork.Classes, LeNetNetwork.Classes];

    public int Total { get; private set; }

    public int Errors { get; private set; }

    public double ErrorPercent => 100.0 * Errors / Total;

    public void Add(int truth, int answer)
    {
        _counts[truth, answer]++;
        Total++;
        if (truth != answer)
            Errors++;
    }

    /// <summary>The most frequent mistakes, as "4->9 x7".</summary>
    public IEnumerable<string> WorstPairs(int limit) =>
        (from truth in Enumerable.Range(0, LeNetNetwork.Classes)
         from answer in Enumerable.Range(0, LeNetNetwork.Classes)
         where truth != answer && _counts[truth, answer] > 0
         orderby _counts[truth, answer] descending
         select $"{truth}->{answer} x{_counts[truth, answer]}").Take(limit);

    /// <summary>Errors among the pictures of each digit.</summary>
    public IEnumerable<string> PerDigit()
    {
        for (int truth = 0; truth < LeNetNetwork.Classes; truth++)
        {
            int all = Enumerable.Range(0, LeNetNetwork.Classes).Sum(answer => _counts[truth, answer]);
            yield return $"{truth}: {all - _counts[truth, truth]}/{all}";
        }
    }
}

/// <summary>Shows every image of a set, under one condition, to a classifier.</summary>
internal static class Evaluator
{
    private const ulong CameraSeed = 20_260_101;

    public static Confusion Measure(MnistData data, EvaluationCondition condition, Func<ReadOnlySpan<float>, int> classify)
    {
        Confusion confusion = new();
        Augmentation augmentation = new();
        float[] picture = new float[LeNetNetwork.InputPixels];
        for (int i = 0; i < data.Count; i++)
        {
            if (condition == EvaluationCondition.Camera)
            {
                SplitMixRandom random = SplitMixRandom.For(CameraSeed, (ulong)i);
                augmentation.Camera(data.Image(i), ref random, picture);
            }
            else
            {
                Augmentation.Plain(data.Image(i), condition == EvaluationCondition.Inverted, picture);
            }

            confusion.Add(data.Labels[i], classify(picture));
        }

        return confusion;
    }

    /// <summary>Errors per condition of a network still in training, on held-out images.</summary>
    public static string Summarise(MnistData data, LeNetNetwork network)
    {
        float[] normalised = new float[LeNetNetwork.InputPixels];
        IEnumerable<string> parts = Enum.GetValues<EvaluationCondition>().Select(condition =>
        {
            Confusion confusion = Measure(data, condition, picture =>
            {
                picture.CopyTo(normalised);
                Preprocessing.Normalise(normalised);
                return network.Classify(normalised);
            });
            return $"{condition.ToString().ToLowerInvariant()} {confusion.ErrorPercent:F2}%";
        });
        return string.Join(", ", parts);
    }
}
