using System.Runtime.Intrinsics;

namespace RealtimeCnn.LeNetTrainer;

/// <summary>
/// The two loops a convolution needs, for square planes of one lane group. Blocks of 2 channels x 2 x 2 pixels keep
/// eight sums in flight, enough to hide the latency of a fused multiply-add.
/// </summary>
internal static unsafe class ConvolutionKernels
{
    private const int L = Lanes.Count;

    /// <summary>Valid cross-correlation; output side and channel count must be even.</summary>
    public static void Correlate(
        float* x, int inChannels, int inSize, float* weights, float* bias, float* y, int outChannels, int kernel)
    {
        int outSize = inSize - kernel + 1;
        int taps = inChannels * kernel * kernel;
        int row = inSize * L;
        for (int oy = 0; oy < outSize; oy += 2)
        for (int oc = 0; oc < outChannels; oc += 2)
        for (int ox = 0; ox < outSize; ox += 2)
        {
            float* w0 = weights + (oc * taps);
            float* w1 = w0 + taps;
            Vector512<float> a00 = bias is null ? Vector512<float>.Zero : Vector512.Create(bias[oc]);
            Vector512<float> a01 = a00, a10 = a00, a11 = a00;
            Vector512<float> b00 = bias is null ? Vector512<float>.Zero : Vector512.Create(bias[oc + 1]);
            Vector512<float> b01 = b00, b10 = b00, b11 = b00;
            for (int ic = 0; ic < inChannels; ic++)
            for (int ky = 0; ky < kernel; ky++)
            {
                float* p = x + (((((ic * inSize) + oy + ky) * inSize) + ox) * L);
                for (int kx = 0; kx < kernel; kx++, p += L)
                {
                    Vector512<float> x00 = Vector512.Load(p);
                    Vector512<float> x01 = Vector512.Load(p + L);
                    Vector512<float> x10 = Vector512.Load(p + row);
                    Vector512<float> x11 = Vector512.Load(p + row + L);
                    Vector512<float> u = Vector512.Create(*w0++);
                    Vector512<float> v = Vector512.Create(*w1++);
                    a00 = Vector512.FusedMultiplyAdd(x00, u, a00);
                    a01 = Vector512.FusedMultiplyAdd(x01, u, a01);
                    a10 = Vector512.FusedMultiplyAdd(x10, u, a10);
                    a11 = Vector512.FusedMultiplyAdd(x11, u, a11);
                    b00 = Vector512.FusedMultiplyAdd(x00, v, b00);
                    b01 = Vector512.FusedMultiplyAdd(x01, v, b01);
                    b10 = Vector512.FusedMultiplyAdd(x10, v, b10);
                    b11 = Vector512.FusedMultiplyAdd(x11, v, b11);
                }
            }

            float* q = y + (((((oc * outSize) + oy) * outSize) + ox) * L);
            a00.Store(q);
            a01.Store(q + L);
            a10.Store(q + (outSize * L));
            a11.Store(q + ((outSize + 1) * L));
            q += outSize * outSize * L;
            b00.Store(q);
            b01.Store(q + L);
            b10.Store(q + (outSize * L));
            b11.Store(q + ((outSize + 1) * L));
        }
    }

    /// <summary>Weight gradient of a 5x5 kernel over all groups: one kernel row of two output channels at a time.</summary>
    public static void WeightGradient5(
        float* x, int inChannels, int inSize, float* dy, int outChannels, int groups, float* gradient)
    {
        const int Kernel = 5;
        int outSize = inSize - Kernel + 1;
        int area = outSize * outSize;
        for (int oc = 0; oc < outChannels; oc += 2)
        for (int ic = 0; ic < inChannels; ic++)
        for (int ky = 0; ky < Kernel; ky++)
        {
            Vector512<float> a0 = Vector512<float>.Zero, a1 = a0, a2 = a0, a3 = a0, a4 = a0;
            Vector512<float> b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0;
            for (int group = 0; group < groups; group++)
            {
                float* d = dy + (((group * outChannels) + oc) * area * L);
                float* e = d + (area * L);
                for (int oy = 0; oy < outSize; oy++)
                {
                    float* p = x + ((((((group * inChannels) + ic) * inSize) + oy + ky) * inSize) * L);
                    for (int ox = 0; ox < outSize; ox++, p += L, d += L, e += L)
                    {
                        Vector512<float> u = Vector512.Load(d);
                        Vector512<float> v = Vector512.Load(e);
                        Vector512<float> x0 = Vector512.Load(p);
                        Vector512<float> x1 = Vector512.Load(p + L);
                        Vector512<float> x2 = Vector512.Load(p + (2 * L));
                        Vector512<float> x3 = Vector512.Load(p + (3 * L));
                        Vector512<float> x4 = Vector512.Load(p + (4 * L));
                        a0 = Vector512.FusedMultiplyAdd(x0, u, a0);
                        a1 = Vector512.FusedMultiplyAdd(x1, u, a1);
                        a2 = Vector512.FusedMultiplyAdd(x2, u, a2);
                        a3 = Vector512.FusedMultiplyAdd(x3, u, a3);
                        a4 = Vector512.FusedMultiplyAdd(x4, u, a4);
                        b0 = Vector512.FusedMultiplyAdd(x0, v, b0);
                        b1 = Vector512.FusedMultiplyAdd(x1, v, b1);
                        b2 = Vector512.FusedMultiplyAdd(x2, v, b2);
                        b3 = Vector512.FusedMultiplyAdd(x3, v, b3);
                        b4 = Vector512.FusedMultiplyAdd(x4, v, b4);
                    }
                }
            }

            float* g = gradient + ((((oc * inChannels) + ic) * Kernel + ky) * Kernel);
            g[0] = Lanes.Sum(a0);
            g[1] = Lanes.Sum(a1);
            g[2] = Lanes.Sum(a2);
            g[3] = Lanes.Sum(a3);
            g[4] = Lanes.Sum(a4);
            g += inChannels * Kernel * Kernel;
            g[0] = Lanes.Sum(b0);
            g[1] = Lanes.Sum(b1);
            g[2] = Lanes.Sum(b2);
            g[3] = Lanes.Sum(b3);
            g[4] = Lanes.Sum(b4);
        }
    }
}
