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

    // The type as in sys/stat.h, links followed; 0 where the system cannot say. .NET has no call for it.
    private static int TypeOf(string path)
    {
        const int CurrentFolder = -100, WantType = 0x1, ModeAt = 28, Size = 256, TypeBits = 0xF000; // linux/stat.h: struct statx
        if (!OperatingSystem.IsLinux())
            return 0;
        byte[] facts = new byte[Size];
        try
        {
            return Statx(CurrentFolder, path, flags: 0, WantType, facts) == 0 ? BitConverter.ToUInt16(facts, ModeAt) & TypeBits : 0;
        }
        catch (EntryPointNotFoundException)
        {
            return 0; // a C library from before 2018
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, [Out] byte[] facts);
}
