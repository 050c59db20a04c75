namespace RealtimeCnn.ModelZoo;

/// <summary>How far a download is.</summary>
/// <param name="Received">Bytes that are there, those of earlier runs included.</param>
/// <param name="Total">Bytes there will be; null while unknown.</param>
/// <param name="Notice">A sentence for the user, such as why it starts again; usually null.</param>
public readonly record struct DownloadProgress(long Received, long? Total, string? Notice = null);
