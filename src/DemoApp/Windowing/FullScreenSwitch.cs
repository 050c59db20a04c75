namespace RealtimeCnn.DemoApp;

/// <summary>
/// Full screen as it is wanted. A window system takes its time to cover a monitor and to come back; asked for the other meanwhile it may
/// leave the window without the keyboard. So there is one change at a time, and the keyboard is asked for when it is through.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="change">Covers the monitor, or comes back. May call <see cref="Resized"/>.</param>
/// <param name="focus">Asks for the keyboard.</param>
internal sealed class FullScreenSwitch(TimeProvider time, Action<bool> change, Action focus)
{
    // A window that is as large as its monitor gets no other size.
    private static readonly TimeSpan LongestChange = TimeSpan.FromSeconds(1);

    private bool _isCovering;
    private bool _isChanging;
    private bool _isSeen;
    private long _changedAt;

    /// <summary>What is wanted, and will be so when the changes before it are through.</summary>
    public bool IsWanted { get; private set; }

    /// <summary>Wants it or not, at once if no change is under way.</summary>
    public void Want(bool wanted)
    {
        IsWanted = wanted;
        if (!_isChanging)
            ChangeIfWanted();
    }

    /// <summary>The window has got another size.</summary>
    public void Resized() => _isSeen = true;

    /// <summary>To be called after the window's events: ends a change, and begins the next one if there is one.</summary>
    public void Update()
    {
        if (!_isChanging || (!_isSeen && time.GetElapsedTime(_changedAt) < LongestChange))
            return;
        _isChanging = false;
        focus();
        ChangeIfWanted();
    }

    private void ChangeIfWanted()
    {
        if (IsWanted == _isCovering)
            return;
        (_isChanging, _isSeen, _changedAt) = (true, false, time.GetTimestamp());
        _isCovering = IsWanted;
        change(_isCovering);
    }
}
