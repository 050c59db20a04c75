namespace RealtimeCnn.Native;

/// <summary>Lets one thread in; tells another so, and does not make it wait. Any thread.</summary>
internal sealed class OneAtATime
{
    private int _isTaken;

    public bool TryEnter() => Interlocked.CompareExchange(ref _isTaken, 1, 0) == 0;

    public void Leave() => Volatile.Write(ref _isTaken, 0);
}
