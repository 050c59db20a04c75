using System.Runtime.ExceptionServices;

namespace RealtimeCnn;

/// <content>The engine's own thread, and its end.</content>
public sealed partial class VisionEngine
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(0.5);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously); // nobody ticks any more
    private readonly TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Ticks on a thread of its own until the source ends, the token is cancelled or the engine disposed. A frame that the model fails on
    /// is told (<see cref="FrameError"/>, <see cref="VisionLog"/>), and the next one tried.
    /// </summary>
    /// <param name="cancellation">Ends it, with the network's run that is under way.</param>
    /// <returns>Completes when the thread has stopped; faults with what a behaviour or a handler of an event threw.</returns>
    /// <exception cref="InvalidOperationException">The engine is being ticked already.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public Task RunAsync(CancellationToken cancellation = default)
    {
        _gate.Enter();
        return Task.Factory.StartNew(
            () =>
            {
                try
                {
                    while (!cancellation.IsCancellationRequested && RunOnce(cancellation))
                    {
                    }
                }
                catch (Exception e) // the task may not be looked at for a long time
                {
                    _notices.Fail($"The engine's thread ends, because the program's own code failed on it: {e.Message}");
                    throw;
                }
                finally
                {
                    _gate.Leave();
                }
            },
            CancellationToken.None, // the loop ends by itself; a cancelled task would hide whether the thread still runs
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    /// <summary>
    /// Copies the newest result that was not taken before: for a render thread beside <see cref="RunAsync"/>. One such thread.
    /// </summary>
    /// <param name="into">Overwritten if there is one; otherwise left as it is.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public bool TryTakeResult(FrameResult into)
    {
        ArgumentNullException.ThrowIfNull(into);
        ObjectDisposedException.ThrowIf(_gate.IsClosed, this);
        if (!_results.TryTake(out FrameResult newest))
            return false;
        into.CopyFrom(newest);
        return true;
    }

    /// <summary>Blocks until there may be something to tick for, at most 20 ms.</summary>
    public void WaitForWork()
    {
        // A frame that nobody can classify yet would end the wait at once.
        if (Models.Current is null)
#pragma warning disable RS0030 // Blocking is what this method is for, on the thread that ticks.
            Thread.Sleep(1);
#pragma warning restore RS0030
        else
            Source.WaitForFrame(IdleWait);
    }

    /// <summary>
    /// Ends the engine: loads and the network's run are cancelled, no tick begins any more, behaviours are destroyed, last added first,
    /// memory is given back in the background. Returns at once, or when a tick on another thread no longer reads the source, which may be
    /// disposed then; that tick destroys the behaviours. A tick that reads for longer than 2 s, as one whose behaviour waits for this very
    /// thread, is left alone.
    /// Any thread; the second time does nothing.
    /// </summary>
    public void Dispose()
    {
        (Source as SubmittedFrames)?.Close();
        _gate.Close();
        Models.EndLoads();
        // Not the network, which can take long. A behaviour that waits for this very thread would wait for ever: it is left alone then.
        if (_sourceInUse.TryEnter(LongestRead))
            _sourceInUse.Exit();
    }

    /// <summary>
    /// As <see cref="Dispose"/>; completes when everything is freed, but for what a load or a run holds that does not end within a second:
    /// that goes with it, whenever it ends (<see cref="LoadedModel.IsAnyAtWork"/>).
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _ended.Task.WaitAsync(LongestRun).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_ended.Task.IsCompleted)
            await _freed.Task.ConfigureAwait(false);
    }

    // Once, on the thread that ticked last. Every behaviour is destroyed, whatever the others throw; the first exception is the caller's.
    private void End()
    {
        ExceptionDispatchInfo? thrown = null;
        _ended.SetResult();
        foreach (VisionBehaviour behaviour in _behaviours.Reverse())
        {
            try
            {
                behaviour.DoDestroy();
            }
            catch (Exception e)
            {
                thrown ??= ExceptionDispatchInfo.Capture(e);
            }
        }
        (_behaviours, Frame) = ([], null);
        (Source as SubmittedFrames)?.Dispose();
        _ = FreeAsync();
        thrown?.Throw();

        async Task FreeAsync()
        {
            try
            {
                await Models.DisposeAsync().ConfigureAwait(false);
                _freed.SetResult();
            }
            catch (Exception e) // a driver's, perhaps; whoever waits is to know
            {
                _freed.SetException(e);
            }
        }
    }

    // One turn of the engine's own thread; false when there will not be another. Where it waits, Dispose waits with it.
    private bool RunOnce(CancellationToken cancellation)
    {
        try
        {
            if (TickOnce(cancellation))
                return true;
        }
        catch (VisionException e) when (ReferenceEquals(e, _failure))
        {
            // Told where it happened; the next frame may do better.
        }
        lock (_sourceInUse)
        {
            if (_gate.IsClosed || !IsAlive)
                return false;
            WaitForWork();
            return true;
        }
    }
}
