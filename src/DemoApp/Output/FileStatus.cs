using System.Runtime.InteropServices;

namespace RealtimeCnn.DemoApp;

/// <summary>What the system knows of the file that a path leads to; links are followed. Any thread.</summary>
/// <param name="Is">What it is.</param>
/// <param name="Device">With <paramref name="Number"/>, the same for the same file, whatever its name; 0 but on Linux.</param>
/// <param name="Number">Which one on the device.</param>
/// <param name="Length">Bytes.</param>
internal readonly partial record struct FileStatus(FileStatus.Kind Is, ulong Device, ulong Number, long Length)
{
    public enum Kind
    {
        Missing,
        Regular,
        Folder,
        Stream,
    }

    public static unsafe FileStatus Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Directory.Exists(path) ? new FileStatus { Is = Kind.Folder }
                : new FileInfo(path) is { Exists: true } file ? new FileStatus { Is = Kind.Regular, Length = file.Length } : default;
        }
        // statx(2), linux/stat.h
        const int Here = -100, Basics = 0x7FF, ModeAt = 28, NumberAt = 32, LengthAt = 40, DeviceAt = 136;
        byte* status = stackalloc byte[256];
        if (StatX(Here, path, 0, Basics, status) != 0)
            return default;
        Kind kind = (*(ushort*)(status + ModeAt) & 0xF000) switch { 0x8000 => Kind.Regular, 0x4000 => Kind.Folder, _ => Kind.Stream };
        return new FileStatus(kind, *(ulong*)(status + DeviceAt), *(ulong*)(status + NumberAt), *(long*)(status + LengthAt));
    }

    /// <summary>Whether it is the same file as another, which may have grown meanwhile. True where the system cannot say.</summary>
    public bool IsSameAs(FileStatus other) => (Is, Device, Number) == (other.Is, other.Device, other.Number);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, byte* status);
}
