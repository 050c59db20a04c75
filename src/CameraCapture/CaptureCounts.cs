namespace RealtimeCnn.CameraCapture;

/// <summary>What a source has counted since its start. Any thread.</summary>
internal sealed class CaptureCounts
{
    private long _captured;
    private long _busy;
    private long _repeated;
    private long _corrupt;
    private long _allocated;

    public long Captured => Interlocked.Read(ref _captured);

    public DropCounts Drops => new(Interlocked.Read(ref _busy), Interlocked.Read(ref _repeated), Interlocked.Read(ref _corrupt));

    public long AllocatedBytes => Interlocked.Read(ref _allocated);

    /// <summary>A picture was captured.</summary>
    /// <returns>Its number.</returns>
    public long AddCaptured() => Interlocked.Increment(ref _captured) - 1;

    /// <summary>Pictures arrived and were overtaken before they were decoded: captured and dropped as if they had been.</summary>
    public void AddOvertaken(long count)
    {
        Interlocked.Add(ref _captured, count);
        Interlocked.Add(ref _busy, count);
    }

    public void AddBusy() => Interlocked.Increment(ref _busy);

    public void AddRepeated() => Interlocked.Increment(ref _repeated);

    public void AddCorrupt() => Interlocked.Increment(ref _corrupt);

    public void AddAllocated(long bytes) => Interlocked.Add(ref _allocated, bytes);
}
