using System.Runtime.InteropServices;

namespace RealtimeCnn;

/// <summary>
/// Runs a load on a thread of its own, below the priority of the program's other threads: it can take a core for seconds, and frames are
/// not to wait for it.
/// </summary>
/// <remarks>
/// On Linux the threads that ONNX Runtime makes for a session start with the priority of the one that opens it, and keep it: a model's
/// helpers stay below the program's own threads. On Windows they do not take it over.
/// </remarks>
internal static partial class LoadThread
{
    // Of 0..19: a third of the weight of a usual thread (kernel/sched/core.c, sched_prio_to_weight).
    private const int Niceness = 5;

    // ONNX Runtime builds decision trees by recursion, a level in less than 900 bytes, and the guard accepts up to 250,000 of them. Only
    // what is used of a stack takes memory.
    private const int StackBytes = 256 << 20;

    /// <summary>Runs it; the task completes with what it returns or throws, and never runs what follows on the thread.</summary>
    /// <param name="load">The load.</param>
    /// <param name="isPolite">Whether below the program's priority; otherwise somebody waits for it with nothing else to do.</param>
    public static Task<T> RunAsync<T>(Func<T> load, bool isPolite = true)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            // .NET sets no priority on Linux. A system that refuses leaves it as it is: the load is then only less polite.
            if (isPolite && OperatingSystem.IsLinux())
                _ = Nice(Niceness);
            try
            {
                done.SetResult(load());
            }
            catch (OperationCanceledException e)
            {
                done.SetCanceled(e.CancellationToken);
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }, StackBytes)
        {
            IsBackground = true,
            Name = "RealtimeCnn load",
            Priority = isPolite ? ThreadPriority.BelowNormal : ThreadPriority.Normal,
        };
        thread.Start();
        return done.Task;
    }

    // Of the calling thread alone: nice(2), "C library/kernel differences".
    [LibraryImport("libc", EntryPoint = "nice")]
    private static partial int Nice(int more);
}
