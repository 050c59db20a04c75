namespace RealtimeCnn;

/// <summary>Ranks a classifier's output. Allocates nothing; stateless: any thread.</summary>
internal static class TopK
{
    /// <summary>Writes the best classes, best first.</summary>
    /// <param name="scores">One value per class: logits or probabilities.</param>
    /// <param name="areProbabilities">False to apply softmax, <c>exp(x - max) / sum</c>, first.</param>
    /// <param name="labels">One name per class.</param>
    /// <param name="top">Receives the best classes.</param>
    /// <returns>
    /// How many were written: the length of <paramref name="top"/>, or the number of classes if that is less. Values that are not a number
    /// are never ranked.
    /// </returns>
    public static int Select(ReadOnlySpan<float> scores, bool areProbabilities, IReadOnlyList<string> labels, Span<Prediction> top)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Span<int> best = stackalloc int[Math.Min(top.Length, FrameResult.MaxPredictions)];
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

        double sum = 1;
        float max = 0;
        if (!areProbabilities && count > 0)
        {
            max = scores[best[0]];
            sum = 0;
            foreach (float score in scores)
                sum += float.IsNaN(score) ? 0 : Math.Exp(score - max);
        }
        for (int i = 0; i < count; i++)
        {
            float score = scores[best[i]];
            top[i] = new Prediction(best[i], labels[best[i]], areProbabilities ? score : (float)(Math.Exp(score - max) / sum));
        }
        return count;
    }
}
