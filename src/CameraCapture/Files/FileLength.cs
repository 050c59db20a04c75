using Microsoft.Win32.SafeHandles;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Notices that a file was cut off while it was read: decoders take that for its end. Holds the file, so that one that was deleted or
/// replaced, which goes on for who has it open, is not taken for it. One thread.
/// </summary>
/// <param name="path">The file; one that cannot be opened never shrinks.</param>
internal sealed class FileLength(string path) : IDisposable
{
    private SafeFileHandle? _file;
    private long _before;

    /// <summary>Takes the length that it has now.</summary>
    public void Take()
    {
        try
        {
            _file ??= File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _before = RandomAccess.GetLength(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            _before = 0; // the decoder has words for it
        }
    }

    /// <summary>What became of it, to be said behind its name; null if it is as long as it was, or longer.</summary>
    public string? Problem()
    {
        long now = _before == 0 ? 0 : RandomAccess.GetLength(_file!);
        return now >= _before ? null : FormattableString.Invariant(
            $"was cut off while it was read: it had {_before:N0} bytes, and has {now:N0}");
    }

    public void Dispose() => _file?.Dispose();
}
