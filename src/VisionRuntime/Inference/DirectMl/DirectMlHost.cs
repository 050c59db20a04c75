namespace RealtimeCnn.DirectMl;

/// <summary>
/// The program's <see cref="DirectMlBackend"/> on one GPU: opened when first asked for, lent to each session, and opened anew after the GPU
/// was lost. What the driver does not finish in time is given up, and DirectML with it: after a loss some drivers hang for ever instead of
/// failing.
/// </summary>
/// <remarks>Any thread.</remarks>
internal sealed class DirectMlHost : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _patience;
    private readonly Func<DirectMlBackend> _open;
    private readonly Dictionary<DirectMlBackend, int> _users = [];
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

    /// <summary>The backend: borrowed until <see cref="Release"/>, good until it is lost. Blocks while it is opened.</summary>
    /// <exception cref="VisionException">DirectML cannot be used; the message says why.</exception>
    public DirectMlBackend Acquire()
    {
        lock (_lock)
        {
            if (_backend is { IsLost: true })
                Abandon();
            _backend ??= Guard(_open, "open the GPU");
            _users[_backend] = _users.GetValueOrDefault(_backend) + 1;
            return _backend;
        }
    }

    /// <summary>Gives the backend back. One that is lost is closed with its last user; a good one stays open for the next.</summary>
    public void Release(DirectMlBackend backend)
    {
        lock (_lock)
        {
            int users = --_users[backend];
            if (backend == _backend && backend.IsLost)
                Abandon();
            else if (users == 0 && backend != _backend)
                Close(backend);
        }
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

    /// <summary>Closes the backend; all sessions must be disposed.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_backend is not null)
                Abandon();
        }
    }

    // Nobody gets this one any more.
    private void Abandon()
    {
        DirectMlBackend backend = _backend!;
        _backend = null;
        if (_users[backend] == 0)
            Close(backend);
    }

    private void Close(DirectMlBackend backend)
    {
        _users.Remove(backend);
        backend.Dispose();
    }
}
