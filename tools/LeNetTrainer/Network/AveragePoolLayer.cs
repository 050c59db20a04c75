using System.Runtime.Intrinsics;

namespace RealtimeCnn.LeNetTrainer;

/// <summary>Mean of 2x2 blocks.</summary>
internal sealed unsafe class AveragePoolLayer(int groups, int channels, int inSize)
    : Layer(groups, channels * inSize * inSize, channels * inSize * inSize / 4)
{
    private const int L = Lanes.Count;

    public override void Forward(AlignedBuffer input)
    {
        int outSize = inSize / 2;
        float* y = Output.Data;
        for (int plane = 0; plane < Groups * channels; plane++)
        for (int oy = 0; oy < outSize; oy++)
        for (int ox = 0; ox < outSize; ox++, y += L)
        {
            float* top = input.Data + (((((plane * inSize) + (2 * oy)) * inSize) + (2 * ox)) * L);
            float* below = top + (inSize * L);
            Vector512<float> sum = (Vector512.Load(top) + Vector512.Load(top + L))
                + (Vector512.Load(below) + Vector512.Load(below + L));
            (sum * 0.25f).Store(y);
        }
    }

    public override void Backward(AlignedBuffer input, AlignedBuffer? inputGradient)
    {
        if (inputGradient is null)
            return;
        int outSize = inSize / 2;
        float* dy = OutputGradient.Data;
        for (int plane = 0; plane < Groups * channels; plane++)
        for (int oy = 0; oy < outSize; oy++)
        for (int ox = 0; ox < outSize; ox++, dy += L)
        {
            float* top = inputGradient.Data + (((((plane * inSize) + (2 * oy)) * inSize) + (2 * ox)) * L);
            float* below = top + (inSize * L);
            Vector512<float> share = Vector512.Load(dy) * 0.25f;
            share.Store(top);
            share.Store(top + L);
            share.Store(below);
            share.Store(below + L);
        }
    }
}
