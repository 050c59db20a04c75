using NUnit.Framework;

namespace RealtimeCnn.LeNetTrainer.Tests;

[TestFixture]
public class NetworkTests
{
    private const int Batch = 32;

    [TestCaseSource(nameof(ParameterNames))]
    public void Gradient_AgreesWithFiniteDifferences(string name)
    {
        LeNetNetwork network = WithRandomBatch(out byte[] labels);
        Parameter parameter = network.Parameters.All.Single(candidate => candidate.Name == name);
        network.Forward();
        network.Loss(labels, smoothing: 0.1f);
        network.Backward();
        float[] gradient = parameter.GradientSpan.ToArray();
        float[] values = parameter.ValueSpan.ToArray();

        // A random direction touches every element, so an element in the wrong place shows in the slope.
        SplitMixRandom random = new(17);
        for (int trial = 0; trial < 4; trial++)
        {
            float[] direction = [.. values.Select(_ => random.Chance(0.5f) ? 1f : -1f)];
            double slope = gradient.Zip(direction, (g, d) => (double)g * d).Sum() / Math.Sqrt(values.Length);
            double size = Math.Sqrt(gradient.Sum(g => (double)g * g) / values.Length);
            double measured = (LossAlong(direction, 0.03) - LossAlong(direction, -0.03)) / 0.06;
            Assert.That(measured, Is.EqualTo(slope).Within((0.02 * Math.Abs(slope)) + (0.02 * size)), $"direction {trial}");
        }

        double LossAlong(float[] direction, double distance)
        {
            double step = distance / Math.Sqrt(values.Length);
            for (int i = 0; i < values.Length; i++)
                parameter.ValueSpan[i] = (float)(values[i] + (step * direction[i]));
            network.Forward();
            double loss = network.Loss(labels, smoothing: 0.1f);
            values.CopyTo(parameter.ValueSpan);
            return loss;
        }
    }

    [Test]
    public void TrainerAndShippedGraph_ComputeTheSameLogits()
    {
        LeNetNetwork network = WithRandomBatch(out _);
        float[] picture = RandomPicture(3);
        string path = Path.Combine(Path.GetTempPath(), $"lenet5-{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, LeNetFile.ToOnnx(network));
        try
        {
            using OnnxClassifier classifier = new(path);
            classifier.Classify(picture);
            Preprocessing.Normalise(picture);
            network.Classify(picture);
            for (int i = 0; i < LeNetNetwork.Classes; i++)
                Assert.That(network.Logit(0, i), Is.EqualTo(classifier.Logits[i]).Within(1e-5f), $"logit {i}");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void Network_HasTheParametersOfItsTable() =>
        Assert.That(new LeNetNetwork(Batch).Parameters.Count, Is.EqualTo(LeNetNetwork.ParameterCount));

    [TestCase(-20f)]
    [TestCase(-1.5f)]
    [TestCase(-0.001f)]
    [TestCase(0f)]
    [TestCase(0.3f)]
    [TestCase(4f)]
    public void Tanh_IsAccurate(float x)
    {
        float actual = Lanes.Tanh(System.Runtime.Intrinsics.Vector512.Create(x))[0];
        Assert.That(actual, Is.EqualTo(Math.Tanh(x)).Within(3e-7));
    }

    private static IEnumerable<string> ParameterNames() =>
        new LeNetNetwork(Batch).Parameters.All.Select(parameter => parameter.Name);

    private static LeNetNetwork WithRandomBatch(out byte[] labels)
    {
        LeNetNetwork network = new(Batch);
        network.Initialise(5);
        SplitMixRandom random = new(11);
        labels = new byte[Batch];
        for (int i = 0; i < Batch; i++)
        {
            labels[i] = (byte)random.Below(LeNetNetwork.Classes);
            network.SetInput(i, RandomPicture((ulong)i));
        }

        return network;
    }

    private static float[] RandomPicture(ulong seed)
    {
        SplitMixRandom random = SplitMixRandom.For(seed, 1);
        float[] picture = new float[LeNetNetwork.InputPixels];
        foreach (ref float value in picture.AsSpan())
            value = random.NextFloat();
        return picture;
    }
}
