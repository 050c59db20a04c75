namespace RealtimeCnn;

/// <summary>Ranks a classifier's output. Stateless: any thread.</summary>
internal static class TopK
{
    /// <summary>Writes the best classes, best first. Allocates nothing for up to <see cref="FrameResult.MaxPredictions"/>.</summary>
    /// <param name="scores">One value per class.</param>
    /// <param name="rule">What they are. Of logits softmax is taken, <c>exp(x - max) / sum</c>; nothing shown leaves 0..1.</param>
    /// <param name="labels">One name per class.</param>
    /// <param name="top">Receives the best classes.</param>
    /// <returns>
    /// How many were written: the length of <paramref name="top"/>, or the number of classes if that is less. Values that are not a number
    /// are never ranked.
    /// </returns>
    public static int Select(ReadOnlySpan<float> scores, ScoreRule rule, IReadOnlyList<string> labels, Span<Prediction> top)
    {
        ArgumentNullException.ThrowIfNull(labels);
        int wanted = Math.Min(top.Length, scores.Length);
        Span<int> best = wanted <= FrameResult.MaxPredictions ? stackalloc int[wanted] : new int[wanted];
        int count = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            float score = scores[i];
            if (float.IsNaN(score) || (count == best.Length && (count == 0 || score <= scores[best[count - 1]])))
                continue;
            int at = count < best.Length ? count++ : count - 1;
            for (; at > 0 && score > scores[best[at - 1]]; at--)
                best[at] = best[at - 1];
            best[at] = i;
        }

        ScoreKind kind = rule.Kind ?? ScoreRule.Guess(scores);
        double sum = 0;
        float max = count > 0 ? scores[best[0]] : 0;
        if (kind == ScoreKind.Logits)
        {
            foreach (float score in scores)
                sum += float.IsNaN(score) ? 0 : Math.Exp(score - max);
        }
        for (int i = 0; i < count; i++)
        {
            float score = scores[best[i]];
            double share = kind switch
            {
                ScoreKind.Logits => Math.Exp(score - max) / sum,
                ScoreKind.LogSoftmax => Math.Exp(score / rule.Scale),
                _ => score / rule.Scale,
            };
            top[i] = new Prediction(best[i], labels[best[i]], (float)Math.Clamp(share, 0, 1));
        }
        return count;
    }
}
