namespace RealtimeCnn.OverlayRenderer;

/// <summary>A source that is to take another one's place as soon as it has a frame. For who holds its owner's lock.</summary>
/// <param name="next">The source; the change's until it is taken.</param>
internal sealed class SourceChange(IFrameSource next)
{
    // Whoever waits goes on elsewhere: not on the vision thread, and not under the lock.
    private readonly TaskCompletionSource<string?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Null once the source is in its place; otherwise why it is not.</summary>
    public Task<string?> End => _end.Task;

    /// <summary>The source to come.</summary>
    public IFrameSource Next => next;

    /// <summary>Looks for its first frame.</summary>
    /// <returns>True if it is there, and the change is through, or if there will be none.</returns>
    public bool IsDecided(out Frame? frame)
    {
        next.Start();
        if (next.TryAcquireLatest(out frame))
        {
            _end.TrySetResult(null);
            return true;
        }
        if (!IsOver(next))
            return false;
        _ = GiveUp(next.Error ?? "it has no picture");
        return true;
    }

    /// <summary>The source does not take the other's place.</summary>
    /// <returns>Completes when it is freed, which may take a while.</returns>
    public Task GiveUp(string why)
    {
        _end.TrySetResult(why);
        return Task.Run(next.Dispose);
    }

    /// <summary>Whether a source brings no frame any more.</summary>
    public static bool IsOver(IFrameSource source) =>
        source.State is CaptureState.Ended or CaptureState.Failed && !source.WaitForFrame(TimeSpan.Zero);
}
