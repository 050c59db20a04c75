namespace RealtimeCnn.ModelZoo;

/// <summary>What an operation does, as far as a diagram tells operations apart (by colour, mostly).</summary>
internal enum OperationKind
{
    /// <summary>The picture that goes in.</summary>
    Input,

    /// <summary>Every output channel sees every input channel.</summary>
    Convolution,

    /// <summary>Channels in groups; depthwise if there is one group per channel.</summary>
    GroupedConvolution,

    /// <summary>Maximum or mean over windows or over the whole plane.</summary>
    Pooling,

    /// <summary>A matrix product with weights.</summary>
    FullyConnected,

    /// <summary>Channels side by side.</summary>
    Concatenation,

    /// <summary>Elementwise sum of two or more values: where a shortcut ends.</summary>
    Addition,

    /// <summary>Batch normalisation and its kin.</summary>
    Normalisation,

    /// <summary>Elementwise function.</summary>
    Activation,

    /// <summary>Scores become probabilities.</summary>
    Softmax,

    /// <summary>Same values in another form: flatten, reshape, dropout at inference.</summary>
    Reshape,

    /// <summary>Elementwise factor or offset that is no weight.</summary>
    Scaling,

    /// <summary>Anything else.</summary>
    Other,

    /// <summary>A building block of several operations.</summary>
    Block,
}
