namespace RealtimeCnn.ModelZoo;

/// <summary>Files of the store that are written in place. What has their names but is something else is never written to.</summary>
internal static class OwnFile
{
    /// <summary>Opens a file to read and write, or makes an empty one.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="share">What others may do meanwhile.</param>
    /// <exception cref="VisionException">
    /// The name is a symbolic link's, a folder's, a pipe's, or one of several names of a file (hard links): what is written would arrive
    /// elsewhere.
    /// </exception>
    /// <exception cref="IOException">It cannot be opened, or somebody else holds it.</exception>
    public static FileStream Open(string path, FileShare share)
    {
        if (!IsTaken(path))
        {
            try
            {
                return new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, share);
            }
            catch (IOException) when (IsTaken(path))
            {
                // Another process made it just now.
            }
        }
        FileFacts? before = FileFacts.At(path);
        if (IsOther(path, before))
            throw Refused(path);
        FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, share);
        // What was opened is what was looked at; else the name was given to something else in between.
        if (FileFacts.Of(file.SafeFileHandle) == before && FileFacts.At(path) == before)
            return file;
        file.Dispose();
        throw Refused(path);
    }

    private static bool IsTaken(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static bool IsOther(string path, FileFacts? facts) =>
        facts is { } known ? !known.IsRegular || known.Links > 1 : new FileInfo(path).LinkTarget is not null;

    private static VisionException Refused(string path) =>
        new($"'{path}' is a link, another file's second name or no file at all, and is not written to: delete it.");
}
