using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RealtimeCnn;

/// <summary>What an image classifier takes and gives, read from a session and checked: nothing about the file is trusted before.</summary>
/// <param name="InputName">Name of its one input: 1 x channels x height x width.</param>
/// <param name="Spec">How frames become that input; type and shape are the network's.</param>
/// <param name="OutputName">Name of the output with the scores.</param>
/// <param name="OutputType">float32 or float16.</param>
/// <param name="OutputShape">Fixed; one dimension is the number of classes, all others are 1.</param>
internal sealed record ModelSignature(
    string InputName, PreprocessSpec Spec, string OutputName, TensorElementType OutputType, long[] OutputShape)
{
    private const int MaxClasses = 1 << 20;
    private const long MaxInputSide = 4096;

    /// <summary>Element type of the input.</summary>
    public TensorElementType InputType => Spec.Type == TensorType.Float16 ? TensorElementType.Float16 : TensorElementType.Float;

    /// <summary>Shape of the input.</summary>
    public long[] InputShape => [1, Spec.ChannelCount, Spec.Height, Spec.Width];

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="VisionException">It is no image classifier of a form that fits; the message says why.</exception>
    public static ModelSignature Of(ModelDefinition definition, InferenceSession session)
    {
        (string inputName, PreprocessSpec spec) = Input(definition, session);
        (string outputName, TensorElementType outputType, long[] outputShape) = OutputOf(session);
        return new ModelSignature(inputName, spec, outputName, outputType, outputShape);
    }

    /// <summary>The input alone, where the output's shape is not known before the input's is fixed.</summary>
    /// <exception cref="VisionException">As <see cref="Of"/>.</exception>
    public static (string Name, PreprocessSpec Spec) Input(ModelDefinition definition, InferenceSession session)
    {
        (string name, TensorElementType type, long[] shape) = InputOf(session);
        return (name, SpecFor(definition, type, shape));
    }

    private static (string Name, TensorElementType Type, long[] Shape) InputOf(InferenceSession session)
    {
        if (session.InputMetadata.Count != 1)
            throw new VisionException($"it takes {session.InputMetadata.Count} inputs; an image classifier takes one.");
        (string name, NodeMetadata metadata) = session.InputMetadata.First();
        long[] shape = ShapeOf(name, metadata);
        if (shape.Length != 4)
            throw new VisionException($"its input '{name}' is {Describe(shape)}; expected N x C x H x W.");
        if (shape[0] is not (1 or -1))
            throw new VisionException($"its batch size is fixed to {shape[0]}; expected 1.");
        if (shape[1] is not (1 or 3 or -1))
            throw new VisionException($"its input '{name}' is {Describe(shape)}; expected 1 or 3 channels first (NCHW).");
        return (name, metadata.ElementDataType, shape);
    }

    private static (string Name, TensorElementType Type, long[] Shape) OutputOf(InferenceSession session)
    {
        (string name, NodeMetadata metadata) = session.OutputMetadata.First();
        long[] shape = ShapeOf(name, metadata);
        if (shape.Length > 0 && shape[0] == -1)
            shape[0] = 1;
        if (shape.Any(n => n < 1))
            throw new VisionException($"its output '{name}' is {Describe(shape)}; the number of classes must be fixed.");
        long count = shape.Aggregate(1L, (product, n) => checked(product * n));
        if (count is < 2 or > MaxClasses || shape.Max() != count)
            throw new VisionException($"its output '{name}' is {Describe(shape)}; expected one score per class.");
        return (name, metadata.ElementDataType, shape);
    }

    private static long[] ShapeOf(string name, NodeMetadata metadata)
    {
        if (!metadata.IsTensor || metadata.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16))
            throw new VisionException($"'{name}' is not a tensor of float32 or float16.");
        return metadata.Dimensions.Select(n => (long)n).ToArray();
    }

    private static PreprocessSpec SpecFor(ModelDefinition definition, TensorElementType type, long[] shape)
    {
        TensorType tensorType = type == TensorElementType.Float16 ? TensorType.Float16 : TensorType.Float32;
        PreprocessSpec spec = (definition.Preprocess ?? Derived(shape)) with { Type = tensorType };
        spec.Validate();
        if (Differs(shape[1], spec.ChannelCount) || Differs(shape[2], spec.Height) || Differs(shape[3], spec.Width))
        {
            throw new VisionException(
                $"its input is {Describe(shape)}, but its definition says 1 x {spec.ChannelCount} x {spec.Height} x {spec.Width}.");
        }
        return spec;

        static bool Differs(long actual, int expected) => actual != -1 && actual != expected;
    }

    // What most published ImageNet classifiers expect: crop 7/8 of the shorter side. Grey models get the digits' convention.
    private static PreprocessSpec Derived(long[] shape)
    {
        const int UsualSide = 224;
        if (shape[2] > MaxInputSide || shape[3] > MaxInputSide)
            throw new VisionException($"its input is {Describe(shape)}; at most {MaxInputSide} x {MaxInputSide} is supported.");
        int height = shape[2] == -1 ? UsualSide : (int)shape[2], width = shape[3] == -1 ? UsualSide : (int)shape[3];
        var spec = new PreprocessSpec { Width = width, Height = height, ResizeTo = Math.Max(width, height) };
        if (shape[1] == 1)
            return spec with { Channels = ChannelOrder.Grey, Mean = [0.5f], Std = [0.5f] };
        (float[] mean, float[] std) = PreprocessSpec.ImageNet;
        return spec with { Mean = mean, Std = std, ResizeTo = spec.ResizeTo * 8 / 7 };
    }

    private static string Describe(long[] shape) =>
        shape.Length == 0 ? "a scalar" : string.Join(" x ", shape.Select(n => n < 0 ? "?" : n.ToString()));
}
