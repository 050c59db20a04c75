namespace RealtimeCnn;

/// <summary>
/// What was chosen among several, and why each better one was not: a backend, a GPU, a preprocessor. Immutable: any thread.
/// </summary>
/// <typeparam name="T">What is chosen: a name, or a <see cref="GpuInfo"/>.</typeparam>
/// <param name="Chosen">The one that runs; null if none can, and then <see cref="Problem"/> says why.</param>
/// <param name="Rejected">The others that were considered, in order of preference, each with its reason in words for a user.</param>
public sealed record Choice<T>(T? Chosen, IReadOnlyList<(T Candidate, string Reason)> Rejected) where T : class
{
    /// <summary>More about the chosen one: the device that it runs on, or why it was taken; null if there is no more to say.</summary>
    public string? Detail { get; init; }

    /// <summary>Why none can be chosen, as the end of a sentence without a full stop; null if one is.</summary>
    public string? Problem { get; init; }

    /// <summary>All but the name of the chosen one, in one line fit to show; empty if there is no more to say.</summary>
    public string Reasons => Detail is null ? string.Join("; ", Rejected.Select(Not)) : Detail + InBrackets;

    /// <summary>Whether both say the same.</summary>
    public bool Equals(Choice<T>? other) =>
        other is not null && EqualityComparer<T?>.Default.Equals(Chosen, other.Chosen) && Detail == other.Detail && Problem == other.Problem
            && Rejected.SequenceEqual(other.Rejected);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Chosen, Detail, Problem, Rejected.Count);

    /// <summary>In one line, fit to show: "cpu (not directml: DirectML needs Windows)".</summary>
    public override string ToString()
    {
        string chosen = Chosen is null ? $"none: {Problem}" : Detail is null ? $"{Chosen}" : $"{Chosen}: {Detail}";
        return chosen + InBrackets;
    }

    private string InBrackets => string.Concat(Rejected.Select(rejected => $" ({Not(rejected)})"));

    private static string Not((T Candidate, string Reason) rejected) => $"not {rejected.Candidate}: {rejected.Reason.TrimEnd('.')}";
}
