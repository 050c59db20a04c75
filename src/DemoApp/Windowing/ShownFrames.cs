namespace RealtimeCnn.DemoApp;

/// <summary>Remembers when which frame was on screen, for the log. Grows by doubling. One thread at a time.</summary>
internal sealed class ShownFrames
{
    private (long Sequence, long At)[] _shown = new (long, long)[4096];
    private int _count;

    public void Add(long sequence, long at)
    {
        if (_count == _shown.Length)
            Array.Resize(ref _shown, 2 * _count);
        _shown[_count++] = (sequence, at);
    }

    /// <summary>All of them, in the order shown.</summary>
    public ReadOnlySpan<(long Sequence, long At)> All => _shown.AsSpan(0, _count);
}
