using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>
/// Counts loads and runs of this process, those among them that were told to stop and go on all the same. Each of these holds a thread that
/// computes, and memory: while there are two, nothing more is loaded.
/// </summary>
internal static class WorkInProgress
{
    /// <summary>How many that do not stop are left to themselves before loads are refused.</summary>
    public const int MostLeft = 2;

    // What is told to stop does so within a second, on a busy machine within some.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static TaskCompletionSource _oneIsBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private static int _count;
    private static int _left;

    /// <summary>Whether there is any.</summary>
    public static bool IsAny => Volatile.Read(ref _count) > 0;

    /// <summary>How many are told to stop and have not.</summary>
    public static int Left => Volatile.Read(ref _left);

    public static void Begin() => Interlocked.Increment(ref _count);

    public static void End() => Interlocked.Decrement(ref _count);

    /// <summary>One is told to stop, or nobody waits for it any more.</summary>
    public static void Leave() => Interlocked.Increment(ref _left);

    /// <summary>It has stopped.</summary>
    public static void ComeBack()
    {
        Interlocked.Decrement(ref _left);
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _oneIsBack, next).TrySetResult();
    }

    /// <summary>Completes when a load may begin; waits a little for what is about to stop.</summary>
    /// <returns>False if it may not.</returns>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    public static async Task<bool> HasRoomAsync(CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Task oneIsBack = Volatile.Read(ref _oneIsBack).Task;
            if (Left < MostLeft)
                return true;
            TimeSpan rest = Patience - Stopwatch.GetElapsedTime(start);
            if (rest <= TimeSpan.Zero)
                return false;
            await oneIsBack.WaitAsync(rest, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
