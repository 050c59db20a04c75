namespace RealtimeCnn.CameraCapture;

/// <summary>
/// The attempts of a source at its device: the one that counts, and how many there are whose threads have not ended. For who holds the
/// source's lock, but for <see cref="Note"/>.
/// </summary>
/// <param name="source">Told by each of what happens.</param>
/// <param name="createDevice">Makes the device of each.</param>
/// <param name="waitsForReader">As for <see cref="CaptureSession"/>.</param>
/// <param name="time">The clock.</param>
internal sealed class CaptureAttempts(CaptureSource source, Func<ICaptureDevice> createDevice, bool waitsForReader, TimeProvider time)
{
    // A driver that hangs holds its thread; that many may hang before no further one is risked until one comes back.
    private const int MostAbandoned = 4;

    private CaptureSession? _latest;
    private int _running;

    /// <summary>The one that counts; null if there is none. What others say does not count.</summary>
    public CaptureSession? Current { get; private set; }

    /// <summary>What the last one has to say, or null. Any thread.</summary>
    public string? Note => Volatile.Read(ref _latest)?.Note;

    /// <summary>Whether no thread uses what the source owns.</summary>
    public bool AreOver => _running == 0;

    /// <summary>Whether the watchdog may decide: waiting for the device's next turn is over only when a thread is to spare.</summary>
    public bool MayGoOn => Current is not null || _running <= MostAbandoned;

    /// <summary>Does what the watchdog decided.</summary>
    public void Carry(WatchdogAction action)
    {
        if (action == WatchdogAction.Open)
        {
            Current = new(source, createDevice(), waitsForReader, time);
            Volatile.Write(ref _latest, Current);
            _running++;
            Current.Start();
        }
        if (action == WatchdogAction.Abandon)
        {
            Current?.Stop();
            Current = null;
        }
    }

    /// <summary>The present one is over, or does not count any more.</summary>
    public void Forget() => Current = null;

    /// <summary>The thread of one has ended.</summary>
    public void Ended() => _running--;
}
