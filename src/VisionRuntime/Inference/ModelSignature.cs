using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RealtimeCnn;

/// <summary>What an image classifier takes and gives, read from a session and checked: nothing about the file is trusted before.</summary>
/// <param name="InputName">Name of its one input.</param>
/// <param name="Spec">How frames become that input; type, layout and shape are the network's.</param>
/// <param name="InputNote">What had to be decided about the input, in a sentence; null if nothing.</param>
/// <param name="Output">The output with the scores.</param>
internal sealed record ModelSignature(string InputName, PreprocessSpec Spec, string? InputNote, ScoreOutput Output)
{
    private const long MaxInputSide = 4096;

    /// <summary>Element type of the input.</summary>
    public TensorElementType InputType => InputTensor.ElementType(Spec);

    /// <summary>Shape of the input.</summary>
    public long[] InputShape => [.. Spec.Shape.Select(n => (long)n)];

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="VisionException">It is no image classifier of a form that fits; the message says why.</exception>
    public static ModelSignature Of(ModelDefinition definition, InferenceSession session)
    {
        (string inputName, PreprocessSpec spec, string? note) = Input(definition, session);
        return new ModelSignature(inputName, spec, note, OutputChooser.Choose(definition, session));
    }

    /// <summary>The input alone, where the output's shape is not known before the input's is fixed.</summary>
    /// <exception cref="VisionException">As <see cref="Of"/>.</exception>
    public static (string Name, PreprocessSpec Spec, string? Note) Input(ModelDefinition definition, InferenceSession session)
    {
        if (session.InputMetadata.Count != 1)
            throw new VisionException($"it takes {session.InputMetadata.Count} inputs; an image classifier takes one.");
        (string name, NodeMetadata metadata) = session.InputMetadata.First();
        TensorType type = TypeOf(name, metadata);
        long[] shape = [.. metadata.Dimensions.Select(n => (long)n)];
        if (shape.Length != 4)
            throw new VisionException($"its input {Quoted(name)} is {Describe(shape)}; expected N x C x H x W or N x H x W x C.");
        if (shape[0] is not (1 or -1))
            throw new VisionException($"its batch size is fixed to {shape[0]}; expected 1.");
        (bool channelsLast, string? note) = LayoutOf(name, shape);
        if (definition.Preprocess is { } wanted)
        {
            if (wanted.Type != type && wanted.Type != TensorType.Float32)
            {
                throw new VisionException(
                    $"its input {Quoted(name)} takes {NameOf(type)}, but its definition says {NameOf(wanted.Type)}.");
            }
            return (name, Checked(wanted with { Type = type }, shape), null);
        }
        return (name, Checked(Derived(shape, channelsLast, type), shape), note);
    }

    /// <summary>A shape as a person writes it. ONNX Runtime gives a tensor whose number of dimensions is unknown none.</summary>
    public static string Describe(long[] shape) =>
        shape.Length == 0 ? "of no stated shape" : string.Join(" x ", shape.Select(n => n < 0 ? "?" : n.ToString()));

    /// <summary>A name from the file, fit for one line.</summary>
    public static string Quoted(string name)
    {
        const int Longest = 80;
        return $"'{Plain(name.Length <= Longest ? name : name[..Longest] + "...")}'";
    }

    /// <summary>Text from the file without what could steer a terminal.</summary>
    public static string Plain(string text) => VisionException.Plain(text).Replace('\n', '?');

    private static string NameOf(TensorType type) => type.ToString().ToLowerInvariant();

    private static TensorType TypeOf(string name, NodeMetadata metadata) => metadata switch
    {
        { IsTensor: true, ElementDataType: TensorElementType.Float } => TensorType.Float32,
        { IsTensor: true, ElementDataType: TensorElementType.Float16 } => TensorType.Float16,
        { IsTensor: true, ElementDataType: TensorElementType.UInt8 } => TensorType.UInt8,
        { IsTensor: true } => throw new VisionException(
            $"its input {Quoted(name)} is of {metadata.ElementDataType}; float32, float16 and uint8 can be filled: "
            + "export it with one of them."),
        _ => throw new VisionException($"its input {Quoted(name)} is no tensor; a picture is one."),
    };

    // The dimension that has 1 or 3 is that of the channels. Where the second and the last have: first, as of old.
    private static (bool ChannelsLast, string? Note) LayoutOf(string name, long[] shape)
    {
        bool isFirst = shape[1] is 1 or 3, isLast = shape[3] is 1 or 3;
        if (isFirst && isLast)
        {
            return (false, $"its input {Quoted(name)} is {Describe(shape)}, which may have its channels first or last; "
                + "they are taken to come first (NCHW).");
        }
        if (isFirst || (shape[1] == -1 && !isLast))
            return (false, null);
        if (isLast)
            return (true, null);
        throw new VisionException(
            $"its input {Quoted(name)} is {Describe(shape)}; expected 1 or 3 channels, first (NCHW) or last (NHWC).");
    }

    private static PreprocessSpec Checked(PreprocessSpec spec, long[] shape)
    {
        spec.Validate();
        if (spec.Type == TensorType.UInt8 && (spec.Mean.Any(m => m != 0) || spec.Std.Any(s => Math.Abs(s * 255 - 1) > 1e-3f)))
            throw new VisionException("its input takes whole numbers, pixel values: mean 0 and std 1/255 (0.00392157) go with that.");
        if (spec.Shape.Zip(shape).Any(pair => pair.Second != -1 && pair.Second != pair.First))
            throw new VisionException($"its input is {Describe(shape)}, but its definition says {string.Join(" x ", spec.Shape)}.");
        return spec;
    }

    // What most published ImageNet classifiers expect: crop 7/8 of the shorter side. Grey models get the digits' convention, and those
    // that take whole numbers the pixels as they are.
    private static PreprocessSpec Derived(long[] shape, bool channelsLast, TensorType type)
    {
        const int UsualSide = 224;
        (long channels, long rows, long columns) =
            channelsLast ? (shape[3], shape[1], shape[2]) : (shape[1], shape[2], shape[3]);
        if (rows is 0 or > MaxInputSide || columns is 0 or > MaxInputSide)
            throw new VisionException($"its input is {Describe(shape)}; 1 x 1 to {MaxInputSide} x {MaxInputSide} is supported.");
        int height = rows == -1 ? UsualSide : (int)rows, width = columns == -1 ? UsualSide : (int)columns;
        int side = Math.Max(width, height);
        bool isGrey = channels == 1;
        (float[] mean, float[] std) = type == TensorType.UInt8 ? ([0f], [1 / 255f])
            : isGrey ? ([0.5f], [0.5f])
            : PreprocessSpec.ImageNet;
        return new PreprocessSpec
        {
            Width = width,
            Height = height,
            ResizeTo = isGrey ? side : side * 8 / 7,
            Channels = isGrey ? ChannelOrder.Grey : ChannelOrder.Rgb,
            Mean = mean,
            Std = std,
            Type = type,
            ChannelsLast = channelsLast,
        };
    }
}
