using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RealtimeCnn.ModelZoo;

/// <summary>What the system knows of a file and .NET has no call for. Links are not followed. Any thread.</summary>
/// <param name="IsRegular">Whether it is a plain file: no folder, link, pipe, device or socket.</param>
/// <param name="Links">How many names it has: more than one by hard links.</param>
/// <param name="Owner">The user that it belongs to; 0 on Windows.</param>
/// <param name="Device">With <paramref name="Number"/>, the same for the same file.</param>
/// <param name="Number">Which one on the device.</param>
internal readonly partial record struct FileFacts(bool IsRegular, uint Links, uint Owner, ulong Device, ulong Number)
{
    private const int CurrentFolder = -100, DoNotFollow = 0x100, OfTheHandle = 0x1000; // AT_*: linux/fcntl.h
    private const int BackupSemantics = 0x02000000, OpenReparsePoint = 0x00200000, OpenExisting = 3, ShareAll = 7; // winbase.h

    /// <summary>Looks at what has a name; null if nothing has, or the system cannot say.</summary>
    public static FileFacts? At(string path)
    {
        if (OperatingSystem.IsLinux())
            return Ask(CurrentFolder, path, DoNotFollow);
        if (!OperatingSystem.IsWindows())
            return null;
        using SafeFileHandle handle = CreateFile(path, 0, ShareAll, 0, OpenExisting, BackupSemantics | OpenReparsePoint, 0);
        return handle.IsInvalid ? null : Of(handle);
    }

    /// <summary>Looks at an open file; null if the system cannot say.</summary>
    public static FileFacts? Of(SafeFileHandle handle)
    {
        if (OperatingSystem.IsLinux())
            return Ask((int)handle.DangerousGetHandle(), "", OfTheHandle);
        if (!OperatingSystem.IsWindows())
            return null;
        const int Size = 52, VolumeAt = 28, LinksAt = 40, HighAt = 44, LowAt = 48; // BY_HANDLE_FILE_INFORMATION
        const uint FolderOrLink = (uint)(FileAttributes.Directory | FileAttributes.ReparsePoint);
        byte[] facts = new byte[Size];
        if (!GetFileInformationByHandle(handle, facts))
            return null;
        uint At(int offset) => BitConverter.ToUInt32(facts, offset);
        return new FileFacts((At(0) & FolderOrLink) == 0, At(LinksAt), 0, At(VolumeAt), ((ulong)At(HighAt) << 32) | At(LowAt));
    }

    private static FileFacts? Ask(int folder, string path, int flags)
    {
        // linux/stat.h: struct statx
        const uint WantBasics = 0x7FF;
        const int Size = 256, LinksAt = 16, UserAt = 20, ModeAt = 28, NumberAt = 32, DeviceAt = 136, Type = 0xF000, Regular = 0x8000;
        byte[] facts = new byte[Size];
        try
        {
            if (Statx(folder, path, flags, WantBasics, facts) != 0)
                return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null; // a C library from before 2018
        }
        return new FileFacts(
            (BitConverter.ToUInt16(facts, ModeAt) & Type) == Regular, BitConverter.ToUInt32(facts, LinksAt),
            BitConverter.ToUInt32(facts, UserAt), BitConverter.ToUInt64(facts, DeviceAt), BitConverter.ToUInt64(facts, NumberAt));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, [Out] byte[] facts);

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeFileHandle CreateFile(
        string path, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandle")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle handle, [Out] byte[] facts);
}
