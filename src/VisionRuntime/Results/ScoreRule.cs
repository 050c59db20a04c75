namespace RealtimeCnn;

/// <summary>How the numbers of an output become the scores that are shown.</summary>
/// <param name="Kind">What they are; null where each frame's are taken for what they look like.</param>
/// <param name="Scale">What probabilities, or their logarithms, were multiplied by.</param>
internal readonly record struct ScoreRule(ScoreKind? Kind, double Scale = 1)
{
    private const double Slack = 0.01;

    /// <summary>What numbers look like. Probabilities and their logarithms are seldom met by chance; all else is logits.</summary>
    public static ScoreKind Guess(ReadOnlySpan<float> scores)
    {
        double sum = 0, least = double.PositiveInfinity, most = double.NegativeInfinity, exponentials = 0;
        foreach (float score in scores)
        {
            (sum, least, most) = (sum + score, Math.Min(least, score), Math.Max(most, score));
            exponentials += Math.Exp(score);
        }
        return least >= 0 && most <= 1 && Math.Abs(sum - 1) <= Slack ? ScoreKind.Softmax
            : most <= 0 && Math.Abs(exponentials - 1) <= Slack ? ScoreKind.LogSoftmax
            : ScoreKind.Logits;
    }
}
