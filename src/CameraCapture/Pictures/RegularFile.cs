using System.Runtime.InteropServices;

namespace RealtimeCnn.CameraCapture;

/// <summary>Tells files from pipes and devices. Stateless: any thread.</summary>
internal static partial class RegularFile
{
    /// <summary>
    /// Whether a path leads, links followed, to what is neither a file nor a folder. Opening such a thing could block for ever, and reading
    /// it might never end, or take what is meant for another.
    /// </summary>
    /// <returns>False as well for what does not exist or may not be looked at.</returns>
    public static unsafe bool IsPipeOrDevice(string path)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        const int Here = -100, Type = 1, ModeAt = 28; // AT_FDCWD, STATX_TYPE, offset of stx_mode: statx(2)
        const int TypeBits = 0xF000, Regular = 0x8000, Folder = 0x4000; // inode(7)
        byte* status = stackalloc byte[256];
        return StatX(Here, path, 0, Type, status) == 0 && (*(ushort*)(status + ModeAt) & TypeBits) is not (Regular or Folder);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, byte* status);
}
