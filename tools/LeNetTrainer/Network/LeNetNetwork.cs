using System.Runtime.Intrinsics;

namespace RealtimeCnn.LeNetTrainer;

/// <summary>LeNet-5 for training: a batch in, the gradient of its mean cross-entropy out.</summary>
internal sealed unsafe class LeNetNetwork
{
    public const int InputSize = 32;
    public const int InputPixels = InputSize * InputSize;
    public const int Classes = 10;
    public const int ParameterCount = 61_706;

    private readonly int _groups;
    private readonly AlignedBuffer _input;
    private readonly Layer[] _layers;

    public LeNetNetwork(int batch)
    {
        if (batch <= 0 || batch % (2 * Lanes.Count) != 0)
            throw new ArgumentException($"The batch must be a multiple of {2 * Lanes.Count}, not {batch}.", nameof(batch));
        Batch = batch;
        _groups = batch / Lanes.Count;
        _input = new AlignedBuffer(_groups * InputPixels * Lanes.Count);
        Parameters = new ParameterSet(ParameterCount);
        _layers =
        [
            new ConvolutionLayer(Parameters, "conv1", _groups, inChannels: 1, inSize: 32, outChannels: 6),
            new AveragePoolLayer(_groups, channels: 6, inSize: 28),
            new ConvolutionLayer(Parameters, "conv2", _groups, inChannels: 6, inSize: 14, outChannels: 16),
            new AveragePoolLayer(_groups, channels: 16, inSize: 10),
            new LinearLayer(Parameters, "fc1", _groups, inputs: 400, outputs: 120, tanh: true),
            new LinearLayer(Parameters, "fc2", _groups, inputs: 120, outputs: 84, tanh: true),
            new LinearLayer(Parameters, "fc3", _groups, inputs: 84, outputs: Classes, tanh: false),
        ];
    }

    public int Batch { get; }

    public ParameterSet Parameters { get; }

    /// <summary>Uniform in +-sqrt(3 / fan in): unit gain, which suits tanh near its linear part. Biases start at zero.</summary>
    public void Initialise(ulong seed)
    {
        SplitMixRandom random = SplitMixRandom.For(seed, 0xC0FFEE);
        foreach (Parameter parameter in Parameters.All)
        {
            int fanIn = parameter.Length / parameter.Shape[0];
            float bound = parameter.Shape.Length == 1 ? 0 : MathF.Sqrt(3f / fanIn);
            foreach (ref float value in parameter.ValueSpan)
                value = random.Between(-bound, bound);
        }
    }

    public void SetInput(int sample, ReadOnlySpan<float> pixels)
    {
        float* target = _input.Data + (sample / Lanes.Count * InputPixels * Lanes.Count) + (sample % Lanes.Count);
        for (int i = 0; i < InputPixels; i++)
            target[i * Lanes.Count] = pixels[i];
    }

    public void Forward()
    {
        AlignedBuffer current = _input;
        foreach (Layer layer in _layers)
        {
            layer.Forward(current);
            current = layer.Output;
        }
    }

    public float Logit(int sample, int index) =>
        _layers[^1].Output.Data[(((sample / Lanes.Count * Classes) + index) * Lanes.Count) + (sample % Lanes.Count)];

    public int Prediction(int sample)
    {
        int best = 0;
        for (int i = 1; i < Classes; i++)
        {
            if (Logit(sample, i) > Logit(sample, best))
                best = i;
        }

        return best;
    }

    /// <summary>One normalised picture through the whole batch's machinery: slow, for occasional checks.</summary>
    public int Classify(ReadOnlySpan<float> pixels)
    {
        SetInput(0, pixels);
        Forward();
        return Prediction(0);
    }

    /// <summary>Mean cross-entropy against smoothed labels; leaves its gradient at the logits, ready for <see cref="Backward"/>.</summary>
    public double Loss(ReadOnlySpan<byte> labels, float smoothing)
    {
        float low = smoothing / Classes;
        float high = 1 - smoothing + low;
        float* target = stackalloc float[Lanes.Count];
        double total = 0;
        for (int group = 0; group < _groups; group++)
        {
            float* z = _layers[^1].Output.Data + (group * Classes * Lanes.Count);
            float* dz = _layers[^1].OutputGradient.Data + (group * Classes * Lanes.Count);
            Vector512<float> max = Vector512.Load(z);
            for (int i = 1; i < Classes; i++)
                max = Vector512.Max(max, Vector512.Load(z + (i * Lanes.Count)));
            Vector512<float> sum = Vector512<float>.Zero;
            for (int i = 0; i < Classes; i++)
            {
                Vector512<float> e = Lanes.Exp(Vector512.Load(z + (i * Lanes.Count)) - max);
                e.Store(dz + (i * Lanes.Count));
                sum += e;
            }

            for (int i = 0; i < Classes; i++)
            {
                for (int lane = 0; lane < Lanes.Count; lane++)
                {
                    target[lane] = labels[(group * Lanes.Count) + lane] == i ? high : low;
                    total -= target[lane] * (z[(i * Lanes.Count) + lane] - max[lane] - Math.Log(sum[lane]));
                }

                Vector512<float> probability = Vector512.Load(dz + (i * Lanes.Count)) / sum;
                ((probability - Vector512.Load(target)) * (1f / Batch)).Store(dz + (i * Lanes.Count));
            }
        }

        return total / Batch;
    }

    public void Backward()
    {
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            _layers[i].Backward(
                i == 0 ? _input : _layers[i - 1].Output,
                i == 0 ? null : _layers[i - 1].OutputGradient);
        }
    }
}
