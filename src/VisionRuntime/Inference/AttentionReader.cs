using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RealtimeCnn;

/// <summary>
/// Makes the map of where a network looks, of what its last layers had in hand while it ran: the class's weights back to the feature maps,
/// and the maps added up by them.
/// </summary>
/// <remarks>
/// A weight of a map is the sum of the gradient over its places. Poolings do not change that sum, so the first matrix behind them is
/// added up over places when it is read: of VGG's 411 MB there remain 8. One thread at a time; allocates nothing once it is open.
/// </remarks>
internal sealed class AttentionReader : IDisposable
{
    private const int MapRank = 4;

    private readonly List<NativeTensor> _owned = [];
    private readonly bool _isExact; // weights x maps
    private readonly (string Name, NativeTensor Tensor)[] _read; // the feature maps, then what activations gave
    private readonly Layer[] _layers;
    private readonly int _scores;
    private readonly int _channels;
    private readonly int _places;
    private readonly float[] _features; // only where they come in half precision
    private readonly float[] _activated;
    private FrameShape _placed;

    private AttentionReader(ClassifierHead head, InferenceSession session, int scores)
    {
        _scores = scores;
        try
        {
            NativeTensor features = Own(session, head.Features);
            if (features.Shape is not [1, _, _, _] || features.Shape[2] * features.Shape[3] < 2)
                throw new VisionException($"what its last layers begin with is no picture but {Shape(features)}");
            (_channels, _places) = ((int)features.Shape[1], (int)(features.Shape[2] * features.Shape[3]));
            _layers = [.. Enumerable.Range(0, head.Layers.Count).Select(i => Open(head, session, i))];
            _isExact = head.IsLinear && (_layers.Length == 0 || head.Layers[0].Inputs == _channels);
            if (_layers.Length == 0 ? _channels != scores : _layers[0].Outputs != scores)
                throw new VisionException($"its last layers give other numbers than its {scores} scores");
            _read = [(head.Features, features), .. from i in Enumerable.Range(0, _layers.Length)
                where _layers[i].Activated is not null select (head.Layers[i].Activated!, _layers[i].Activated!)];
            bool isHalf = _read.Any(one => one.Tensor.Type == TensorElementType.Float16);
            _features = new float[isHalf ? features.ElementCount : 0];
            _activated = new float[isHalf ? _read.Max(one => one.Tensor.ElementCount) : 0];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The map of the last run.</summary>
    public AttentionMap Map { get; } = new();

    /// <summary>What the maps were weighted with in the last run: of a network that is not linear sums of the gradient.</summary>
    public ReadOnlySpan<float> Weights => _layers.Length == 0 ? [] : _layers[^1].Back;

    /// <summary>Opens it for a session that was made by <see cref="ClassifierHead.Open"/>.</summary>
    /// <param name="head">What the network ends in; null for none.</param>
    /// <param name="session">Read only now.</param>
    /// <param name="scores">Numbers of the output with the scores.</param>
    /// <param name="why">Why there is none.</param>
    public static AttentionReader? TryOpen(ClassifierHead? head, InferenceSession session, int scores, out string? why)
    {
        try
        {
            why = null;
            return head is null ? null : new AttentionReader(head, session, scores);
        }
        catch (VisionException e)
        {
            why = e.Message;
            return null;
        }
    }

    /// <summary>Lets runs write what is read here.</summary>
    public void Bind(OrtIoBinding binding)
    {
        foreach ((string name, NativeTensor tensor) in _read)
            binding.BindOutput(name, tensor.Value);
    }

    /// <summary>Takes note of the frame that is run next.</summary>
    public void See(Frame frame, PreprocessSpec spec)
    {
        if (frame.Shape == _placed)
            return;
        _placed = frame.Shape;
        var plan = ResizePlan.Create(spec, frame.UprightWidth, frame.UprightHeight);
        float x = (float)frame.UprightWidth / plan.ResizedWidth, y = (float)frame.UprightHeight / plan.ResizedHeight;
        float left = plan.CropX - plan.Left, top = plan.CropY - plan.Top;
        Map.Place(left * x, top * y, (left + spec.Width) * x, (top + spec.Height) * y);
    }

    /// <summary>Makes the map of the class with the best score.</summary>
    /// <param name="scores">Of a run that has just ended: numbers all, one per class, or two where the network gives one.</param>
    public void Update(ReadOnlySpan<float> scores)
    {
        NativeTensor maps = _read[0].Tensor;
        ReadOnlySpan<float> features = Floats(maps, _features);
        Span<float> map = Map.Resize((int)maps.Shape[3], (int)maps.Shape[2]);
        Map.ClassId = TensorPrimitives.IndexOfMax(scores);
        int output = _scores == scores.Length ? Map.ClassId : 0;
        float sign = _scores == scores.Length || Map.ClassId == 1 ? 1 : -1; // one number speaks for the second class, against the first
        if (_layers.Length == 0)
            TensorPrimitives.Multiply(features.Slice(output * _places, _places), sign, map);
        else
        {
            Weigh(output);
            float scale = _isExact ? sign : sign / _places; // the mean of the gradient, as published
            map.Clear();
            for (int channel = 0; channel < _channels; channel++)
                TensorPrimitives.MultiplyAdd(features.Slice(channel * _places, _places), Weights[channel] * scale, map, map);
        }
        if (!_isExact)
            TensorPrimitives.Max(map, 0, map);
    }

    public void Dispose()
    {
        foreach (NativeTensor tensor in _owned)
            tensor.Dispose();
    }

    // The gradient of one score, layer after layer.
    private void Weigh(int output)
    {
        _layers[0].Row(output).CopyTo(_layers[0].Back);
        for (int i = 1; i < _layers.Length; i++)
        {
            Span<float> above = _layers[i - 1].Back, below = _layers[i].Back;
            if (_layers[i - 1].Activated is { } activated)
                MultiplyBySlopes(above, Floats(activated, _activated), _layers[i - 1].Activation!);
            below.Clear();
            for (int j = 0; j < above.Length; j++)
            {
                if (above[j] != 0) // a rectifier lets few through
                    TensorPrimitives.MultiplyAdd(_layers[i].Row(j), above[j], below, below);
            }
        }
    }

    // By what an activation gave, how steep it was there.
    private static void MultiplyBySlopes(Span<float> gradient, ReadOnlySpan<float> activated, string activation)
    {
        for (int i = 0; i < gradient.Length; i++)
        {
            float y = activated[i];
            gradient[i] *= activation switch { "Relu" => y > 0 ? 1 : 0, "Tanh" => 1 - y * y, _ => y * (1 - y) };
        }
    }

    private Layer Open(ClassifierHead head, InferenceSession session, int index)
    {
        (long outputs, long inputs, string? activation, string? activated) = head.Layers[index];
        bool isFirst = index == head.Layers.Count - 1; // behind the feature maps
        if (isFirst && inputs % _channels != 0)
            throw new VisionException($"its first linear layer takes {inputs} numbers, which are not so many for each of {_channels} maps");
        int columns = isFirst ? _channels : checked((int)inputs);
        var weights = new NativeTensor(TensorElementType.Float, [outputs, columns]);
        _owned.Add(weights);
        head.ReadWeights(index, columns, MemoryMarshal.Cast<byte, float>(weights.Bytes));
        NativeTensor? between = activated is null ? null : Own(session, activated);
        if (between is not null && between.ElementCount != inputs)
            throw new VisionException($"a value between its last layers is {Shape(between)}, not of {inputs} numbers");
        return new Layer(weights, checked((int)outputs), new float[columns], activation, between);
    }

    private NativeTensor Own(InferenceSession session, string name)
    {
        NodeMetadata metadata = session.OutputMetadata[name];
        long[] shape = [.. metadata.Dimensions.Select((size, i) => i == 0 && size < 0 ? 1L : size)];
        if (metadata.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16) || shape.Any(size => size < 1)
            || shape.Length is 0 or > MapRank)
        {
            throw new VisionException($"its value {ModelSignature.Quoted(name)} is of {metadata.ElementDataType}, "
                + $"{ModelSignature.Describe(shape)}; float32 or float16 of a fixed size can be read");
        }
        var tensor = new NativeTensor(metadata.ElementDataType, shape);
        _owned.Add(tensor);
        return tensor;
    }

    private static ReadOnlySpan<float> Floats(NativeTensor tensor, float[] converted)
    {
        if (tensor.Type == TensorElementType.Float)
            return MemoryMarshal.Cast<byte, float>(tensor.Bytes);
        tensor.CopyTo(converted);
        return converted.AsSpan(0, tensor.ElementCount);
    }

    private static string Shape(NativeTensor tensor) => ModelSignature.Describe(tensor.Shape);

    // Back: the gradient of its inputs. Activated: what an activation made of another layer's outputs, these inputs.
    private sealed record Layer(NativeTensor Weights, int Outputs, float[] Back, string? Activation, NativeTensor? Activated)
    {
        public ReadOnlySpan<float> Row(int output) =>
            MemoryMarshal.Cast<byte, float>(Weights.Bytes).Slice(output * Back.Length, Back.Length);
    }
}
