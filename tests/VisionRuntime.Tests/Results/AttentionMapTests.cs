using System.Runtime.InteropServices;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>A map lies over what the network saw, however the frame was fitted and lies in memory.</summary>
[TestFixture]
public class AttentionMapTests
{
    private const int Side = 8, Columns = 96, Rows = 60, Spot = 12;

    [Test]
    public void TheBrightestPlaceIsThatOfTheSpot(
        [Values] ResizePolicy policy, [Values(0, 1, 2, 3)] int turns, [Values] bool isMirrored, [Values] bool isBottomUp)
    {
        using LoadedModel model = LoadedModel.Load(
            Explained() with { Preprocess = new PreprocessSpec { Width = Side, Height = Side, Policy = policy, PadValue = 0 } },
            new InferenceOptions { Threads = 1, Explains = true });
        using var frame = new Frame();
        frame.Reshape(Columns, Rows, PixelFormat.Bgra8);
        frame.Pixels.Clear();
        for (int y = 0; y < Spot; y++)
            frame.Row(36 + y).Slice(4 * 27, 4 * Spot).Fill(255);
        frame.Transform = new FrameTransform { QuarterTurns = turns, IsMirrored = isMirrored, IsBottomUp = isBottomUp };

        model.Preprocess(frame);
        model.Run();

        AttentionMap map = model.Attention!;
        int best = Array.IndexOf(map.Values.ToArray(), map.Values.ToArray().Max());
        float x = map.Left + (best % map.Width + 0.5f) * (map.Right - map.Left) / map.Width;
        float y0 = map.Top + (best / map.Width + 0.5f) * (map.Bottom - map.Top) / map.Height;
        (int left, int top) = SpotIn(frame);
        const int Slack = Columns / Side / 2 + 1; // half a place of the map
        Assert.That(x, Is.InRange(left - Slack, left + Spot + Slack));
        Assert.That(y0, Is.InRange(top - Slack, top + Spot + Slack));
        Assert.That(map.Right - map.Left, Is.EqualTo(policy switch
        {
            ResizePolicy.Stretch => frame.UprightWidth,
            ResizePolicy.Letterbox => Columns,
            _ => Rows,
        }).Within(5), "the longer side is rounded when it is resized");
    }

    [TestCase("Softmax")]
    [TestCase("Sigmoid")]
    [TestCase("Identity")]
    public void WhatComesOfTheScoresChangesNothing(string ending)
    {
        float[] expected = MapOf(Explained()), actual = MapOf(Explained(ending));
        Assert.That(actual, Is.EqualTo(expected));
    }

    [Test]
    public void ALinearLayerIsTheSameInEachForm([Values("MatMul", "Gemm", "Conv")] string form)
    {
        const int Pooled = Side / 2, Places = Pooled * Pooled, Inputs = 3 * Places;
        var network = new TinyNetwork(pools: false, shape: [1, 3, Side, Side]);
        string x = network.Add(
            "AveragePool", [network.Add("Relu", ["input"])], TinyNetwork.Ints("kernel_shape", 2, 2), TinyNetwork.Ints("strides", 2, 2));
        string flat = network.Add("Flatten", [x]);
        float[] weights = TinyNetwork.Weights(Inputs, network.Classes); // outputs x inputs
        float[] turned = [.. Enumerable.Range(0, weights.Length).Select(i => weights[i % network.Classes * Inputs + i / network.Classes])];
        string scores = form switch
        {
            "MatMul" => network.Add("MatMul", [flat, network.Constant(turned, Inputs, network.Classes)]),
            "Gemm" => network.Add("Gemm", [flat, network.Constant(weights, network.Classes, Inputs)], TinyNetwork.Int("transB", 1)),
            _ => network.Add("Flatten", [network.Add("Conv", [x, network.Constant(weights, network.Classes, 3, Pooled, Pooled)])]),
        };
        using LoadedModel model = LoadedModel.Load(
            network.Output(scores).Definition(), new InferenceOptions { Threads = 1, Explains = true });
        TinyNetwork.Run(model);
        Assert.That(model.NoAttention, Is.Null);

        int best = Array.IndexOf(model.Scores.ToArray(), model.Scores.ToArray().Max());
        float[] input = MemoryMarshal.Cast<byte, float>(model.InputBytes).ToArray();
        double[] expected = new double[Side * Side];
        for (int i = 0; i < input.Length; i++)
        {
            double weight = weights.Skip(best * Inputs + i / expected.Length * Places).Take(Places).Sum(one => (double)one);
            expected[i % expected.Length] += weight / expected.Length * Math.Max(input[i], 0);
        }
        double largest = expected.Max();
        Assert.That(largest, Is.GreaterThan(0));
        for (int i = 0; i < expected.Length; i++)
            Assert.That(model.Attention!.Values[i], Is.EqualTo(Math.Max(expected[i], 0)).Within(1e-5 * largest), $"place {i}");
    }

    [Test]
    public void AnotherEndingIsSaid_AndTheModelRuns()
    {
        var network = new TinyNetwork(pools: false);
        ModelDefinition flat = network.Output(network.Logits).Definition();
        var two = new TinyNetwork();
        ModelDefinition several = two.Output(two.Logits).Output(two.Add("Softmax", [two.Logits]), "p").Definition();
        foreach ((ModelDefinition definition, string reason) in new[]
        {
            (flat, "no feature maps come before its last layers"), (several, "several outputs"),
        })
        {
            using LoadedModel model = LoadedModel.Load(definition, new InferenceOptions { Threads = 1, Explains = true });
            TinyNetwork.Run(model);
            Assert.That(model.Attention, Is.Null);
            Assert.That(model.NoAttention, Does.Contain(reason));
            Assert.That(model.Notes, Has.Some.Contains(reason));
        }
    }

    [Test]
    public async Task ResultsBringTheMap_OnlyWhileItIsWishedFor()
    {
        using var models = new TestModels();
        using var source = new HandSource();
        using var engine = new VisionEngine(source, new InferenceOptions { Threads = 1, Explains = true });
        await engine.SwapAsync(models.Definition("lenet"));
        source.Deliver();
        engine.Tick();
        FrameResult kept = new();
        kept.CopyFrom(engine.Result);
        Assert.That((kept.Attention.Width, kept.Attention.Height), Is.EqualTo((10, 10)));
        Assert.That(kept.Attention.ClassId, Is.EqualTo(kept.Top[0].ClassId));
        Assert.That(kept.Attention.Values.ToArray(), Is.EqualTo(engine.Model!.Attention!.Values.ToArray()));

        engine.Options = engine.Options with { Explains = false };
        await engine.SwapAsync(models.Definition("lenet"));
        source.Deliver();
        engine.Tick();
        Assert.That(engine.Result.Attention.IsEmpty);
        Assert.That(engine.Model!.Attention, Is.Null);
        kept.CopyFrom(engine.Result);
        Assert.That(kept.Attention.Values.Length, Is.Zero);
    }

    // Its feature maps are the input, rectified; each class adds all of them up.
    private static ModelDefinition Explained(string ending = "")
    {
        var network = new TinyNetwork(pools: false, shape: [1, 3, Side, Side]);
        string x = network.Add("Relu", ["input"]);
        x = network.Add("Flatten", [network.Add("GlobalAveragePool", [x])]);
        float[] weights = [.. Enumerable.Range(0, 3 * network.Classes).Select(i => 0.1f + 0.05f * i)];
        x = network.Add("MatMul", [x, network.Constant(weights, 3, network.Classes)]);
        return network.Output(ending.Length == 0 ? x : network.Add(ending, [x])).Definition();
    }

    private static float[] MapOf(ModelDefinition definition)
    {
        using LoadedModel model = LoadedModel.Load(definition, new InferenceOptions { Threads = 1, Explains = true });
        TinyNetwork.Run(model);
        return model.Attention!.Values.ToArray();
    }

    // By the copy that is shown, which knows nothing of preprocessing.
    private static unsafe (int Left, int Top) SpotIn(Frame frame)
    {
        int width = frame.UprightWidth;
        uint[] upright = new uint[width * frame.UprightHeight];
        fixed (uint* first = upright)
            frame.CopyToBgra((byte*)first, width * 4);
        int at = Array.FindIndex(upright, pixel => (pixel & 0xFF) == 255);
        return (at % width, at / width);
    }
}
