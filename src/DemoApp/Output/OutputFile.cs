using System.Runtime.InteropServices;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// A file that was asked for. One that is written in a go appears under its name when it is whole and on the disk: it is written beside it
/// and renamed. A link stays, what it leads to is replaced; a pipe or a device is written to as it is.
/// </summary>
internal static partial class OutputFile
{
    private static readonly string[] StandardOutput = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

    private enum Kind
    {
        Missing,
        Regular,
        Folder,
        Stream,
    }

    /// <summary>Whether the path is this program's own standard output.</summary>
    public static bool IsStandardOutput(string? path) => !OperatingSystem.IsWindows() && StandardOutput.Contains(path);

    /// <summary>Writes a whole file in one go.</summary>
    /// <param name="path">Where.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="through">Makes of the file's stream the one that is written to; for tests.</param>
    /// <exception cref="VisionException">
    /// It could not be written to its end; what was there before is unchanged, and nothing else left.
    /// </exception>
    public static void Write(string path, Action<Stream> write, Func<Stream, Stream>? through = null)
    {
        through ??= stream => stream;
        try
        {
            if (IsStandardOutput(path))
                WriteTo(Console.OpenStandardOutput);
            else if (KindOf(path) == Kind.Stream)
                WriteTo(() => new FileStream(path, FileMode.Open, FileAccess.Write));
            else
                Replace(Resolve(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || IsTooLarge(e))
        {
            throw new VisionException($"'{path}' was not written: {Reason(e)}.", e);
        }

        void WriteTo(Func<Stream> open)
        {
            using Stream stream = through(open());
            write(stream);
            stream.Flush();
        }

        void Replace(string target)
        {
            string beside = CreateBeside(target, out FileStream file);
            try
            {
                using (Stream stream = through(file))
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
            Kind kind = KindOf(path);
            if (kind == Kind.Folder || Path.EndsInDirectorySeparator(path))
                return "is a folder";
            if (kind == Kind.Stream)
                return mustBeRegular ? "is a pipe or a device, and what is written has to be read back" : null;
            string target = Resolve(path), folder = Path.GetDirectoryName(target)!;
            if (!Directory.Exists(folder))
                return $"cannot be written: the folder '{folder}' does not exist";
            if (kind == Kind.Regular)
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

    /// <summary>Whether two paths lead to the same file; false if either does not exist.</summary>
    public static bool IsSame(string one, string other) => File.Exists(one) && File.Exists(other) && Resolve(one) == Resolve(other);

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
        string beside = $"{target}.{Path.GetRandomFileName()[..8]}.partial";
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

    private static unsafe Kind KindOf(string path)
    {
        if (!OperatingSystem.IsLinux())
            return Directory.Exists(path) ? Kind.Folder : File.Exists(path) ? Kind.Regular : Kind.Missing;
        const int Here = -100, TypeAndMode = 3, ModeAt = 28; // AT_FDCWD, STATX_TYPE | STATX_MODE, offset of stx_mode: statx(2)
        byte* status = stackalloc byte[256];
        if (StatX(Here, path, 0, TypeAndMode, status) != 0)
            return Kind.Missing;
        return (*(ushort*)(status + ModeAt) & 0xF000) switch { 0x8000 => Kind.Regular, 0x4000 => Kind.Folder, _ => Kind.Stream };
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, byte* status);
}
