using System.Diagnostics;

namespace RealtimeCnn.LeNetTrainer;

internal sealed record TrainingOptions
{
    public ulong Seed { get; init; } = 1;

    public int Epochs { get; init; } = 120;

    public int Batch { get; init; } = 64;

    public float LearningRate { get; init; } = 1e-3f;

    public float WeightDecay { get; init; } = 1e-3f;

    public float LabelSmoothing { get; init; } = 0.01f;

    /// <summary>Share of the weights' running average kept at each step; the average is what is handed in.</summary>
    public float AverageDecay { get; init; } = 0.999f;
}

/// <summary>One training run on one thread: the same options and data give the same weights, bit for bit.</summary>
internal sealed class TrainingRun
{
    private readonly TrainingOptions _options;
    private readonly MnistData _data;
    private readonly LeNetNetwork _network;
    private readonly AdamOptimizer _optimizer;
    private readonly Augmentation _augmentation = new();
    private readonly float[] _average;
    private readonly float[] _picture = new float[LeNetNetwork.InputPixels];
    private readonly byte[] _labels;
    private readonly int _stepsPerEpoch;
    private int _step;

    public TrainingRun(TrainingOptions options, MnistData data)
    {
        _options = options;
        _data = data;
        _network = new LeNetNetwork(options.Batch);
        _network.Initialise(options.Seed);
        _optimizer = new AdamOptimizer(_network.Parameters, options.WeightDecay);
        _average = _network.Parameters.Values.Span.ToArray();
        _labels = new byte[options.Batch];
        _stepsPerEpoch = data.Count / options.Batch;
        if (_stepsPerEpoch == 0)
            throw new TrainerException($"{data.Count} images do not fill one batch of {options.Batch}.");
    }

    /// <summary>A network holding the averaged weights; <paramref name="report"/> sees epoch, loss and seconds.</summary>
    public LeNetNetwork Run(Action<int, double, double, Func<LeNetNetwork>> report)
    {
        int[] order = [.. Enumerable.Range(0, _data.Count)];
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            long start = Stopwatch.GetTimestamp();
            Shuffle(order, SplitMixRandom.For(_options.Seed, (ulong)epoch + 1));
            double loss = 0;
            for (int step = 0; step < _stepsPerEpoch; step++)
                loss += Step(epoch, order.AsSpan(step * _options.Batch, _options.Batch));
            report(epoch + 1, loss / _stepsPerEpoch, Stopwatch.GetElapsedTime(start).TotalSeconds, Averaged);
        }

        return Averaged();
    }

    private double Step(int epoch, ReadOnlySpan<int> indices)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            SplitMixRandom random = SplitMixRandom.For(_options.Seed, (ulong)epoch + 1, (ulong)indices[i] + 1);
            _augmentation.Training(_data.Image(indices[i]), ref random, _picture);
            Preprocessing.Normalise(_picture);
            _network.SetInput(i, _picture);
            _labels[i] = _data.Labels[indices[i]];
        }

        _network.Forward();
        double loss = _network.Loss(_labels, _options.LabelSmoothing);
        _network.Backward();
        _optimizer.Step(Rate());
        _step++;

        // Early on the average follows closely, or it would remember the random start.
        float keep = Math.Min(_options.AverageDecay, (1f + _step) / (10f + _step));
        ReadOnlySpan<float> values = _network.Parameters.Values.Span;
        for (int i = 0; i < _average.Length; i++)
            _average[i] += (1 - keep) * (values[i] - _average[i]);
        return loss;
    }

    /// <summary>A short warm-up, then half a cosine down to zero.</summary>
    private float Rate()
    {
        const int LongestWarmUp = 300;
        double steps = _options.Epochs * _stepsPerEpoch;
        double warmUp = Math.Min(LongestWarmUp, steps / 20);
        double progress = _step / steps;
        double cosine = 0.5 * (1 + Math.Cos(Math.PI * progress));
        return (float)(_options.LearningRate * cosine * Math.Min(1.0, (_step + 1.0) / warmUp));
    }

    private LeNetNetwork Averaged()
    {
        LeNetNetwork result = new(_options.Batch);
        _average.CopyTo(result.Parameters.Values.Span);
        return result;
    }

    private static void Shuffle(int[] order, SplitMixRandom random)
    {
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
