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

    /// <summary>Most bytes that are taken.</summary>
    public long Most => Bytes ?? Limit;
}
