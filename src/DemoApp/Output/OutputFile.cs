using System.Text;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// A file that was asked for. One that is written in a go appears under its name when it is whole and on the disk: it is written beside it
/// and renamed. A link stays, what it leads to is replaced; a pipe or a device is written to as it is.
/// </summary>
internal static class OutputFile
{
    private static readonly string[] NamesOfStandardOutput = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];
    private static readonly TimeSpan LongestOpening = TimeSpan.FromSeconds(10); // of a pipe, which waits for a reader

    /// <summary>Whether the path is this program's own standard output.</summary>
    public static bool IsStandardOutput(string? path) => !OperatingSystem.IsWindows() && NamesOfStandardOutput.Contains(path);

    /// <summary>Writes a whole file in one go.</summary>
    /// <param name="path">Where.</param>
    /// <param name="write">Writes it, on the calling thread.</param>
    /// <param name="through">Makes of the file's stream the one that is written to; for tests.</param>
    /// <param name="late">Gives up what waits for somebody who reads it.</param>
    /// <exception cref="VisionException">
    /// It could not be written to its end; what was there before is unchanged, and nothing else left.
    /// </exception>
    public static void Write(
        string path, Action<Stream> write, Func<Stream, Stream>? through = null, CancellationToken late = default)
    {
        try
        {
            if (IsStandardOutput(path))
                Send(StandardStream.Output);
            else if (FileStatus.Of(path).Is == FileStatus.Kind.Stream)
                Send(() => new FileStream(path, FileMode.Open, FileAccess.Write));
            else
                Replace(Resolve(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || IsTooLarge(e))
        {
            throw new VisionException($"'{path}' was not written: {Reason(e)}.", e);
        }

        // Somebody who reads may take his time; but there has to be somebody.
        void Send(Func<Stream> open)
        {
            using MemoryStream content = new();
            write(content);
            byte[] bytes = content.GetBuffer();
            int length = (int)content.Length;
            using CancellationTokenSource unread = CancellationTokenSource.CreateLinkedTokenSource(late);
            unread.CancelAfter(LongestOpening);
            Stream stream = Blocking.Do(open, unread.Token);
            Blocking.Do(
                () =>
                {
                    using (stream)
                        stream.Write(bytes, 0, length);
                },
                late);
        }

        void Replace(string target)
        {
            string beside = CreateBeside(target, out FileStream file);
            try
            {
                using (Stream stream = through?.Invoke(file) ?? file)
                {
                    write(stream);
                    stream.Flush();
                    file.Flush(flushToDisk: true);
                }
                File.Move(beside, target, overwrite: true);
            }
            catch
            {
                file.Dispose();
                Delete(beside);
                throw;
            }
        }
    }

    /// <summary>Looks whether a file can be written, before much work is done for it. Changes nothing.</summary>
    /// <param name="path">Where it is to be.</param>
    /// <param name="mustBeRegular">Whether a pipe or a device will not do.</param>
    /// <returns>Why it cannot; null if it can.</returns>
    public static string? Problem(string path, bool mustBeRegular = false)
    {
        if (path.Length == 0)
            return "is not a file name";
        if (IsStandardOutput(path))
            return null;
        try
        {
            FileStatus.Kind kind = FileStatus.Of(path).Is;
            if (kind == FileStatus.Kind.Folder || Path.EndsInDirectorySeparator(path))
                return "is a folder";
            if (kind == FileStatus.Kind.Stream)
                return mustBeRegular ? "is a pipe or a device, and what is written has to be read back" : null;
            string target = Resolve(path), folder = Path.GetDirectoryName(target)!;
            if (!Directory.Exists(folder))
                return $"cannot be written: the folder '{folder}' does not exist";
            if (kind == FileStatus.Kind.Regular)
                File.OpenHandle(target, FileMode.Open, FileAccess.Write).Dispose();
            string beside = CreateBeside(target, out FileStream file);
            file.Dispose();
            Delete(beside);
            return null;
        }
        catch (FileNotFoundException) // the system's own folders are like that
        {
            return "cannot be written: no file can be made there";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be written: {Reason(e)}";
        }
    }

    /// <summary>Whether a path is that of a pipe or a device, for somebody else to read. Looks now.</summary>
    public static bool IsStream(string path) => IsStandardOutput(path) || FileStatus.Of(path).Is == FileStatus.Kind.Stream;

    /// <summary>
    /// Whether two paths lead to one file, by whatever links, second names or folders. One that does not exist yet is known by its folder
    /// and its name.
    /// </summary>
    public static bool IsSame(string one, string other) => PlaceOf(one) is { } place && place == PlaceOf(other);

    /// <summary>What the system says, without the path that .NET names beside it.</summary>
    public static string Reason(Exception e)
    {
        string text = IsTooLarge(e) ? "File too large" : e.Message;
        int named = text.IndexOf(" : '", StringComparison.Ordinal);
        return (named < 0 ? text : text[..named]).TrimEnd('.');
    }

    // What .NET makes of EFBIG, where a file may not grow that far (System.Private.CoreLib, Interop.GetExceptionForIoErrno).
    private static bool IsTooLarge(Exception e) => e is ArgumentOutOfRangeException { ParamName: "value" };

    // A random name that nothing has yet: in a folder for everybody nobody can put a link in its place. It is no hidden file, so that what
    // a killed program leaves is seen.
    private static string CreateBeside(string target, out FileStream file)
    {
        const int LongestName = 255, Added = 17, Shortened = 64; // bytes that file systems allow; of UTF-8 at most three for each char
        string name = Path.GetFileName(target);
        if (Encoding.UTF8.GetByteCount(name) > LongestName - Added)
            name = name[..Shortened];
        string beside = Path.Combine(Path.GetDirectoryName(target)!, $"{name}.{Path.GetRandomFileName()[..8]}.partial");
        file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write);
        return beside;
    }

    /// <summary>Deletes a file that is no use; if that cannot be done it stays.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its folder is gone, and the file with it; or the disk is: why the writing failed is told already.
        }
    }

    private static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
    }

    // Where there are no numbers of files the path stands for them; Windows' names do not tell cases apart.
    private static (ulong Device, ulong Number, string Name)? PlaceOf(string path)
    {
        try
        {
            string target = Resolve(path);
            if (!OperatingSystem.IsLinux())
                return (0, 0, target.ToUpperInvariant());
            FileStatus file = FileStatus.Of(target), folder = FileStatus.Of(Path.GetDirectoryName(target) ?? target);
            return file.Is != FileStatus.Kind.Missing ? (file.Device, file.Number, "")
                : folder.Is == FileStatus.Kind.Folder ? (folder.Device, folder.Number, Path.GetFileName(target)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // no path at all
        }
    }
}
