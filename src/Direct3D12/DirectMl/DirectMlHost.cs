namespace RealtimeCnn.Direct3D12;

/// <summary>
/// The program's <see cref="DirectMlGpu"/> on one GPU: opened when first asked for, lent to each session, and opened anew after the GPU was
/// lost. What the driver does not finish in time is given up, and DirectML with it: after a loss some drivers hang for ever instead of
/// failing.
/// </summary>
/// <remarks>Any thread.</remarks>
internal sealed class DirectMlHost : IDisposable
{
    private readonly TimeSpan _patience;
    private readonly SharedDevices<DirectMlGpu> _gpus;
    private string? _problem;

    /// <summary>Makes a host.</summary>
    /// <param name="gpu">Which GPU is wanted.</param>
    /// <param name="patience">How long the driver may take to open the GPU, or to load a network.</param>
    public DirectMlHost(string? gpu, TimeSpan patience) : this(() => DirectMlGpu.Create(gpu), patience)
    {
    }

    /// <summary>A host that opens in another way, for tests.</summary>
    internal DirectMlHost(Func<DirectMlGpu> open, TimeSpan patience)
    {
        _patience = patience;
        _gpus = new SharedDevices<DirectMlGpu>(_ => Guard(open, "open the GPU"), gpu => gpu.IsLost, keepsOpen: true);
    }

    /// <summary>The GPU: borrowed until <see cref="Return"/>, good until it is lost. Blocks while it is opened.</summary>
    /// <exception cref="VisionException">DirectML cannot be used; the message says why.</exception>
    public DirectMlGpu Take() => _gpus.Take(null);

    /// <summary>Gives the GPU back. One that is lost is closed with its last user; a good one stays open for the next.</summary>
    public void Return(DirectMlGpu gpu) => _gpus.Return(gpu);

    /// <summary>Does something that the driver may hang in, such as loading a network, within the time limit.</summary>
    /// <param name="work">Runs on a thread of its own; what it throws is thrown here.</param>
    /// <param name="what">What it does, as in "cannot ...".</param>
    /// <exception cref="VisionException">It took too long, now or before. The thread is left behind.</exception>
    public T Guard<T>(Func<T> work, string what)
    {
        if (Volatile.Read(ref _problem) is { } problem)
            throw new VisionException(problem);
        Task<T> task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
#pragma warning disable RS0030 // The driver may hang: waited for with a limit, the work being on a thread of its own.
        if (Task.WaitAny([task], _patience) < 0)
        {
            problem = $"DirectML did not {what} within {_patience.TotalSeconds:0} seconds; "
                + "it stays off until the program is started again.";
            Volatile.Write(ref _problem, problem);
            throw new VisionException(problem);
        }
        return task.GetAwaiter().GetResult();
#pragma warning restore RS0030
    }

    /// <summary>Closes the GPU; all sessions must be disposed.</summary>
    public void Dispose() => _gpus.CloseIdle();
}
