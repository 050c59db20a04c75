namespace RealtimeCnn.ModelZoo;

/// <summary>What the numbers of a classifier's output are.</summary>
public enum ScoreKind
{
    /// <summary>Any numbers, the larger the likelier; softmax, <c>exp(x) / sum of exp</c>, makes probabilities of them.</summary>
    Logits,

    /// <summary>Probabilities of classes of which one is true: 0..1, together 1.</summary>
    Softmax,

    /// <summary>Natural logarithms of such probabilities: at most 0.</summary>
    LogSoftmax,

    /// <summary>Probabilities of classes each of which may be true or not: 0..1 each, whatever the others are.</summary>
    Sigmoid,
}
