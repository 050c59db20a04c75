namespace RealtimeCnn;

/// <summary>When a GPU that failed is tried again: after 1 s, 2 s, 4 s, up to a minute.</summary>
internal static class GpuRetry
{
    /// <summary>Before the first try.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>Before each of the last.</summary>
    public static readonly TimeSpan Last = TimeSpan.FromMinutes(1);

    /// <summary>Before the try after one that failed.</summary>
    /// <param name="delay">What was waited before that.</param>
    public static TimeSpan After(TimeSpan delay) => delay * 2 < Last ? delay * 2 : Last;
}
