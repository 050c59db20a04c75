namespace RealtimeCnn;

/// <summary>Counts loads and runs of this process, those among them that were given up and go on all the same.</summary>
internal static class WorkInProgress
{
    private static int _count;

    /// <summary>Whether there is any.</summary>
    public static bool IsAny => Volatile.Read(ref _count) > 0;

    public static void Begin() => Interlocked.Increment(ref _count);

    public static void End() => Interlocked.Decrement(ref _count);
}
