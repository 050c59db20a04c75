using System.Runtime.Intrinsics;

namespace RealtimeCnn.LeNetTrainer;

/// <summary>
/// A stage of the network over a batch laid out as [group][feature][lane]. A layer owns its output and the gradient
/// with respect to it; whoever comes next fills that gradient.
/// </summary>
internal abstract unsafe class Layer(int groups, int inputs, int outputs)
{
    protected int Groups => groups;

    protected int Inputs => inputs;

    public int Outputs => outputs;

    public AlignedBuffer Output { get; } = new(groups * outputs * Lanes.Count);

    public AlignedBuffer OutputGradient { get; } = new(groups * outputs * Lanes.Count);

    public abstract void Forward(AlignedBuffer input);

    /// <summary>Adds nothing up: overwrites the parameters' gradients and, unless null, the input's gradient.</summary>
    public abstract void Backward(AlignedBuffer input, AlignedBuffer? inputGradient);

    protected void ApplyTanh()
    {
        float* y = Output.Data;
        for (int i = 0; i < Output.Length; i += Lanes.Count)
            Lanes.Tanh(Vector512.Load(y + i)).Store(y + i);
    }

    /// <summary>Turns the gradient after tanh into the one before it: tanh' = 1 - tanh^2.</summary>
    protected void BackThroughTanh()
    {
        float* y = Output.Data;
        float* dy = OutputGradient.Data;
        for (int i = 0; i < Output.Length; i += Lanes.Count)
        {
            Vector512<float> value = Vector512.Load(y + i);
            (Vector512.Load(dy + i) * Vector512.FusedMultiplyAdd(-value, value, Vector512<float>.One)).Store(dy + i);
        }
    }

    protected void SumBiasGradient(float* gradient, int channels)
    {
        int area = outputs / channels;
        for (int channel = 0; channel < channels; channel++)
        {
            Vector512<float> sum = Vector512<float>.Zero;
            for (int group = 0; group < groups; group++)
            {
                float* dy = OutputGradient.Data + (((group * outputs) + (channel * area)) * Lanes.Count);
                for (int i = 0; i < area; i++)
                    sum += Vector512.Load(dy + (i * Lanes.Count));
            }

            gradient[channel] = Lanes.Sum(sum);
        }
    }
}
