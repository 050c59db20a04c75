namespace RealtimeCnn.ModelZoo;

public sealed partial record ModelDefinition
{
    /// <summary>
    /// What the numbers of an output are, by the graph's last operators, whatever <see cref="Scores"/> says. Reads the file's outline.
    /// </summary>
    /// <param name="output">Name of an output.</param>
    /// <returns>
    /// Kind: as <see cref="Scores"/>, null where the graph does not tell. Scale: what probabilities are multiplied by in the graph, 100 for
    /// percentages; else 1. Reason: which operators say so, as the end of a sentence without a full stop.
    /// </returns>
    /// <exception cref="VisionException">The file or the bytes are not to be trusted.</exception>
    public (string? Kind, double Scale, string Reason) ReadEnding(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return Outline() is { } outline
            ? GraphEnding.Of(outline, output)
            : (ScoreNames.Logits, 1, "networks that are built here end in them");
    }

    /// <summary>Those of some outputs that no other of them is computed from: of features and scores the scores.</summary>
    /// <param name="outputs">Names of outputs.</param>
    /// <exception cref="VisionException">The file or the bytes are not to be trusted.</exception>
    public IReadOnlyList<string> LastOf(IReadOnlyList<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return Outline() is { } outline ? GraphEnding.Last(outline, outputs) : outputs;
    }

    /// <summary>
    /// Those of some outputs that are picked from scores, or sum them up: the five best, the best as 0s and 1s, the mean of all.
    /// </summary>
    /// <param name="outputs">Names of outputs.</param>
    /// <exception cref="VisionException">The file or the bytes are not to be trusted.</exception>
    public IReadOnlyList<string> PickedOf(IReadOnlyList<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return Outline() is { } outline ? GraphEnding.Picked(outline, outputs) : [];
    }

    // Null for a network that is built here.
    private OnnxOutline? Outline() =>
        File is not null ? OnnxGuard.Check(File).Outline : Content.IsEmpty ? null : OnnxGuard.Check(Content).Outline;
}
