using System.Runtime.InteropServices;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Sigmoids in single steps, and sigmoids with known operators behind them: shown as they are, each class for itself.</summary>
[TestFixture]
public class SteppedEndingsTests
{
    private static readonly Dictionary<string, (Func<TinyNetwork, string> Tail, Func<double, double> Expected)> Sigmoids = new()
    {
        ["relu6(x + 3) / 6"] = (n => Div(n, Clip(n, Add(n, n.Logits, 3), 0, 6), 6), Hard),
        ["relu6(3 + x) times 1/6"] = (n => Mul(n, Clip(n, n.Add("Add", [Of(n, 3), n.Logits]), 0, 6), 1 / 6f), Hard),
        ["clip(x / 6 + 0.5)"] = (n => Clip(n, Add(n, Mul(n, n.Logits, 1 / 6f), 0.5f), 0, 1), Hard),
        ["clip(x, -3, 3) / 6 + 0.5"] = (n => Add(n, Div(n, Clip(n, n.Logits, -3, 3), 6), 0.5f), Hard),
        ["(clip(x, -3, 3) + 3) / 6"] = (n => Div(n, Add(n, Clip(n, n.Logits, -3, 3), 3), 6), Hard),
        ["(clip(x, -3, 3) - -3) / 6"] = (n => Div(n, n.Add("Sub", [Clip(n, n.Logits, -3, 3), Of(n, -3)]), 6), Hard),
        ["min(relu(x + 3), 6) / 6"] = (n => Div(n, n.Add("Min", [n.Add("Relu", [Add(n, n.Logits, 3)]), Of(n, 6)]), 6), Hard),
        ["max(0, min(1, x))"] = (n => n.Add("Max", [Of(n, 0), n.Add("Min", [Of(n, 1), n.Logits])]), x => Math.Clamp(x, 0, 1)),
        ["clip of a bias"] = (n => Clip(n, n.Add("Add", [n.Logits, n.Constant(new float[6], 6)]), 0, 1), x => Math.Clamp(x, 0, 1)),
        ["0.5 tanh(x / 2) + 0.5"] = (n => Add(n, Mul(n, n.Add("Tanh", [Div(n, n.Logits, 2)]), 0.5f), 0.5f), Logistic),
        ["(tanh(x / 2) + 1) / 2"] = (n => Div(n, Add(n, n.Add("Tanh", [Mul(n, n.Logits, 0.5f)]), 1), 2), Logistic),
        ["1 / (1 + exp(-x))"] = (n => n.Add("Div", [Of(n, 1), Add(n, Exp(n, -1), 1)]), Logistic),
        ["reciprocal"] = (n => n.Add("Reciprocal", [n.Add("Add", [Of(n, 1), Exp(n, -1)])]), Logistic),
        ["power of -1"] = (n => n.Add("Pow", [Add(n, Exp(n, -1), 1), Of(n, -1)]), Logistic),
        ["exp(x) / (1 + exp(x))"] = (ExponentialTwice, Logistic),
        ["1 - sigmoid(-x)"] = (n => n.Add("Sub", [Of(n, 1), n.Add("Sigmoid", [n.Add("Neg", [n.Logits])])]), Logistic),
        ["gathered"] = (n => n.Add("Gather", [Sigmoid(n), Sizes(n, 0, 1, 2, 3, 4, 5)], TinyNetwork.Int("axis", 1)), Logistic),
        ["in two parts"] = (n => n.Add("Concat", [Part(n, 0, 2), Part(n, 2, 6)], TinyNetwork.Int("axis", 1)), Logistic),
        ["factors of each"] = (n => n.Add("Mul", [Sigmoid(n), n.Constant([1f, 1, 1, 1, 1, 1], 1, 6)]), Logistic),
        ["1e-9 added"] = (n => Add(n, Sigmoid(n), 1e-9f), Logistic),
        ["clipped"] = (n => Clip(n, Sigmoid(n), 1e-7f, 1 - 1e-7f), Logistic),
        ["mean of two"] = (n => Mul(n, n.Add("Add", [Sigmoid(n), Sigmoid(n)]), 0.5f), Logistic),
        ["Mean of three"] = (n => n.Add("Mean", [Sigmoid(n), Sigmoid(n), Sigmoid(n)]), Logistic),
    };

    private static IEnumerable<string> Names => Sigmoids.Keys;

    [TestCaseSource(nameof(Names))]
    public void ASigmoid_IsShownAsItIs(string name)
    {
        (Func<TinyNetwork, string> tail, Func<double, double> expected) = Sigmoids[name];
        var network = new TinyNetwork();
        using LoadedModel model = network.Output(tail(network)).Load(), plain = Plain();
        double[] logits = [.. TinyNetwork.Run(plain).Select(x => (double)x)];
        Assert.That(TinyNetwork.Shown(model), Is.EqualTo(logits.Select(expected)).Within(1e-5), model.ScoreReason);
        Assert.That(model.ScoreReason, Does.StartWith("sigmoid: it ends in "));
        Assert.That((model.IsMultiLabel, model.Notes.Count), Is.EqualTo((true, 0)));
    }

    [Test]
    public void ASliceOfProbabilities_IsShownAsItIs([Values("Softmax", "Sigmoid")] string last)
    {
        var network = new TinyNetwork();
        string all = network.Add(last, [network.Logits]);
        string part = network.Add("Slice", [all, Sizes(network, 2), Sizes(network, 6), Sizes(network, 1)]);
        using LoadedModel model = network.Output(part, "y", TinyNetwork.Float, 1, 4).Load(), plain = Plain();
        double[] logits = [.. TinyNetwork.Run(plain).Select(x => (double)x)];
        double sum = logits.Sum(Math.Exp);
        double[] expected = [.. logits[2..].Select(x => last == "Softmax" ? Math.Exp(x) / sum : Logistic(x))];
        Assert.That(TinyNetwork.Shown(model), Is.EqualTo(expected).Within(1e-6));
        Assert.That(model.IsMultiLabel);
        if (last == "Softmax")
            Assert.That(model.Notes.Single(), Does.Contain("they add up to 0.67"));
    }

    // Bounds that logits do not have, but no probabilities either.
    [TestCase("Tanh")]
    [TestCase("tanh + 0.5")]
    [TestCase("two tanhs")]
    [TestCase("relu6")]
    public void WhatIsBoundedOtherwise_IsNotSure(string name)
    {
        var n = new TinyNetwork();
        string tanh = n.Add("Tanh", [n.Logits]);
        n.Output(name switch
        {
            "Tanh" => tanh,
            "tanh + 0.5" => Add(n, tanh, 0.5f),
            "two tanhs" => n.Add("Add", [tanh, tanh]),
            _ => Clip(n, Add(n, n.Logits, 3), 0, 6),
        });
        using LoadedModel model = n.Load();
        Assert.That(model.ScoreReason, Does.StartWith("not sure: "));
        Assert.That(model.Notes.Single(), Does.Contain("Say what they are"));
    }

    private static LoadedModel Plain()
    {
        var network = new TinyNetwork();
        return network.Output(network.Logits).Load();
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static double Hard(double x) => Math.Clamp((x + 3) / 6, 0, 1);

    private static string Of(TinyNetwork n, float value) => n.Constant([value]);

    private static string Add(TinyNetwork n, string x, float value) => n.Add("Add", [x, Of(n, value)]);

    private static string Mul(TinyNetwork n, string x, float value) => n.Add("Mul", [x, Of(n, value)]);

    private static string Div(TinyNetwork n, string x, float value) => n.Add("Div", [x, Of(n, value)]);

    private static string Clip(TinyNetwork n, string x, float least, float most) => n.Add("Clip", [x, Of(n, least), Of(n, most)]);

    private static string Sigmoid(TinyNetwork n) => n.Add("Sigmoid", [n.Logits]);

    private static string Part(TinyNetwork n, int from, int to) =>
        n.Add("Slice", [Sigmoid(n), Sizes(n, from), Sizes(n, to), Sizes(n, 1)]);

    private static string Exp(TinyNetwork n, int sign) => n.Add("Exp", [sign < 0 ? n.Add("Neg", [n.Logits]) : n.Logits]);

    private static string ExponentialTwice(TinyNetwork n)
    {
        string exponential = Exp(n, 1);
        return n.Add("Div", [exponential, Add(n, exponential, 1)]);
    }

    private static string Sizes(TinyNetwork n, params long[] values) =>
        n.Constant(MemoryMarshal.AsBytes(values.AsSpan()), (int)TensorProto.Types.DataType.Int64, values.Length);
}
