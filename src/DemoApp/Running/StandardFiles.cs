using System.Runtime.InteropServices;
using System.Text;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// A program may be started without standard input, output or error (<c>>&amp;-</c>). What .NET opens first has their numbers then: pipes
/// of its own, and what is written to them for a user ends the program, or worse. Such a program is started anew, with nothing to read and
/// an output that fails.
/// </summary>
internal static partial class StandardFiles
{
    private const int GetFlags = 1, CloseOnExec = 1; // F_GETFD, FD_CLOEXEC: fcntl(2)

    // In the place of standard output what cannot be written: results that are lost are told. Of standard error nobody can be told.
    private static readonly string[] Stands = ["0</dev/null", "1</dev/null", "2>/dev/null"];

    /// <summary>
    /// Before anything is said. Returns if nothing is missing, or if nothing can be done about it. The process stays the same.
    /// </summary>
    public static unsafe void Complete()
    {
        if (!OperatingSystem.IsLinux())
            return;
        // What was handed to a program is never closed at its start; what .NET opens is.
        string missing = string.Join(' ', Stands.Where((_, number) => Control(number, GetFlags, 0) is < 0 or CloseOnExec));
        if (missing.Length == 0 || Environment.ProcessPath is not { } program || GivenArguments() is not { } given)
            return;
        // A shell opens them before .NET runs; by then it would be late.
        string[] command = ["sh", "-c", $"exec \"$0\" \"$@\" {missing}", program, .. given];
        nint[] pointers = [.. command.Select(Marshal.StringToCoTaskMemUTF8), 0];
        fixed (nint* arguments = pointers)
            _ = Execute("/bin/sh", arguments);
        Array.ForEach(pointers, Marshal.FreeCoTaskMem);
    }

    // All that follow the program's name, of the host's too.
    private static string[]? GivenArguments()
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes("/proc/self/cmdline")).Split('\0')[1..^1]; // each has a zero behind it
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command, int value);

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Execute(string program, nint* arguments);
}
