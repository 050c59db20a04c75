namespace RealtimeCnn.ModelZoo;

/// <summary>What to download, and what it must be.</summary>
/// <param name="Url">An http or https address.</param>
/// <param name="Target">Where the file goes; its folder exists.</param>
internal sealed record DownloadRequest(Uri Url, string Target)
{
    /// <summary>Exact size; null if unknown.</summary>
    public long? Bytes { get; init; }

    /// <summary>Most bytes that are taken where the size is unknown.</summary>
    public required long Limit { get; init; }

    /// <summary>SHA-256 in lower-case hex, or its first digits; null if unknown.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What this source's file was when it came first; null where that is not kept.</summary>
    public HashPin? Pin { get; init; }

    /// <summary>Most bytes that are taken.</summary>
    public long Most => Bytes ?? Limit;

    /// <summary>Why a file is not the one that is asked for, to be said behind its address; null if it is.</summary>
    public string? WhyNot(string sha256)
    {
        if (Sha256 is not null && !sha256.StartsWith(Sha256, StringComparison.Ordinal))
            return $"is not the file that the catalogue names: its SHA-256 is {sha256}, not {Sha256}; it was deleted.";
        return Pin?.Sha256 is not { } first || first == sha256 ? null
            : $"is not the file that came first: its SHA-256 is {sha256}, not {first}; it was deleted. "
                + $"To accept the new one, delete '{Pin.Path}' and pull again.";
    }
}
