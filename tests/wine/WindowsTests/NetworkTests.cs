using System.Diagnostics;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using NUnit.Framework;
using RealtimeCnn.Direct3D12;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>
/// Every network that is built here, with weights by formula and at its own size, on DirectML against the processor. One frame each: a
/// software GPU takes seconds for it.
/// </summary>
public class NetworkTests
{
    [TestCaseSource(nameof(Ids))]
    public void ScoresAsOnTheProcessor(string id)
    {
        ModelProto model = Architecture.Find(id)!.Create(FormulaWeights.Initializer);
        bool compilesAdditions = !Wine.IsRunning || Wine.HasOtherDirect3D12;
        byte[] bytes = model.ToByteArray(), forGpu = compilesAdditions ? bytes : Wine.WithoutBareAdditions(model).ToByteArray();
        using DirectMlGpu backend = DirectMlGpu.Create(AdapterRequest.Any);
        using var pair = new NetworkPair(
            backend, SpecOf(model), options => new InferenceSession(bytes, options), options => new InferenceSession(forGpu, options));
        using Frame frame = TestFrames.Random(320, 240, PixelFormat.Bgr8, 7);

        long start = Stopwatch.GetTimestamp();
        float[] actual = pair.ByGpu(frame);
        TimeSpan taken = Stopwatch.GetElapsedTime(start);

        float[] expected = pair.ByCpu(frame);
        double scale = expected.Max(Math.Abs), worst = TensorComparison.Difference(actual, expected).Max / scale;
        var gap = ScoreGap.Between(expected, actual);
        TestContext.Out.Write(
            $"worst {worst:E1} of the largest score, {gap.Worst / gap.Spread:E1} of their deviation, {taken.TotalSeconds:0.0} s");
        Assert.That(scale, Is.GreaterThan(0));
        Assert.That(worst, Is.LessThan(1e-3));
        Assert.That(gap.Worst, Is.LessThan(gap.Allowed / 100), "what is refused is far from what is right");
        Assert.That(Array.IndexOf(actual, actual.Max()), Is.EqualTo(Array.IndexOf(expected, expected.Max())));
    }

    [TestCase("lenet5")]
    [TestCase("alexnet")]
    [TestCase("inception_v1")]
    [TestCase("inception_v4")]
    public void HalfPrecisionIsStillRounding(string id)
    {
        ModelProto model = Architecture.Find(id)!.Create(FormulaWeights.Initializer);
        byte[] bytes = model.ToByteArray(), half = HalfPrecision.Of(model).ToByteArray();
        using DirectMlGpu backend = DirectMlGpu.Create(AdapterRequest.Any);
        using var pair = new NetworkPair(
            backend, SpecOf(model), options => new InferenceSession(bytes, options), options => new InferenceSession(half, options));
        using Frame frame = TestFrames.Random(320, 240, PixelFormat.Bgr8, 7);

        var gap = ScoreGap.Between(pair.ByCpu(frame), pair.ByGpu(frame));

        TestContext.Out.Write($"{gap.Worst / gap.Spread:E1} of the scores' deviation");
        Assert.That(gap.IsRounding);
    }

    private static PreprocessSpec SpecOf(ModelProto model)
    {
        TensorShapeProto input = model.Graph.Input
            .Single(value => model.Graph.Initializer.All(tensor => tensor.Name != value.Name)).Type.TensorType.Shape;
        return new PreprocessSpec
        {
            Channels = input.Dim[1].DimValue == 1 ? ChannelOrder.Grey : ChannelOrder.Rgb,
            Height = (int)input.Dim[2].DimValue,
            Width = (int)input.Dim[3].DimValue,
            Mean = [0.5f],
            Std = [0.25f],
        };
    }

    private static IEnumerable<string> Ids() => Architecture.All.Select(architecture => architecture.Id);
}
