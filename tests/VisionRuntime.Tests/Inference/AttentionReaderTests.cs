using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Maps of where networks look, of every architecture, against the published formulas in double precision.</summary>
[TestFixture]
public class AttentionReaderTests
{
    [TestCase("inception_v1")]
    [TestCase("resnet50")]
    [TestCase("resnext50_32x4d")]
    [TestCase("inception_v3", Category = "Long")]
    [TestCase("inception_v4", Category = "Long")]
    [TestCase("inception_resnet_v2", Category = "Long")]
    [TestCase("xception", Category = "Long")]
    public void MapOfMeans_IsWeightsTimesFeatureMaps(string id)
    {
        BuiltNetwork network = new(id);
        using ExplainedRun run = new(network.Definition);
        NodeProto linear = network.Graph.Node.Last(node => node.OpType == "Gemm");
        string features = network.Graph.Node.Last(node => node.OpType is "GlobalAveragePool" or "AveragePool").Input[0];
        float[] maps = network.ValueOf(features), weights = network.Weights(linear.Input[1]);
        int channels = (int)network.ShapeOf(features)[1], best = IndexOfMax(run.Scores);

        double[] expected = Weighted(maps, [.. weights.Skip(best * channels).Take(channels).Select(weight => (double)weight)]);

        Assert.That(run.Head.IsLinear);
        Assert.That(run.Reader.Map.ClassId, Is.EqualTo(best));
        IsTheMap(run.Reader.Map, network.ShapeOf(features), expected, 1e-4);
    }

    [Test]
    public void MapsThatAreTheClassesOwn_AreShownAsTheyAre()
    {
        BuiltNetwork network = new("nin");
        using ExplainedRun run = new(network.Definition);
        string features = network.Graph.Node.Last(node => node.OpType == "GlobalAveragePool").Input[0];
        long[] shape = network.ShapeOf(features);
        int places = (int)(shape[2] * shape[3]), best = IndexOfMax(run.Scores);

        double[] expected = [.. network.ValueOf(features).Skip(best * places).Take(places).Select(value => (double)value)];

        IsTheMap(run.Reader.Map, shape, expected, 1e-4);
    }

    [TestCase("lenet5", 16)]
    [TestCase("lenet_caffe", 50)]
    [TestCase("alexnet", 6, Category = "Long")]
    [TestCase("vgg16", 4, Category = "Long")]
    [TestCase("vgg19", 4, Category = "Long")]
    public void WeightsByTheGradient_AreTheNumericalOnes(string id, int looked)
    {
        BuiltNetwork network = new(id);
        using ExplainedRun run = new(network.Definition);
        string pool = network.Graph.Node.Last(node => node.OpType is "MaxPool" or "AveragePool").Input[0];
        float[] maps = network.ValueOf(pool);
        long[] shape = network.ShapeOf(pool);
        int channels = (int)shape[1], places = maps.Length / channels, best = IndexOfMax(run.Scores);
        double largest = run.Reader.Weights.ToArray().Max(Math.Abs);
        double[] numerical = new double[channels];
        for (int i = 0; i < looked; i++)
        {
            int channel = i * channels / looked;
            numerical[channel] = (Score(channel, Step) - Score(channel, -Step)) / (2 * Step);
            Assert.That(run.Reader.Weights[channel], Is.EqualTo(numerical[channel]).Within(1e-3 * largest), $"channel {channel}");
        }
        Assert.That(run.Head.IsLinear, Is.False);
        Assert.That(largest, Is.GreaterThan(0));

        // The rest of the weights is taken from the product, if some are not looked at.
        double[] weights = looked == channels ? numerical : [.. run.Reader.Weights.ToArray().Select(weight => (double)weight)];
        double[] expected = [.. Weighted(maps, [.. weights.Select(weight => weight / places)]).Select(value => Math.Max(value, 0))];
        IsTheMap(run.Reader.Map, shape, expected, 1e-3);

        double Score(int channel, double step) => network.ScoresFrom(
            pool, [.. maps.Select((value, place) => place / places == channel ? value + step : (double)value)])[best];
    }

    [Test]
    public void ExplainedModel_ScoresAsThePlainOneAndAllocatesNothing([Values("lenet5", "alexnet")] string id)
    {
        ModelDefinition definition = new BuiltNetwork(id).Definition;
        using LoadedModel plain = LoadedModel.Load(definition, new InferenceOptions { Threads = 1 });
        using LoadedModel model = LoadedModel.Load(definition, new InferenceOptions { Threads = 1, Explains = true });
        Assert.That((plain.Attention, model.NoAttention), Is.EqualTo(((AttentionMap?)null, (string?)null)));
        using Frame frame = TestFrames.Random(97, 64, PixelFormat.Bgr8, 3);
        plain.Preprocess(frame);
        model.Preprocess(frame);
        plain.Run();
        for (int i = 0; i < 20; i++)
            model.Run();
        Assert.That(model.Scores.ToArray(), Is.EqualTo(plain.Scores.ToArray()));

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            model.Run();

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(model.Attention!.ClassId, Is.EqualTo(IndexOfMax(model.Scores.ToArray())));
        Assert.That(model.Attention.Values.ToArray().Max(), Is.GreaterThan(0));
    }

    private const double Step = 1e-5;

    private static void IsTheMap(AttentionMap map, long[] shape, double[] expected, double tolerance)
    {
        double largest = expected.Max(Math.Abs);
        Assert.That((map.Height, map.Width), Is.EqualTo(((int)shape[2], (int)shape[3])));
        Assert.That(largest, Is.GreaterThan(0));
        double worst = map.Values.ToArray().Zip(expected, (actual, wanted) => Math.Abs(actual - wanted)).Max() / largest;
        TestContext.Out.Write($"worst {worst:E1} of the largest");
        Assert.That(worst, Is.LessThan(tolerance));
    }

    // Place by place the sum over maps.
    private static double[] Weighted(float[] maps, double[] weights)
    {
        double[] sums = new double[maps.Length / weights.Length];
        for (int i = 0; i < maps.Length; i++)
            sums[i % sums.Length] += weights[i / sums.Length] * maps[i];
        return sums;
    }

    private static int IndexOfMax(float[] scores) => Array.IndexOf(scores, scores.Max());
}
