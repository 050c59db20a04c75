using System.Diagnostics;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;
using OpenCvSharp.Dnn;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Benchmarks;

/// <summary>
/// Every architecture with stand-in weights (the arithmetic is the same): a tick of the engine with a new 1280 x 720 frame,
/// beside a bare <c>RunWithBinding</c> and beside OpenCV's DNN module on the same ONNX file, all with the same number of threads.
/// </summary>
internal static class ArchitectureBenchmarks
{
    private const int Threads = 2;
    private const double SecondsEach = 2;

    public static void Run()
    {
        Cv2.SetNumThreads(Threads);
        foreach (ModelDefinition model in ModelCatalogue.Load().Models)
            Compare(model);
    }

    private static void Compare(ModelDefinition model)
    {
        string file = Path.Combine(Path.GetTempPath(), $"realtimecnn-bench-{Environment.ProcessId}.onnx");
        try
        {
            long[] shape = Write(Architecture.Find(model.Architecture!)!.Create(FormulaWeights.Initializer, model.Variant), file);
            using var source = new RepeatingSource();
            using var engine = new VisionEngine(source, new InferenceOptions { Threads = Threads });
            engine.Load(model with { File = file });
            using var bare = new BareSession(options => new InferenceSession(file, options), shape, Threads);
            using Net network = CvDnn.ReadNetFromOnnx(file) ?? throw new VisionException($"OpenCV cannot read {model.Id}.");
            using var blob = new Mat([.. shape.Select(n => (int)n)], MatType.CV_32F, Scalar.All(0));
            network.SetInput(blob);

            SideBySide.Compare(
                $"{model.DisplayName}, {model.Macs / 1e9:0.00} GMAC, {Threads} threads", Iterations(bare),
                new("engine tick: capture, preprocess, infer, rank, result", () => engine.Tick()),
                new("bare RunWithBinding", bare.Run),
                new("OpenCV DNN forward", () => network.Forward().Dispose()));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static int Iterations(BareSession bare)
    {
        bare.Run();
        long start = Stopwatch.GetTimestamp();
        bare.Run();
        return Math.Clamp((int)(SecondsEach / (4 * Stopwatch.GetElapsedTime(start).TotalSeconds)), 5, 500);
    }

    private static long[] Write(ModelProto model, string file)
    {
        using FileStream stream = File.Create(file);
        model.WriteTo(stream);
        return [.. model.Graph.Input[0].Type.TensorType.Shape.Dim.Select(dimension => dimension.DimValue)];
    }
}
