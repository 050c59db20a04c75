using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace RealtimeCnn.Tests;

/// <summary>One run of a network that tells where it looks, on the formula's input, with all that its map is made of.</summary>
internal sealed class ExplainedRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly NativeTensor _input;
    private readonly NativeTensor _output;

    public ExplainedRun(ModelDefinition definition)
    {
        Head = ClassifierHead.Read(definition);
        using SessionOptions options = CpuBackend.CreateSessionOptions(threads: 1);
        _session = ModelLoader.OpenNetwork(definition, options, default, Head);
        ModelSignature signature = ModelSignature.Of(definition, _session, Head.AddedOutputs);
        _input = new NativeTensor(signature.InputType, signature.InputShape);
        FormulaWeights.Input(_input.ElementCount).CopyTo(MemoryMarshal.Cast<byte, float>(_input.Bytes));
        _output = new NativeTensor(signature.Output.Type, signature.Output.Shape);
        Reader = AttentionReader.TryOpen(Head, _session, signature.Output.Count, out string? why)
            ?? throw new InvalidOperationException(why);
        _binding = _session.CreateIoBinding();
        _binding.BindInput(signature.InputName, _input.Value);
        _binding.BindOutput(signature.Output.Name, _output.Value);
        Reader.Bind(_binding);
        using RunOptions runOptions = new();
        _session.RunWithBinding(runOptions, _binding);
        Scores = MemoryMarshal.Cast<byte, float>(_output.Bytes).ToArray();
        Reader.Update(Scores);
    }

    public ClassifierHead Head { get; }

    public AttentionReader Reader { get; }

    public float[] Scores { get; }

    public void Dispose()
    {
        _binding.Dispose();
        Reader.Dispose();
        _input.Dispose();
        _output.Dispose();
        _session.Dispose();
    }
}
