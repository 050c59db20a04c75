using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// A folder for large files that live as long as this object, in the system's folder for temporary ones. It is named by the process and
/// holds a file that the process keeps locked, so that what a killed one left behind is told from what a living one uses, even
/// where its number is used again or not visible (containers); the first model that a process opens sweeps up what the dead left.
/// </summary>
/// <remarks>
/// Nothing is registered for the end of the process: such a handler would hold a collectible load context for ever. What cannot be
/// deleted yet (on Windows, what a session maps) is tried again with the next folder, and swept by the next process.
/// </remarks>
internal sealed partial class ScratchFolder : IDisposable
{
    private const string Prefix = "realtimecnn-weights-", LockName = "lock";
    private static readonly TimeSpan TimeToLock = TimeSpan.FromHours(1); // between making a folder and locking it

    private static readonly ConcurrentQueue<string> Leftovers = new();
    private static int _isSwept;

    private readonly FileStream _lock;

    /// <summary>Makes an empty folder that only this user can read.</summary>
    /// <exception cref="IOException">None can be made there.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public ScratchFolder()
    {
        SweepOnce();
        for (int i = Leftovers.Count; i > 0 && Leftovers.TryDequeue(out string? folder); i--)
            DeleteOrKeep(folder);
        Path = Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-").FullName;
        _lock = new FileStream(System.IO.Path.Combine(Path, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Deletes the folder with all that is in it.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        DeleteOrKeep(Path);
    }

    /// <summary>Sweeps up what the dead left in the system's folder for temporary files, the first time in a process.</summary>
    internal static void SweepOnce()
    {
        if (Interlocked.Exchange(ref _isSwept, 1) == 0)
            Sweep(System.IO.Path.GetTempPath());
    }

    /// <summary>Deletes the folders of processes that are gone: no links, and nobody else's.</summary>
    /// <param name="parent">Where to look, not deeper.</param>
    internal static void Sweep(string parent)
    {
        try
        {
            foreach (DirectoryInfo folder in new DirectoryInfo(parent).EnumerateDirectories(Prefix + "*"))
                if (IsOwn(folder) && IsAbandoned(folder))
                    TryDelete(folder.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's folder of temporary files is in disorder; that is no reason not to run.
        }
    }

    // Links are left alone whoever made them. On Windows the folder of temporary files is the user's own.
    private static bool IsOwn(DirectoryInfo folder)
    {
        if (folder.LinkTarget is not null || folder.Attributes.HasFlag(FileAttributes.ReparsePoint))
            return false;
        return OperatingSystem.IsWindows() || (OperatingSystem.IsLinux() && FileFacts.At(folder.FullName)?.Owner == GetEffectiveUser());
    }

    private static bool IsAbandoned(DirectoryInfo folder)
    {
        try
        {
            string path = System.IO.Path.Combine(folder.FullName, LockName);
            if (new FileInfo(path).LinkTarget is not null)
                return false;
            if (!File.Exists(path))
                return DateTime.UtcNow - folder.LastWriteTimeUtc > TimeToLock;
            using FileStream held = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // its process lives
        }
    }

    private static void DeleteOrKeep(string folder)
    {
        if (!TryDelete(folder))
            Leftovers.Enqueue(folder);
    }

    // The lock goes last: whatever is left behind, by a process that ends meanwhile too, can be told from what is in use.
    private static bool TryDelete(string folder)
    {
        try
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => entry.Name != LockName))
            {
                if (entry is DirectoryInfo inner)
                    inner.Delete(recursive: true); // of a link only the link
                else
                    entry.Delete();
            }
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return !Directory.Exists(folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();
}
