namespace RealtimeCnn;

/// <summary>One GPU as its driver describes it.</summary>
/// <param name="Id">Names it on the command line, as its API does: its place in the driver's list, or its LUID as 0x...</param>
/// <param name="Name">Name of the product.</param>
/// <param name="Kind">"discrete", "integrated", "virtual", "other", or <see cref="Software"/>.</param>
/// <param name="Driver">More about it and its driver, in words for a user.</param>
public sealed record GpuInfo(string Id, string Name, string Kind, string Driver)
{
    /// <summary>The <see cref="Kind"/> of a program on the processor that does a GPU's work: Mesa's lavapipe, SwiftShader, WARP.</summary>
    public const string Software = "software";

    /// <summary>The name without what drivers add in brackets, which is their build.</summary>
    public string ShortName => Name.Split(" (")[0];

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Chooses among the GPUs of one API: what was asked for by name or id, or else the first that can be used.</summary>
    /// <param name="found">All of them, best first, each with what rules it out whatever is asked for, or null.</param>
    /// <param name="wanted">Id, or part of the name in any case; null for the best.</param>
    public static Choice<GpuInfo> Choose(IReadOnlyList<(GpuInfo Gpu, string? Unusable)> found, string? wanted)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (found.Count == 0)
            return new Choice<GpuInfo>(null, []) { Problem = "there is no GPU that a driver knows" };
        (GpuInfo Gpu, string? Unusable)[] matching = [.. found.Where(candidate => candidate.Gpu.Matches(wanted))];
        GpuInfo? chosen = matching.FirstOrDefault(candidate => candidate.Unusable is null).Gpu;
        string reason = wanted is not null ? $"'{wanted}' was asked for" : $"{chosen?.Name} ({chosen?.Kind}) is preferred";
        return new Choice<GpuInfo>(
            chosen,
            [.. found.Where(candidate => candidate.Gpu != chosen).Select(candidate => (candidate.Gpu, candidate.Unusable ?? reason))])
        {
            Problem = chosen is not null ? null
                : matching.Length == 0 ? $"no GPU is called '{wanted}'; there are {Names(found)}"
                : string.Join("; ", matching.Select(candidate => $"{candidate.Gpu.Name}: {candidate.Unusable}")),
        };
    }

    private static string Names(IReadOnlyList<(GpuInfo Gpu, string? Unusable)> found) =>
        string.Join(", ", found.Select(candidate => $"{candidate.Gpu.Id} = {candidate.Gpu.Name}"));

    private bool Matches(string? wanted) =>
        wanted is null
        || (int.TryParse(wanted, out _) ? Id == wanted : Name.Contains(wanted, StringComparison.OrdinalIgnoreCase));
}
