using System.Runtime.InteropServices;
using System.Text;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Says in one line that the system lets this program open too few files. Without it, whatever is loaded next fails, with a word that
/// blames the wrong thing. Uses nothing that has to be loaded itself.
/// </summary>
internal static partial class OpenFileLimit
{
    private const ulong Needed = 128; // .NET's assemblies are mapped from files, and each counts
    private const int NumberOfFiles = 7, StandardError = 2;

    /// <summary>Whether the limit is too low; then that was said.</summary>
    public static unsafe bool IsTooLow()
    {
        ulong* limit = stackalloc ulong[2]; // what holds, and how far it may be raised
        if (!OperatingSystem.IsLinux() || GetLimit(NumberOfFiles, limit) != 0 || *limit >= Needed)
            return false;
        byte[] text = Encoding.UTF8.GetBytes($"At most {*limit} files may be open at once, and {Needed} are needed: ulimit -n 1024\n");
        fixed (byte* bytes = text)
            _ = Write(StandardError, bytes, (nuint)text.Length);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static unsafe partial int GetLimit(int resource, ulong* limit);

    [LibraryImport("libc", EntryPoint = "write")]
    private static unsafe partial nint Write(int file, byte* bytes, nuint count);
}
