using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>Compares a graph with the reference: the logits first, and if they differ, layer after layer.</summary>
internal static class Parity
{
    /// <summary>
    /// Largest difference, in standard deviations of the logits or of a layer's output: seven times what the worst float32 engine
    /// showed, a thirtieth of what the least wrong graph showed.
    /// </summary>
    public const double Tolerance = 2e-5;

    /// <summary>What is wrong with the model, or null: the difference, and the first layer that left the reference's path.</summary>
    /// <param name="test">The form the model should have.</param>
    /// <param name="model">A model with formula weights.</param>
    /// <param name="worst">Largest difference of a logit, in standard deviations.</param>
    public static string? Check(OracleCase test, ModelProto model, out double worst)
    {
        (double[] expected, double std) = Oracle.Logits(test);
        float[] logits = Run(model, test, ["logits"])["logits"];
        if (logits.Length != expected.Length)
        {
            worst = double.PositiveInfinity;
            return $"{test}: {logits.Length} logits, not {expected.Length}.";
        }
        worst = Largest(logits.Zip(expected, (actual, reference) => actual - reference)) / std;
        if (worst <= Tolerance) // not so if it is NaN
            return null;
        return $"{test}: logits differ by up to {worst:G3} standard deviations; at most {Tolerance} is allowed. {Explain(test, model)}";
    }

    /// <summary>The first layer whose output is not the reference's, in words; null if all of them agree.</summary>
    public static string? FirstDeviation(OracleCase test, ModelProto model, out double worst)
    {
        List<(OracleLayer Layer, string Value)> layers = [];
        foreach (OracleLayer layer in Oracle.Trace(test))
        {
            if (NodeOf(model.Graph, layer) is { } node)
                layers.Add((layer, node.Output[0]));
        }

        ModelProto open = model.Clone(); // shares the weights
        HashSet<string> values = [.. layers.Select(layer => layer.Value)];
        open.Graph.Output.Add(open.Graph.ValueInfo.Where(value => values.Contains(value.Name)));
        Dictionary<string, float[]> outputs = Run(open, test, [.. values]);

        worst = 0;
        foreach ((OracleLayer layer, string value) in layers)
        {
            LayerNumbers actual = Numbers(outputs[value]);
            double difference = Difference(actual, layer.Numbers);
            if (!(difference <= Tolerance))
            {
                return $"{layer.Name} ({layer.Class} {layer.Attributes}, output {string.Join('x', layer.Shape)}) is the first layer that " +
                    $"differs, by {difference:G3} standard deviations: {actual}, reference {layer.Numbers}.";
            }
            worst = Math.Max(worst, difference);
        }
        return null;
    }

    /// <summary>
    /// The node whose output is a layer's; null for a pooling that leaves its input as it is, which a graph has no need of.
    /// timm's BatchNormAct2d ends with the rectifier.
    /// </summary>
    public static NodeProto? NodeOf(GraphProto graph, OracleLayer layer)
    {
        string name = layer.Class == "BatchNormAct2d" ? layer.Name + ".relu" : layer.Name;
        return graph.Node.SingleOrDefault(node => node.Name == name);
    }

    private static string Explain(OracleCase test, ModelProto model)
    {
        if (!test.HasTrace)
            return "The reference has no trace of this variant; look at the usual form first.";
        return FirstDeviation(test, model, out _) ??
            "Every traced layer agrees, so what differs is behind the last of them, or in how ONNX Runtime fuses layers.";
    }

    private static Dictionary<string, float[]> Run(ModelProto model, OracleCase test, string[] outputs)
    {
        long[] shape = Oracle.InputShape(test);
        using SessionOptions options = CpuBackend.CreateSessionOptions(threads: 0); // with the optimisations that the product has
        using InferenceSession session = new(model.ToByteArray(), options);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(FormulaWeights.Input((int)shape.Aggregate((a, b) => a * b)), shape);
        using RunOptions runOptions = new();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(runOptions, ["input"], [input], outputs);
        return outputs.Zip(results, (name, value) => (name, value.GetTensorDataAsSpan<float>().ToArray())).ToDictionary();
    }

    private static LayerNumbers Numbers(float[] values)
    {
        double mean = values.Sum(value => (double)value) / values.Length;
        double variance = values.Sum(value => (value - mean) * (value - mean)) / values.Length;
        return new LayerNumbers(mean, Math.Sqrt(variance), values[0], values[values.Length / 2], values[^1]);
    }

    private static double Difference(LayerNumbers a, LayerNumbers b) =>
        Largest([a.Mean - b.Mean, a.Std - b.Std, a.First - b.First, a.Middle - b.Middle, a.Last - b.Last]) / b.Std;

    // Enumerable.Max passes over NaN; Math.Max keeps it.
    private static double Largest(IEnumerable<double> differences) =>
        differences.Aggregate(0.0, (largest, difference) => Math.Max(largest, Math.Abs(difference)));
}
