namespace RealtimeCnn.LeNetTrainer;

/// <summary>5x5 valid convolution with bias, then tanh.</summary>
internal sealed unsafe class ConvolutionLayer : Layer
{
    private const int Kernel = 5;
    private const int Margin = Kernel - 1;

    private readonly int _inChannels;
    private readonly int _inSize;
    private readonly int _outChannels;
    private readonly int _outSize;
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly AlignedBuffer _flippedWeights;
    private readonly AlignedBuffer _paddedGradient;

    public ConvolutionLayer(ParameterSet parameters, string name, int groups, int inChannels, int inSize, int outChannels)
        : base(groups, inChannels * inSize * inSize, outChannels * (inSize - Margin) * (inSize - Margin))
    {
        _inChannels = inChannels;
        _inSize = inSize;
        _outChannels = outChannels;
        _outSize = inSize - Margin;
        _weight = parameters.Add(name + ".weight", outChannels, inChannels, Kernel, Kernel);
        _bias = parameters.Add(name + ".bias", outChannels);
        _flippedWeights = new AlignedBuffer(_weight.Length);
        int padded = _outSize + (2 * Margin);
        _paddedGradient = new AlignedBuffer(outChannels * padded * padded * Lanes.Count);
    }

    public override void Forward(AlignedBuffer input)
    {
        for (int group = 0; group < Groups; group++)
        {
            ConvolutionKernels.Correlate(
                input.Data + (group * Inputs * Lanes.Count), _inChannels, _inSize,
                _weight.Values, _bias.Values,
                Output.Data + (group * Outputs * Lanes.Count), _outChannels, Kernel);
        }

        ApplyTanh();
    }

    public override void Backward(AlignedBuffer input, AlignedBuffer? inputGradient)
    {
        BackThroughTanh();
        SumBiasGradient(_bias.Gradient, _outChannels);
        ConvolutionKernels.WeightGradient5(
            input.Data, _inChannels, _inSize, OutputGradient.Data, _outChannels, Groups, _weight.Gradient);
        if (inputGradient is null)
            return;

        // The gradient of the input is a valid correlation too: of the zero-padded output gradient with the flipped
        // kernels, the roles of input and output channels exchanged.
        FlipWeights();
        for (int group = 0; group < Groups; group++)
        {
            PadGradient(group);
            ConvolutionKernels.Correlate(
                _paddedGradient.Data, _outChannels, _outSize + (2 * Margin),
                _flippedWeights.Data, null,
                inputGradient.Data + (group * Inputs * Lanes.Count), _inChannels, Kernel);
        }
    }

    private void FlipWeights()
    {
        const int Taps = Kernel * Kernel;
        for (int oc = 0; oc < _outChannels; oc++)
        for (int ic = 0; ic < _inChannels; ic++)
        for (int tap = 0; tap < Taps; tap++)
            _flippedWeights.Data[(((ic * _outChannels) + oc) * Taps) + tap] =
                _weight.Values[(((oc * _inChannels) + ic) * Taps) + (Taps - 1 - tap)];
    }

    private void PadGradient(int group)
    {
        int padded = _outSize + (2 * Margin);
        ReadOnlySpan<float> source = OutputGradient.Span.Slice(group * Outputs * Lanes.Count, Outputs * Lanes.Count);
        Span<float> target = _paddedGradient.Span;
        int row = _outSize * Lanes.Count;
        for (int oc = 0; oc < _outChannels; oc++)
        for (int y = 0; y < _outSize; y++)
        {
            int at = ((((oc * padded) + y + Margin) * padded) + Margin) * Lanes.Count;
            source.Slice(((oc * _outSize) + y) * row, row).CopyTo(target[at..]);
        }
    }
}
