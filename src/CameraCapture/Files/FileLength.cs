namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Notices that a file was cut off while it was read: decoders take that for its end. One that was deleted or replaced goes on for who has
/// it open, and is not taken for it. One thread.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class FileLength(string path)
{
    private (ulong Identity, long Bytes) _before;

    /// <summary>Notes the length that it has now.</summary>
    public void Take() => _before = Now();

    /// <summary>What became of it, to be said behind its name; null if it is as long as it was, or longer, or not there any more.</summary>
    public string? Problem()
    {
        (ulong identity, long bytes) = Now();
        return identity != _before.Identity || bytes < 0 || bytes >= _before.Bytes ? null : FormattableString.Invariant(
            $"was cut off while it was read: it had {_before.Bytes:N0} bytes, and has {bytes:N0}");
    }

    private (ulong Identity, long Bytes) Now()
    {
        FileInfo file = new(path);
        return (FileType.IdentityOf(path), file.Exists ? file.Length : -1);
    }
}
