using System.Runtime.InteropServices;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Ends the program while native code is at work that cannot be stopped. The usual way runs the destructors of native libraries first, and
/// takes from under a network what it works with.
/// </summary>
internal static partial class ProcessEnd
{
    /// <summary>Does not return.</summary>
    public static void Now(int code)
    {
        if (OperatingSystem.IsLinux())
        {
            RemoveEndpoints();
            Exit(code);
        }
        else if (OperatingSystem.IsWindows())
            _ = TerminateProcess(-1, (uint)code); // of this very process it cannot fail
    }

    // .NET's own, for debuggers: it removes them where it ends by itself.
    private static void RemoveEndpoints()
    {
        try
        {
            foreach (string kind in (string[])["dotnet-diagnostic", "clr-debug-pipe"])
            {
                foreach (string path in Directory.GetFiles(Path.GetTempPath(), $"{kind}-{Environment.ProcessId}-*"))
                    File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They stay, as those of any program that is killed.
        }
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int code);

    [LibraryImport("kernel32")]
    private static partial int TerminateProcess(nint process, uint code);
}
