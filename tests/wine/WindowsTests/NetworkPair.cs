using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using RealtimeCnn.Direct3D12;

namespace RealtimeCnn.Tests;

/// <summary>A network on ONNX Runtime's CPU provider, as the measure, and the same on DirectML.</summary>
internal sealed class NetworkPair : IDisposable
{
    private readonly InferenceSession _cpu;
    private readonly NativeTensor _cpuInput;
    private readonly NativeTensor _cpuOutput;
    private readonly NativeTensor _output;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _runOptions = new();

    public NetworkPair(
        DirectMlGpu backend, PreprocessSpec spec, Func<SessionOptions, InferenceSession> open,
        Func<SessionOptions, InferenceSession>? openOnGpu = null)
    {
        Spec = spec;
        _ = DirectMlLibraries.OnnxRuntime;
        using SessionOptions options = CpuBackend.CreateSessionOptions(threads: 0);
        _cpu = open(options);
        (string input, NodeMetadata inputData) = _cpu.InputMetadata.First();
        (string output, NodeMetadata outputData) = _cpu.OutputMetadata.First();
        long[] inputShape = [1, spec.ChannelCount, spec.Height, spec.Width];
        long[] outputShape = [.. outputData.Dimensions.Select(n => (long)Math.Max(n, 1))];
        _cpuInput = new NativeTensor(inputData.ElementDataType, inputShape);
        _cpuOutput = new NativeTensor(outputData.ElementDataType, outputShape);
        _output = new NativeTensor(outputData.ElementDataType, outputShape);
        Gpu = DirectMlSession.Load(backend, openOnGpu ?? open, _ => spec);
        Input = (DirectMlInput)Gpu.OpenInput(spec);
        _binding = Gpu.Inference.CreateIoBinding();
        _binding.BindOutput(output, _output.Value);
        (InputName, OutputName) = (input, output);
    }

    public static NetworkPair LeNet5(DirectMlGpu backend)
    {
        ModelDefinition model = ModelCatalogue.Embedded.Get("lenet5");
        return new NetworkPair(backend, model.Preprocess!, options => ModelLoader.OpenNetwork(model, options));
    }

    public PreprocessSpec Spec { get; }

    public DirectMlSession Gpu { get; }

    /// <summary>The input on the GPU.</summary>
    public DirectMlInput Input { get; }

    private string InputName { get; }

    private string OutputName { get; }

    /// <summary>Scores of a frame, preprocessed by the scalar path and run on the processor.</summary>
    public float[] ByCpu(Frame frame)
    {
        using var preprocessor = new ScalarPreprocessor(Spec);
        preprocessor.Run(frame, _cpuInput.Bytes);
        using var runOptions = new RunOptions();
        _cpu.Run(runOptions, [InputName], [_cpuInput.Value], [OutputName], [_cpuOutput.Value]);
        return Floats(_cpuOutput);
    }

    /// <summary>Scores of a frame, preprocessed and run on the GPU.</summary>
    public float[] ByGpu(Frame frame)
    {
        _binding.BindInput(InputName, Input.Run(frame).Value);
        return ByGpu();
    }

    /// <summary>Scores of whatever lies in the GPU's input.</summary>
    public float[] ByGpu()
    {
        _output.Bytes.Fill(0xFF);
        Run();
        return Floats(_output);
    }

    /// <summary>Runs the network on the GPU and waits for it.</summary>
    public void Run()
    {
        try
        {
            Gpu.Inference.RunWithBinding(_runOptions, _binding);
        }
        catch (OnnxRuntimeException e)
        {
            Gpu.Examine(e);
            throw;
        }
    }

    public void Dispose()
    {
        _binding.Dispose();
        _runOptions.Dispose();
        Gpu.Inference.Dispose();
        Input.Dispose();
        Gpu.Dispose();
        _cpu.Dispose();
        _cpuInput.Dispose();
        _cpuOutput.Dispose();
        _output.Dispose();
    }

    private static float[] Floats(NativeTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Bytes).ToArray();
}
