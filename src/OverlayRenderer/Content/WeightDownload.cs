namespace RealtimeCnn.OverlayRenderer;

/// <summary>How far a download of weights is.</summary>
/// <param name="Received">Bytes that are there.</param>
/// <param name="Total">Bytes that there will be; null while unknown.</param>
/// <param name="PerSecond">Bytes that came in the last second or so; 0 until known.</param>
internal sealed record WeightDownload(long Received, long? Total, double PerSecond)
{
    /// <summary>From 0 to 1; 0 while the size is unknown.</summary>
    public double Share => Total is > 0 and long total ? Math.Clamp((double)Received / total, 0, 1) : 0;

    /// <summary>Seconds until it is through, as it goes now; not a number while that cannot be told.</summary>
    public double SecondsLeft => Total is { } total && PerSecond > 0 ? Math.Max(0, total - Received) / PerSecond : double.NaN;
}
