using System.Runtime.InteropServices;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// A second name for a file, which .NET has no call for. Unlike a symbolic link, ONNX Runtime accepts it as external data, and it
/// outlives the first name.
/// </summary>
internal static partial class HardLink
{
    /// <summary>Makes the link if the file system can; both names must be on one volume.</summary>
    /// <param name="newPath">Must not exist.</param>
    /// <param name="existingPath">No symbolic link.</param>
    public static bool TryCreate(string newPath, string existingPath) => OperatingSystem.IsWindows()
        ? CreateHardLink(newPath, existingPath, 0)
        : Link(existingPath, newPath) == 0;

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string newPath, string existingPath, nint security);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existingPath, string newPath);
}
