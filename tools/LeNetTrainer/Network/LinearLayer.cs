using System.Runtime.Intrinsics;

namespace RealtimeCnn.LeNetTrainer;

/// <summary>Fully connected layer with bias, optionally followed by tanh. Groups and outputs must be even.</summary>
internal sealed unsafe class LinearLayer : Layer
{
    private const int L = Lanes.Count;

    private readonly bool _tanh;
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly AlignedBuffer _transposedWeights;
    private readonly AlignedBuffer _samplesByInput;
    private readonly int _paddedInputs;

    public LinearLayer(ParameterSet parameters, string name, int groups, int inputs, int outputs, bool tanh)
        : base(groups, inputs, outputs)
    {
        _tanh = tanh;
        _weight = parameters.Add(name + ".weight", outputs, inputs);
        _bias = parameters.Add(name + ".bias", outputs);
        _transposedWeights = new AlignedBuffer(_weight.Length);
        _paddedInputs = (inputs + (2 * L) - 1) / (2 * L) * (2 * L);
        _samplesByInput = new AlignedBuffer(groups * L * _paddedInputs);
    }

    public override void Forward(AlignedBuffer input)
    {
        Multiply(input.Data, Inputs, _weight.Values, _bias.Values, Output.Data, Outputs);
        if (_tanh)
            ApplyTanh();
    }

    public override void Backward(AlignedBuffer input, AlignedBuffer? inputGradient)
    {
        if (_tanh)
            BackThroughTanh();
        SumBiasGradient(_bias.Gradient, Outputs);
        WeightGradient(input.Data);
        if (inputGradient is null)
            return;
        for (int o = 0; o < Outputs; o++)
        for (int i = 0; i < Inputs; i++)
            _transposedWeights.Data[(i * Outputs) + o] = _weight.Values[(o * Inputs) + i];
        Multiply(OutputGradient.Data, Outputs, _transposedWeights.Data, null, inputGradient.Data, Inputs);
    }

    /// <summary>y = W x + b for two groups and two outputs at a time.</summary>
    private void Multiply(float* x, int inputs, float* weights, float* bias, float* y, int outputs)
    {
        for (int group = 0; group < Groups; group += 2)
        for (int o = 0; o < outputs; o += 2)
        {
            float* x0 = x + (group * inputs * L);
            float* x1 = x0 + (inputs * L);
            float* w0 = weights + (o * inputs);
            float* w1 = w0 + inputs;
            Vector512<float> a0 = bias is null ? Vector512<float>.Zero : Vector512.Create(bias[o]);
            Vector512<float> a1 = bias is null ? Vector512<float>.Zero : Vector512.Create(bias[o + 1]);
            Vector512<float> b0 = a0, b1 = a1;
            for (int i = 0; i < inputs; i++)
            {
                Vector512<float> u = Vector512.Create(w0[i]);
                Vector512<float> v = Vector512.Create(w1[i]);
                Vector512<float> first = Vector512.Load(x0 + (i * L));
                Vector512<float> second = Vector512.Load(x1 + (i * L));
                a0 = Vector512.FusedMultiplyAdd(first, u, a0);
                a1 = Vector512.FusedMultiplyAdd(first, v, a1);
                b0 = Vector512.FusedMultiplyAdd(second, u, b0);
                b1 = Vector512.FusedMultiplyAdd(second, v, b1);
            }

            float* q = y + (((group * outputs) + o) * L);
            a0.Store(q);
            a1.Store(q + L);
            b0.Store(q + (outputs * L));
            b1.Store(q + ((outputs + 1) * L));
        }
    }

    /// <summary>Sums over samples, vectorised over inputs: a horizontal sum per weight would cost more than the products.</summary>
    private void WeightGradient(float* x)
    {
        int samples = Groups * L;
        for (int group = 0; group < Groups; group++)
        for (int i = 0; i < Inputs; i++)
        for (int lane = 0; lane < L; lane++)
            _samplesByInput.Data[(((group * L) + lane) * _paddedInputs) + i] = x[(((group * Inputs) + i) * L) + lane];

        float* block = stackalloc float[4 * L];
        for (int o = 0; o < Outputs; o += 2)
        for (int i = 0; i < _paddedInputs; i += 2 * L)
        {
            Vector512<float> a0 = Vector512<float>.Zero, a1 = a0, b0 = a0, b1 = a0;
            for (int sample = 0; sample < samples; sample++)
            {
                float* dy = OutputGradient.Data + (((sample / L * Outputs) + o) * L) + (sample % L);
                float* p = _samplesByInput.Data + (sample * _paddedInputs) + i;
                Vector512<float> u = Vector512.Create(dy[0]);
                Vector512<float> v = Vector512.Create(dy[L]);
                Vector512<float> first = Vector512.Load(p);
                Vector512<float> second = Vector512.Load(p + L);
                a0 = Vector512.FusedMultiplyAdd(first, u, a0);
                a1 = Vector512.FusedMultiplyAdd(second, u, a1);
                b0 = Vector512.FusedMultiplyAdd(first, v, b0);
                b1 = Vector512.FusedMultiplyAdd(second, v, b1);
            }

            a0.Store(block);
            a1.Store(block + L);
            b0.Store(block + (2 * L));
            b1.Store(block + (3 * L));
            int width = Math.Min(2 * L, Inputs - i);
            new ReadOnlySpan<float>(block, width).CopyTo(new Span<float>(_weight.Gradient + (o * Inputs) + i, width));
            new ReadOnlySpan<float>(block + (2 * L), width).CopyTo(new Span<float>(_weight.Gradient + ((o + 1) * Inputs) + i, width));
        }
    }
}
