using System.Runtime.InteropServices;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>What is shown is what the network says, however its graph ends: held against softmax and sigmoid worked out here.</summary>
[TestFixture]
public class ScoreReadingTests
{
    private const double Levels = 1 / 512.0 + 1e-6; // half of what an 8-bit score can tell apart

    private static readonly Dictionary<string, (Func<TinyNetwork, string> Tail, double Tolerance)> Softmaxes = new()
    {
        ["plain"] = (n => Softmax(n), 1e-6),
        ["identity, cast, dropout"] = (n => n.Add("Identity", [n.Add("Cast", [n.Add("Dropout", [Softmax(n)])], To(1))]), 1e-6),
        ["half and back"] = (n => n.Add("Cast", [n.Add("Cast", [Softmax(n)], To(TinyNetwork.Half))], To(1)), 1e-3),
        ["8 bits and back"] = (n => Requantised(n, Softmax(n)), Levels),
        ["reshaped"] = (n => n.Add("Flatten", [n.Add("Unsqueeze", [Softmax(n), Sizes(n, 2)])]), 1e-6),
        ["transposed and squeezed"] = (Turned, 1e-6),
        ["times 100"] = (n => n.Add("Mul", [Softmax(n), n.Constant([100f], 1)]), 1e-6),
        ["100 times"] = (n => n.Add("Mul", [n.Constant([100f]), Softmax(n)]), 1e-6),
        ["divided by 0.01"] = (n => n.Add("Div", [Softmax(n), n.Constant([0.01f])]), 1e-6),
        ["times a constant of a node"] = (n => n.Add("Mul", [Softmax(n), n.Add("Constant", [], Value(255))]), 1e-6),
        ["clipped"] = (n => n.Add("Clip", [Softmax(n), n.Constant([1e-7f]), n.Constant([1f])]), 1e-6),
        ["exponentials by their sum"] = (n => Exponentials(n, isInverse: false), 1e-5),
        ["com.microsoft's, 8 bits"] = (
            n => QLinear(n, "QLinearSoftmax", TinyNetwork.Int("axis", 1), TinyNetwork.Int("opset", 17)), 0.08),
        ["a function"] = (n => InFunction(n, "Softmax"), 1e-6),
        ["mean of two"] = (n => n.Add("Mul", [n.Add("Add", [Softmax(n), Softmax(n)]), n.Constant([0.5f])]), 1e-6),
        ["a sum that is clipped"] = (
            n => n.Add("Clip", [n.Add("Add", [Softmax(n), n.Constant([0f])]), n.Constant([0f]), n.Constant([1f])]), 1e-6),
        ["1e-9 added"] = (n => n.Add("Add", [Softmax(n), n.Constant([1e-9f])]), 1e-6),
        ["a row in two parts"] = (n => n.Add("Concat", [Part(n, 0, 2), Part(n, 2, 6)], TinyNetwork.Int("axis", 1)), 1e-6),
        ["sorted"] = (n => n.Add("Gather", [Softmax(n), Sizes(n, 0, 1, 2, 3, 4, 5)], TinyNetwork.Int("axis", 1)), 1e-6),
        ["factors of each"] = (n => n.Add("Mul", [Softmax(n), n.Constant([1f, 1, 1, 1, 1, 1], 1, 6)]), 1e-6),
        ["Relu of it"] = (n => n.Add("Relu", [Softmax(n)]), 1e-6),
        ["exponentials times the inverse sum"] = (n => Exponentials(n, isInverse: true), 1e-5),
        ["of two numbers more"] = (n => n.Add("Softmax", [n.Add("Mul", [n.Logits, n.Constant([1f])])], TinyNetwork.Int("axis", -1)), 1e-6),
    };

    private static readonly Dictionary<string, Func<TinyNetwork, string>> Unclear = new()
    {
        ["an operator that is not known"] = n => n.Add("Max", [Softmax(n), Softmax(n)]),
        ["softmax and a bias"] = n => n.Add("Add", [Softmax(n), n.Constant(new float[6], 1, 6)]),
        ["a choice"] = n => n.Add("Where", [n.Add("Greater", [n.Logits, n.Logits]), Softmax(n), Softmax(n)]),
    };

    private static IEnumerable<string> SoftmaxNames => Softmaxes.Keys;

    private static IEnumerable<string> UnclearNames => Unclear.Keys;

    [TestCaseSource(nameof(SoftmaxNames))]
    public void Probabilities_AreShownAsTheNetworkSaysThem(string name)
    {
        (Func<TinyNetwork, string> tail, double tolerance) = Softmaxes[name];
        using LoadedModel model = Ending(tail);

        Assert.That(TinyNetwork.Shown(model), Is.EqualTo(SoftmaxOf(Logits())).Within(tolerance), model.ScoreReason);
        Assert.That(model.ScoreReason, Does.StartWith("softmax: it ends in "));
        Assert.That(model.IsMultiLabel, Is.False);
    }

    [TestCase(100)]
    [TestCase(255)]
    public void AFactor_IsTakenBack_AndThatIsSaid(int factor)
    {
        using LoadedModel model = Ending(n => n.Add("Mul", [Softmax(n), n.Constant([factor])]));
        Assert.That(model.Notes.Single(), Does.Contain($"multiplies its scores by {factor};"));
    }

    [Test]
    public void Logits_AreNeverTakenForProbabilities([Values("MatMul", "Add", "Gemm", "Relu", "Identity")] string last)
    {
        using LoadedModel model = Ending(n => last switch
        {
            "MatMul" => n.Logits,
            "Add" => n.Add("Add", [n.Logits, n.Constant([0f, 0, 0, 0, 0, 0], 6)]),
            "Gemm" => n.Add("Gemm", [n.Flat, n.Constant(TinyNetwork.Weights(3, 6), 3, 6)]),
            "Identity" => n.Add("Mul", [n.Logits, n.Constant([1f])]),
            _ => n.Add("Add", [n.Add("Relu", [n.Logits]), n.Add("Neg", [n.Add("Relu", [n.Add("Neg", [n.Logits])])])]),
        });
        Assert.That(TinyNetwork.Shown(model), Is.EqualTo(SoftmaxOf(Logits())).Within(1e-6));
        Assert.That(model.ScoreReason, Does.StartWith("logits: it ends in "));
        Assert.That(model.Notes, Is.Empty);
    }

    // On a blank picture these logits are 1, 0, 0, ...: what a network sure of itself would say.
    [Test]
    public void LogitsThatLookLikeProbabilitiesOnABlankPicture_AreLogits()
    {
        float[] bias = [1, 0, 0, 0, 0, 0];
        using LoadedModel model = Ending(n => n.Add("Gemm", [n.Flat, n.Constant(TinyNetwork.Weights(3, 6), 3, 6), n.Constant(bias, 6)]));
        double[] expected = SoftmaxOf([.. Logits().Zip(bias, (x, b) => x + b)]);
        Assert.That(TinyNetwork.Shown(model), Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void Logarithms_AreTakenBack([Values("LogSoftmax", "Log")] string last, [Values] bool inEightBits)
    {
        using LoadedModel model = Ending(n =>
        {
            string log = last == "Log" ? n.Add("Log", [Softmax(n)]) : n.Add("LogSoftmax", [n.Logits], TinyNetwork.Int("axis", 1));
            return inEightBits ? n.Add("Cast", [n.Add("Cast", [log], To(TinyNetwork.Half))], To(1)) : log;
        });
        Assert.That(TinyNetwork.Shown(model), Is.EqualTo(SoftmaxOf(Logits())).Within(inEightBits ? 2e-3 : 1e-6));
    }

    [Test]
    public void Sigmoids_AreMultiLabel_EachItsOwn(
        [Values("Sigmoid", "HardSigmoid", "times 100", "8 bits", "com.microsoft's", "a function")] string last)
    {
        using LoadedModel model = Ending(n => last switch
        {
            "times 100" => n.Add("Mul", [n.Add("Sigmoid", [n.Logits]), n.Constant([100f])]),
            "8 bits" => Requantised(n, n.Add("Sigmoid", [n.Logits])),
            "com.microsoft's" => QLinear(n, "QLinearSigmoid"),
            "a function" => InFunction(n, "Sigmoid"),
            _ => n.Add(last, [n.Logits]),
        });
        double[] expected = [.. Logits().Select(x => last == "HardSigmoid" ? Math.Clamp(0.2 * x + 0.5, 0, 1) : 1 / (1 + Math.Exp(-x)))];
        double tolerance = last switch { "8 bits" => Levels, "com.microsoft's" => 0.03, _ => 1e-6 };

        Assert.That(TinyNetwork.Shown(model), Is.EqualTo(expected).Within(tolerance));
        Assert.That(model.IsMultiLabel);
        Assert.That(model.ScoreReason, Does.StartWith("sigmoid: "));
    }

    [TestCaseSource(nameof(UnclearNames))]
    public void WhereTheGraphDoesNotTell_EachFrameDoes_WithAWordOfDoubt(string name)
    {
        using LoadedModel model = Ending(Unclear[name]);
        Assert.That(TinyNetwork.Shown(model), Is.EqualTo(SoftmaxOf(Logits())).Within(1e-6));
        Assert.That(model.Notes.Single(), Does.StartWith("Whether the scores are probabilities is not sure"));
        Assert.That(model.Notes.Single(), Does.Contain("Say what they are"));
    }

    [TestCase("softmax")]
    [TestCase(null)]
    public void AskedFor_GoesBeforeTheGraph(string? scores)
    {
        using LoadedModel model = LoadedModel.Load(
            Network(Unclear["a choice"]).Definition() with { Scores = scores }, new InferenceOptions { Threads = 1 });
        Assert.That(TinyNetwork.Shown(model), Is.EqualTo(SoftmaxOf(Logits())).Within(1e-6));
        Assert.That(model.Notes.Count, Is.EqualTo(scores is null ? 1 : 0));
    }

    [Test]
    public void AskedForAgainstTheGraph_IsDone_AndSaid()
    {
        using LoadedModel model = LoadedModel.Load(
            Network(n => n.Add("Sigmoid", [n.Logits])).Definition() with { Scores = "logits" }, new());
        Assert.That(TinyNetwork.Shown(model).Sum(), Is.EqualTo(1).Within(1e-6));
        Assert.That(model.Notes.Single(), Does.Contain("read as logits, as asked for; the graph says sigmoid"));
    }

    [TestCase("softmax")]
    [TestCase("log-softmax")]
    public void AskedForWhatCannotBe_IsRefused(string scores) => Assert.That(
        () => LoadedModel.Load(
            Network(n => n.Add("Add", [n.Logits, n.Constant([5f, 0, 0, 0, 0, 0], 6)])).Definition() with { Scores = scores }, new()),
        Throws.TypeOf<VisionException>().With.Message.Contains("its scores are said to be"));

    [Test]
    public void SoftmaxOverPairs_IsShownEachForItself_AndSaid()
    {
        using LoadedModel model = Ending(n =>
        {
            string pairs = n.Add("Reshape", [n.Logits, Sizes(n, 3, 2)]);
            return n.Add("Reshape", [n.Add("Softmax", [pairs], TinyNetwork.Int("axis", 1)), Sizes(n, 1, 6)]);
        });
        double[] x = Logits();
        double[] expected = [.. Enumerable.Range(0, 6).Select(i => SoftmaxOf([x[i & ~1], x[i | 1]])[i & 1])];
        Assert.That(TinyNetwork.Shown(model), Is.EqualTo(expected).Within(1e-6));
        Assert.That(model.IsMultiLabel);
        Assert.That(model.Notes.Single(), Does.Contain("they add up to 3"));
    }

    [Test]
    public void SoftmaxOverNothing_IsRefused() => Assert.That(
        () => Network(n => n.Add("Softmax", [n.Logits], TinyNetwork.Int("axis", 0))).Load(),
        Throws.TypeOf<VisionException>().With.Message.Contains("every class has the score 1"));

    // Before operator set 13 softmax ran over all dimensions from the axis on.
    [TestCase(7, new long[] { 1, 6 }, 1)]
    [TestCase(12, new long[] { 1, 1, 1, 6 }, 1)]
    [TestCase(12, new long[] { 1, 6, 1, 1 }, 1)]
    [TestCase(13, new long[] { 1, 6, 1, 1 }, 1)]
    [TestCase(17, new long[] { 1, 1, 1, 6 }, 3)]
    public void AxisAndOperatorSet_DoNotMatter(int opset, long[] shape, int axis)
    {
        var network = new TinyNetwork { Opset = opset };
        string x = network.Add("Reshape", [network.Logits, Sizes(network, shape)]);
        network.Output(network.Add("Softmax", [x], TinyNetwork.Int("axis", axis)), "y", TinyNetwork.Float, shape);
        using LoadedModel model = network.Load();
        Assert.That(TinyNetwork.Shown(model), Is.EqualTo(SoftmaxOf(Logits())).Within(1e-6));
    }

    [Test]
    public void OneSigmoid_IsTheSecondOfTwoClasses()
    {
        var network = new TinyNetwork(classes: 1);
        network.Output(network.Add("Sigmoid", [network.Logits]));
        var plain = new TinyNetwork(classes: 1);
        using LoadedModel model = network.Load("dog"), numbered = network.Load(), named = network.Load("cat", "dog");
        using LoadedModel asLogits = LoadedModel.Load(plain.Output(plain.Logits).Definition() with { Scores = "logits" }, new());
        double share = 1 / (1 + Math.Exp(-TinyNetwork.Run(asLogits)[1]));

        Assert.That(TinyNetwork.Shown(model), Is.EqualTo(new[] { 1 - share, share }).Within(1e-6));
        Assert.That(TinyNetwork.Shown(asLogits), Is.EqualTo(new[] { 1 - share, share }).Within(1e-6));
        Assert.That(model.Labels, Is.EqualTo(new[] { "not dog", "dog" }));
        Assert.That(numbered.Labels, Is.EqualTo(new[] { "class 0", "class 1" }));
        Assert.That(named.Labels, Is.EqualTo(new[] { "cat", "dog" }));
        Assert.That(model.IsMultiLabel, Is.False);
        Assert.That(model.Notes.Single(), Does.Contain("the second of two classes"));
    }

    [Test]
    public void OneNumberOfUnknownMeaning_IsRefused()
    {
        var network = new TinyNetwork(classes: 1);
        Assert.That(
            () => network.Output(network.Logits).Load(),
            Throws.TypeOf<VisionException>()
                .With.Message.Contains("is one number, and it ends in MatMul").And.Message.Contains("say what kind"));
    }

    private static LoadedModel Ending(Func<TinyNetwork, string> tail) => Network(tail).Load();

    private static TinyNetwork Network(Func<TinyNetwork, string> tail)
    {
        var network = new TinyNetwork();
        return network.Output(tail(network));
    }

    private static double[] Logits()
    {
        using LoadedModel plain = Ending(n => n.Logits);
        return [.. TinyNetwork.Run(plain).Select(x => (double)x)];
    }

    private static double[] SoftmaxOf(double[] x)
    {
        double sum = x.Sum(Math.Exp);
        return [.. x.Select(value => Math.Exp(value) / sum)];
    }

    private static string Softmax(TinyNetwork n) => n.Add("Softmax", [n.Logits], TinyNetwork.Int("axis", 1));

    private static string Turned(TinyNetwork n)
    {
        string turned = n.Add("Transpose", [n.Add("Unsqueeze", [Softmax(n), Sizes(n, 0)])], TinyNetwork.Ints("perm", 1, 0, 2));
        return n.Add("Squeeze", [turned, Sizes(n, 0)]);
    }

    private static string Exponentials(TinyNetwork n, bool isInverse)
    {
        string exponentials = n.Add("Exp", [n.Logits]), sum = n.Add("ReduceSum", [exponentials, Sizes(n, 1)]);
        return isInverse ? n.Add("Mul", [n.Add("Reciprocal", [sum]), exponentials]) : n.Add("Div", [exponentials, sum]);
    }

    private static string Part(TinyNetwork n, int from, int to) =>
        n.Add("Slice", [Softmax(n), Sizes(n, from), Sizes(n, to), Sizes(n, 1)]);

    private static string Requantised(TinyNetwork n, string x) =>
        n.Add("DequantizeLinear", [n.Add("QuantizeLinear", [x, .. Eighth(n)]), .. Eighth(n)]);

    // Scale and zero point of probabilities in 8 bits.
    private static string[] Eighth(TinyNetwork n) => [n.Constant([1 / 256f]), n.Constant([0], TinyNetwork.UInt8)];

    private static string QLinear(TinyNetwork n, string operation, params AttributeProto[] attributes)
    {
        string[] logits = [n.Constant([1 / 20f]), n.Constant([128], TinyNetwork.UInt8)];
        string x = n.Add("QuantizeLinear", [n.Logits, .. logits]);
        string y = n.Add(operation, "com.microsoft", [x, .. logits, .. Eighth(n)], attributes);
        return n.Add("DequantizeLinear", [y, .. Eighth(n)]);
    }

    private static string InFunction(TinyNetwork n, string operation)
    {
        var function = new FunctionProto { Name = "Head", Domain = "own", Input = { "x" }, Output = { "y" } };
        function.Node.Add(new NodeProto { OpType = operation, Input = { "x" }, Output = { "inside" } });
        function.Node.Add(new NodeProto { OpType = "Identity", Input = { "inside" }, Output = { "y" } });
        function.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        n.Define(function);
        return n.Add("Head", "own", [n.Logits]);
    }

    private static string Sizes(TinyNetwork n, params long[] values) =>
        n.Constant(MemoryMarshal.AsBytes(values.AsSpan()), (int)TensorProto.Types.DataType.Int64, values.Length);

    private static AttributeProto To(int type) => TinyNetwork.Int("to", type);

    private static AttributeProto Value(float value) => new()
    {
        Name = "value_float", Type = AttributeProto.Types.AttributeType.Float, F = value,
    };
}
