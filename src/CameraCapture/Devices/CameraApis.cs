namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Which API a camera is tried through, from one attempt to the next: one until it brings nothing, then the next one, and around; the first
/// that brings a picture from then on. Any thread.
/// </summary>
/// <param name="all">In order of preference.</param>
internal sealed class CameraApis(IReadOnlyList<CameraApi> all)
{
    private readonly Lock _gate = new();
    private int _current;
    private bool _hasWorked;
    private string? _note;

    /// <summary>The one to try.</summary>
    public CameraApi Current
    {
        get { lock (_gate) return all[_current]; }
    }

    /// <summary>Why it is not the preferred one, for a user; null if it is.</summary>
    public string? Note
    {
        get { lock (_gate) return _note; }
    }

    /// <summary>An API brought a picture.</summary>
    public void Worked(CameraApi api)
    {
        lock (_gate)
            _hasWorked |= api == all[_current];
    }

    /// <summary>An API brought nothing: the next one's turn.</summary>
    /// <param name="api">That one; nothing happens if it is not the current one any more, or has worked before.</param>
    /// <param name="how">What it does instead, after its name.</param>
    /// <returns>Whether the same attempt shall go on with the next one: not with one that was tried before.</returns>
    public bool Failed(CameraApi api, string how)
    {
        lock (_gate)
        {
            if (_hasWorked || api != all[_current])
                return false;
            _current = (_current + 1) % all.Count;
            _note = _current == 0 ? null : $"it comes through {all[_current].Name}, since {api.Name} {how}";
            return _current != 0;
        }
    }
}
