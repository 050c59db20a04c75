namespace RealtimeCnn;

/// <summary>Frames that were captured and never reached the vision thread, by reason. Counts since the start.</summary>
/// <param name="Busy">The vision thread still worked on an earlier frame.</param>
/// <param name="Repeated">The device delivered the same picture again.</param>
/// <param name="Corrupt">The picture could not be decoded.</param>
public readonly record struct DropCounts(long Busy, long Repeated, long Corrupt)
{
    /// <summary>All reasons together.</summary>
    public long Total => Busy + Repeated + Corrupt;
}
