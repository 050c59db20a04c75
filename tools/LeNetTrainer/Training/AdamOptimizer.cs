namespace RealtimeCnn.LeNetTrainer;

/// <summary>Adam with decoupled weight decay (biases decay too: at this strength it makes no difference).</summary>
internal sealed class AdamOptimizer(ParameterSet parameters, float weightDecay)
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly float[] _mean = new float[parameters.Count];
    private readonly float[] _square = new float[parameters.Count];
    private double _beta1Power = 1;
    private double _beta2Power = 1;

    public void Step(float rate)
    {
        _beta1Power *= Beta1;
        _beta2Power *= Beta2;
        float step = (float)(rate / (1 - _beta1Power));
        float correction = (float)(1 / Math.Sqrt(1 - _beta2Power));
        float keep = 1 - (rate * weightDecay);
        Span<float> values = parameters.Values.Span;
        ReadOnlySpan<float> gradient = parameters.Gradient.Span;
        for (int i = 0; i < _mean.Length; i++)
        {
            float g = gradient[i];
            _mean[i] += (1 - Beta1) * (g - _mean[i]);
            _square[i] += (1 - Beta2) * ((g * g) - _square[i]);
            values[i] = (values[i] * keep) - (step * _mean[i] / ((MathF.Sqrt(_square[i]) * correction) + Epsilon));
        }
    }
}
