namespace RealtimeCnn.DemoApp;

/// <summary>
/// Work that waits for others, perhaps for ever: a pipe for somebody who reads it. It has a thread of its own, which is left to it, so that
/// the program can go on and end.
/// </summary>
internal static class Blocking
{
    /// <inheritdoc cref="Do{T}"/>
    public static void Do(Action work, CancellationToken until) => Do<object?>(
        () =>
        {
            work();
            return null;
        },
        until);

    /// <summary>Does it and returns its result, or fails as it does.</summary>
    /// <param name="work">Uses nothing that is freed while it is waited for in vain.</param>
    /// <param name="until">Ends the waiting.</param>
    /// <exception cref="IOException">The waiting was ended.</exception>
    public static T Do<T>(Func<T> work, CancellationToken until)
    {
        Task<T> task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            Task.WaitAny([task], until);
        }
        catch (OperationCanceledException)
        {
            if (!task.IsCompleted)
                throw new IOException("nobody reads it");
        }
        return task.GetAwaiter().GetResult();
    }
}
