using Google.Protobuf;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Benchmarks;

/// <summary>
/// What the engine costs on top of the network: a tick with a new 1280 x 720 frame against a bare <c>RunWithBinding</c> on the same file,
/// with the same session options and threads. Once with a network of the size that real-time users run, once with tiny LeNet-5, where
/// everything but the network counts.
/// </summary>
internal static class EngineBenchmarks
{
    private const int Threads = 1;

    public static void Run()
    {
        string file = Path.Combine(Path.GetTempPath(), $"realtimecnn-bench-{Environment.ProcessId}.onnx");
        try
        {
            File.WriteAllBytes(file, MiddleSized().ToByteArray());
            Compare("3x224x224 network of 1.3 GMAC", 60, ModelDefinition.FromFile(file), [1, 3, 224, 224]);
            Compare("LeNet-5", 2000, ModelCatalogue.Load().Resolve("lenet5"), [1, 1, 32, 32]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Compare(string title, int iterations, ModelDefinition model, long[] inputShape)
    {
        using var source = new RepeatingSource();
        using var engine = new VisionEngine(source, new InferenceOptions { Threads = Threads });
        engine.Load(model);

        using var bare = new BareSession(options => ModelLoader.OpenNetwork(model, options), inputShape, Threads);
        SideBySide.Compare(
            $"{title}, {Threads} thread", iterations,
            new("engine tick: capture, preprocess, infer, rank, result", () => engine.Tick()),
            new("bare RunWithBinding", bare.Run));
    }

    // Plain convolutions, enough of them to take as long as a small modern classifier.
    private static ModelProto MiddleSized()
    {
        var g = new GraphBuilder("middle", FormulaWeights.Initializer);
        GraphValue x = g.Input("input", 1, 3, 224, 224);
        x = g.AveragePool(g.Tanh(g.Conv(x, "conv1", channels: 16, kernel: 5)), "pool1", kernel: 2);
        x = g.AveragePool(g.Tanh(g.Conv(x, "conv2", channels: 64, kernel: 5)), "pool2", kernel: 2);
        x = g.AveragePool(g.Tanh(g.Conv(x, "conv3", channels: 128, kernel: 5)), "pool3", kernel: 2);
        x = g.AveragePool(g.Tanh(g.Conv(x, "conv4", channels: 128, kernel: 5)), "pool4", kernel: 4);
        return g.Output(g.Linear(g.Flatten(x), "fc", features: 10), "logits");
    }
}
