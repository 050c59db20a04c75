using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Runs imported graphs in ONNX Runtime.</summary>
internal static class ReferenceRun
{
    /// <summary>Expects of a LeNet-5 with the formula's weights the logits that PyTorch gives.</summary>
    public static void AssertLogits(string onnxFile)
    {
        string oracle = Path.Combine(TestContext.CurrentContext.TestDirectory, "data", "oracle", "lenet5", "expected.json");
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(oracle));
        JsonElement variant = expected.RootElement.GetProperty("variants")[0];
        double[] reference = [.. variant.GetProperty("logits_f64").EnumerateArray().Select(value => value.GetDouble())];
        double tolerance = 2e-5 * variant.GetProperty("std").GetDouble();
        float[] logits = Run(onnxFile, FormulaWeights.Input(32 * 32), [1, 1, 32, 32]);
        Assert.That(logits, Has.Length.EqualTo(reference.Length));
        for (int i = 0; i < reference.Length; i++)
            Assert.That(logits[i], Is.EqualTo(reference[i]).Within(tolerance), $"logit {i}");
    }

    /// <summary>Runs a graph on one input.</summary>
    public static float[] Run(string onnxFile, float[] input, long[] shape)
    {
        OnnxGuard.Check(onnxFile);
        using SessionOptions sessionOptions = CpuBackend.CreateSessionOptions(threads: 0);
        using InferenceSession session = new(onnxFile, sessionOptions);
        using OrtValue tensor = OrtValue.CreateTensorValueFromMemory(input, shape);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, ["input"], [tensor], ["logits"]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
