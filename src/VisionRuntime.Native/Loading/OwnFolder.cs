using System.ComponentModel;
using System.Runtime.InteropServices;

namespace RealtimeCnn.Native;

/// <summary>
/// Where this very library lies: a host keeps its plugins where it likes, and .NET knows the folder of the host's program only.
/// </summary>
internal static unsafe partial class OwnFolder
{
    private const uint FromAddress = 4, UnchangedCount = 2, Pinned = 1;

    /// <summary>Finds it.</summary>
    /// <exception cref="DllNotFoundException">The system does not tell.</exception>
    public static string Find()
    {
        void* self = (delegate* unmanaged<void>)&Here;
        string? file = OperatingSystem.IsWindows() ? OnWindows(self) : OnPosix(self);
        return Path.GetDirectoryName(Path.GetFullPath(file ?? ""))
            ?? throw new DllNotFoundException("The system does not tell where this library lies.");
    }

    /// <summary>
    /// Keeps the library in memory until the process ends: a host that closes it would take the code from under its threads. On Linux
    /// the linker has said so.
    /// </summary>
    public static void Stay()
    {
        // Where this is not a library of its own, as in tests, there is nothing to keep.
        if (OperatingSystem.IsWindows())
            _ = GetModuleHandle(FromAddress | Pinned, (delegate* unmanaged<void>)&Here, out _);
    }

    // Code of this library, for its address.
    [UnmanagedCallersOnly]
    private static void Here()
    {
    }

    private static string? OnPosix(void* address) =>
        DlAddr(address, out Place place) != 0 ? Marshal.PtrToStringUTF8(place.FileName) : null;

    private static string? OnWindows(void* address)
    {
        const int Longest = 32768;
        char* name = stackalloc char[Longest];
        if (GetModuleHandle(FromAddress | UnchangedCount, address, out nint module) == 0)
            throw new DllNotFoundException(new Win32Exception().Message);
        uint length = GetModuleFileName(module, name, Longest);
        return length is > 0 and < Longest ? new string(name, 0, (int)length) : null;
    }

    [LibraryImport("libc", EntryPoint = "dladdr")]
    private static partial int DlAddr(void* address, out Place place);

    [LibraryImport("kernel32", EntryPoint = "GetModuleHandleExW", SetLastError = true)]
    private static partial int GetModuleHandle(uint flags, void* address, out nint module);

    [LibraryImport("kernel32", EntryPoint = "GetModuleFileNameW", SetLastError = true)]
    private static partial uint GetModuleFileName(nint module, char* name, uint size);

    private readonly record struct Place(nint FileName, nint Base, nint Symbol, nint Address);
}
