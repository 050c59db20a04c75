using System.Runtime.InteropServices;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Tells files from what only looks like one: opening a pipe waits for whoever writes to it, perhaps for ever. Stateless: any thread.
/// </summary>
internal static partial class FileType
{
    /// <summary>What is wrong with a path whose content is to be read, to be said behind its name. Opens nothing.</summary>
    /// <returns>Null for a regular file, a folder, what does not exist, and where the system cannot say.</returns>
    public static string? ProblemOf(string path) => TypeOf(path) switch
    {
        0x1000 => "is a pipe, not a file",
        0x2000 or 0x6000 => "is a device, not a file",
        0xC000 => "is a socket, not a file",
        _ => null,
    };

    /// <summary>Which file a path leads to, as a number that another file of that name does not have.</summary>
    /// <returns>0 where the system cannot say.</returns>
    public static ulong IdentityOf(string path)
    {
        const int InodeAt = 32;
        return FactsOf(path) is { } facts ? BitConverter.ToUInt64(facts, InodeAt) : 0;
    }

    // The type as in sys/stat.h; 0 where the system cannot say.
    private static int TypeOf(string path)
    {
        const int ModeAt = 28, TypeBits = 0xF000;
        return FactsOf(path) is { } facts ? BitConverter.ToUInt16(facts, ModeAt) & TypeBits : 0;
    }

    // linux/stat.h: struct statx, links followed; null where the system cannot say. .NET has no call for it.
    private static byte[]? FactsOf(string path)
    {
        const int CurrentFolder = -100, WantType = 0x1, WantInode = 0x100, Size = 256;
        if (!OperatingSystem.IsLinux())
            return null;
        byte[] facts = new byte[Size];
        try
        {
            return Statx(CurrentFolder, path, flags: 0, WantType | WantInode, facts) == 0 ? facts : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null; // a C library from before 2018
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, [Out] byte[] facts);
}
