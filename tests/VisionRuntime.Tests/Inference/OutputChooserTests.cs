using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Which of several outputs is ranked, and what is said of it.</summary>
[TestFixture]
public class OutputChooserTests
{
    private const int Int64 = (int)TensorProto.Types.DataType.Int64;

    [TestCase("123", "124")]
    [TestCase("hidden", "pool")]
    [TestCase("output", "predictions")]
    public void FeaturesFirst_TheScoresAreWhatIsComputedFromThem(string features, string scores)
    {
        var network = new TinyNetwork();
        network.Output(network.Flat, features, TinyNetwork.Float, 1, 3).Output(network.Logits, scores);
        Reads(network, scores, "the one that is computed from the others");
    }

    // What is computed from the scores is less sure to be the scores than what is called so, or holds probabilities.
    [TestCase("logits", "uncertainty", false, "the one whose name says so")]
    [TestCase("probs", "calibrated", true, "the one whose name says so")]
    [TestCase("495", "512", true, "the one that holds probabilities")]
    public void AHeadBehindTheScores_IsNotTheScores(string scores, string head, bool isSoftmax, string why)
    {
        var network = new TinyNetwork();
        string y = isSoftmax ? network.Add("Softmax", [network.Logits]) : network.Logits;
        network.Output(network.Linear(y, 6, 2), head, TinyNetwork.Float, 1, 2).Output(y, scores);
        Reads(network, scores, why);
    }

    [TestCase("TopK", 3)]
    [TestCase("TopK", 6)]
    [TestCase("Equal", 6)]
    [TestCase("OneHot", 6)]
    [TestCase("Gather", 3)]
    [TestCase("ReduceMean", 6)]
    public void WhatIsPickedFromTheScores_IsNeverTheScores(string how, int count)
    {
        foreach (bool isFirst in new[] { true, false })
        {
            var network = new TinyNetwork();
            string softmax = network.Add("Softmax", [network.Logits], TinyNetwork.Int("axis", 1));
            string picked = Pick(network, softmax, how, count);
            if (isFirst)
                network.Output(picked, "scores", TinyNetwork.Float, 1, count);
            network.Output(softmax, "y");
            if (!isFirst)
                network.Output(picked, "scores", TinyNetwork.Float, 1, count);
            Reads(network, "y", "the one that is not picked from scores");
        }
    }

    [Test]
    public void AFeatureMapFirst_DoesNotFit()
    {
        var network = new TinyNetwork();
        network.Output("input", "map", TinyNetwork.Float, 1, 3, 8, 8).Output(network.Logits);
        Reads(network, "y", "the only output that fits (not map: is 1 x 3 x 8 x 8; expected one score per class)");
    }

    [Test]
    public void AClassFirst_AndScoresOfAnyRank_AsScikitLearnAndCustomVisionWriteThem()
    {
        foreach (long[] shape in new[] { new long[] { 1, 6 }, [6], [1, 1, 1, 6], [1, 6, 1, 1] })
        {
            var network = new TinyNetwork();
            string best = network.Add("ArgMax", [network.Logits], TinyNetwork.Int("axis", 1), TinyNetwork.Int("keepdims", 0));
            string sizes = network.Constant(System.Runtime.InteropServices.MemoryMarshal.AsBytes(shape.AsSpan()), Int64, shape.Length);
            string scores = network.Add("Reshape", [network.Add("Softmax", [network.Logits], TinyNetwork.Int("axis", 1)), sizes]);
            network.Output(best, "classLabel", Int64, 1).Output(scores, "loss", TinyNetwork.Float, shape);
            Reads(network, "loss", "not classLabel: is of Int64");
            using LoadedModel model = network.Load();
            Assert.That(TinyNetwork.Shown(model).Sum(), Is.EqualTo(1).Within(1e-6));
        }
    }

    [TestCase("aux_logits", "logits")]
    [TestCase("aux", "main")]
    [TestCase("output_aux", "output")]
    [TestCase("branch", "model/scores:0")]
    [TestCase("head_features", "head_x")]
    public void TwoHeads_AreToldApartByName(string other, string scores)
    {
        foreach (bool isFirst in new[] { true, false })
        {
            TinyNetwork network = TwoHeads(isFirst ? scores : other, isFirst ? other : scores);
            Reads(network, scores, "the one whose name says so");
        }
    }

    [Test]
    public void TwoHeadsWithoutTellingNames_HaveToBeNamed()
    {
        Assert.That(
            () => TwoHeads("495", "512").Load(),
            Throws.TypeOf<VisionException>().With.Message.Contains("'495' (6 scores), '512' (6 scores). Say which does"));
        using LoadedModel named = LoadedModel.Load(TwoHeads("495", "512").Definition() with { Output = "512" }, new());
        Assert.That((named.Output.Chosen, named.Output.Detail), Is.EqualTo(("512", "asked for")));
    }

    [TestCase("51", "it has no output '51'. It has '495', '512'.")]
    [TestCase("", "it has no output ''.")]
    public void ANameThatIsNoOutput_IsRefused(string name, string because) => Assert.That(
        () => LoadedModel.Load(TwoHeads("495", "512").Definition() with { Output = name }, new()),
        Throws.TypeOf<VisionException>().With.Message.Contains(because));

    [Test]
    public void Labels_Decide()
    {
        foreach (int labels in new[] { 6, 4 })
        {
            var network = new TinyNetwork();
            network.Output(network.Logits, "a").Output(network.Linear(network.Flat, 3, 4), "b", TinyNetwork.Float, 1, 4);
            string[] names = [.. Enumerable.Range(0, labels).Select(i => $"label {i}")];
            Reads(network, labels == 6 ? "a" : "b", "as many scores as there are labels", names);
        }
    }

    [Test]
    public void ProbabilitiesBesideLogits_RankTheSame()
    {
        var network = new TinyNetwork();
        string softmax = network.Add("Softmax", [network.Logits], TinyNetwork.Int("axis", 1));
        using LoadedModel model = network.Output(network.Logits, "logits").Output(softmax, "probs").Load();
        var plain = new TinyNetwork();
        using LoadedModel truth = plain.Output(plain.Logits).Load();
        Assert.That(TinyNetwork.Shown(model), Is.EqualTo(TinyNetwork.Shown(truth)).Within(1e-6));
    }

    [Test]
    public void AListOfMaps_IsRefusedInWordsThatHelp()
    {
        var network = new TinyNetwork();
        // sequence(map(int64, float)): not among what the product reads of the format.
        var type = TypeProto.Parser.ParseFrom(new byte[] { 0x22, 12, 0x0A, 10, 0x2A, 8, 0x08, 7, 0x12, 4, 0x0A, 2, 0x08, 1 });
        string map = network.Add(
            "ZipMap", "ai.onnx.ml", [network.Logits], TinyNetwork.Ints("classlabels_int64s", 0, 1, 2, 3, 4, 5));
        network.Output(map, type);
        Assert.That(
            () => network.Load(),
            Throws.TypeOf<VisionException>().With.Message.Contains($"'{map}' is a list of maps").And.Message.Contains("zipmap=False"));
    }

    [Test]
    public void NothingThatFits_IsSaidOfEach()
    {
        var network = new TinyNetwork();
        network.Output("input", "boxes", TinyNetwork.Float, 1, 3, 8, 8).Output(network.Add("Shape", [network.Logits]), "size", Int64, 2);
        Assert.That(
            () => network.Load(),
            Throws.TypeOf<VisionException>().With.Message.Contains("none of its 2 outputs").And.Message.Contains("'boxes' is 1 x 3 x 8 x 8")
                .And.Message.Contains("'size' is of Int64"));
    }

    [Test]
    public void ASingleOutput_IsNothingToSay()
    {
        var network = new TinyNetwork();
        using LoadedModel model = network.Output(network.Logits).Load();
        Assert.That(model.Notes, Is.Empty);
        Assert.That(model.Output.ToString(), Is.EqualTo("y"));
    }

    private static void Reads(TinyNetwork network, string output, string why, params string[] labels)
    {
        using LoadedModel model = network.Load(labels);
        Assert.That(model.Output.Chosen, Is.EqualTo(output));
        Assert.That(model.Notes.Single(), Does.StartWith($"Scores are read from output {output}: ").And.Contains(why));
    }

    private static string Pick(TinyNetwork network, string scores, string how, int count)
    {
        string size = Whole(network, count);
        switch (how)
        {
            case "TopK":
                return network.Add("TopK", [scores, size], TinyNetwork.Int("axis", 1));
            case "Equal":
                string most = network.Add("ReduceMax", [scores], TinyNetwork.Ints("axes", 1), TinyNetwork.Int("keepdims", 1));
                return network.Add("Cast", [network.Add("Equal", [scores, most])], TinyNetwork.Int("to", TinyNetwork.Float));
            case "OneHot":
                string best = network.Add("ArgMax", [scores], TinyNetwork.Int("axis", 1), TinyNetwork.Int("keepdims", 0));
                return network.Add("OneHot", [best, size, network.Constant([0f, 1f], 2)]);
            case "Gather":
                string order = network.Add("ArgMax", [scores], TinyNetwork.Int("axis", 1), TinyNetwork.Int("keepdims", 0));
                return network.Add("Gather", [network.Constant(TinyNetwork.Weights(6, 3), 6, 3), order], TinyNetwork.Int("axis", 0));
            default:
                string twice = network.Add("Concat", [scores, scores], TinyNetwork.Int("axis", 0));
                return network.Add("ReduceMean", [twice], TinyNetwork.Ints("axes", 0), TinyNetwork.Int("keepdims", 1));
        }
    }

    private static string Whole(TinyNetwork network, long value) => network.Constant(BitConverter.GetBytes(value), Int64, 1);

    private static TinyNetwork TwoHeads(string first, string second)
    {
        var network = new TinyNetwork();
        return network.Output(network.Logits, first).Output(network.Add("Relu", [network.Linear(network.Flat, 3, 6)]), second);
    }
}
