using System.Runtime.InteropServices;

namespace RealtimeCnn.Tests;

/// <summary>Hard links, which .NET has no call for.</summary>
internal static partial class Links
{
    public static void Create(string path, string second)
    {
        if (OperatingSystem.IsWindows() ? !CreateHardLink(second, path, 0) : Link(path, second) != 0)
            throw new IOException($"'{second}' could not be linked to '{path}'.");
    }

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string newPath, string existingPath, nint security);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existingPath, string newPath);
}
