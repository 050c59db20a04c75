namespace RealtimeCnn;

/// <summary>What the numbers of a classifier's output are: the names of <see cref="ModelDefinition.Scores"/>.</summary>
internal enum ScoreKind
{
    /// <summary>Any numbers, the larger the likelier; softmax, <c>exp(x) / sum of exp</c>, makes probabilities of them.</summary>
    Logits,

    /// <summary>Probabilities of classes of which one is true.</summary>
    Softmax,

    /// <summary>Natural logarithms of such probabilities.</summary>
    LogSoftmax,

    /// <summary>Probabilities of classes each of which may be true or not.</summary>
    Sigmoid,
}
