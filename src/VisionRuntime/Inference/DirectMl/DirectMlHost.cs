namespace RealtimeCnn.DirectMl;

/// <summary>
/// The program's one <see cref="DirectMlBackend"/>: opened when first asked for, and opened anew after the GPU was lost. What the driver
/// does not finish in time is given up, and DirectML with it: after a loss some drivers hang for ever instead of failing.
/// </summary>
/// <remarks>Any thread.</remarks>
internal sealed class DirectMlHost : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _patience;
    private readonly Func<DirectMlBackend> _open;
    private DirectMlBackend? _backend;
    private string? _problem;

    /// <summary>Makes a host.</summary>
    /// <param name="request">Which GPU is wanted.</param>
    /// <param name="patience">How long the driver may take to open the GPU, or to load a network.</param>
    public DirectMlHost(AdapterRequest request, TimeSpan patience) : this(() => DirectMlBackend.Create(request), patience)
    {
    }

    /// <summary>A host that opens in another way, for tests.</summary>
    internal DirectMlHost(Func<DirectMlBackend> open, TimeSpan patience) => (_open, _patience) = (open, patience);

    /// <summary>The backend: borrowed, good until it is lost. Blocks while it is opened.</summary>
    /// <exception cref="VisionException">DirectML cannot be used; the message says why.</exception>
    public DirectMlBackend Acquire()
    {
        lock (_lock)
            return _backend ??= Guard(_open, "open the GPU");
    }

    /// <summary>Does something that the driver may hang in, such as loading a network, within the time limit.</summary>
    /// <param name="work">Runs on a thread of its own; what it throws is thrown here.</param>
    /// <param name="what">What it does, as in "cannot ...".</param>
    /// <exception cref="VisionException">It took too long, now or before. The thread is left behind.</exception>
    public T Guard<T>(Func<T> work, string what)
    {
        if (Volatile.Read(ref _problem) is { } problem)
            throw new VisionException(problem);
        Task<T> task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (Task.WaitAny([task], _patience) < 0)
        {
            problem = $"DirectML did not {what} within {_patience.TotalSeconds:0} seconds; it stays off until the program is started again.";
            Volatile.Write(ref _problem, problem);
            throw new VisionException(problem);
        }
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Forgets a backend whose GPU was lost; the next <see cref="Acquire"/> opens anew. The sessions on it must be disposed already.</summary>
    public void Forget(DirectMlBackend lost)
    {
        lock (_lock)
        {
            if (_backend == lost)
                _backend = null;
        }
        lost.Dispose();
    }

    /// <summary>Closes the backend; all sessions must be disposed.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _backend?.Dispose();
            _backend = null;
        }
    }
}
