using System.ComponentModel;
using System.Diagnostics;
using Assert = NUnit.Framework.Assert;

namespace RealtimeCnn;

/// <summary>
/// What not every machine has. On Linux <c>./test</c> installs all of it, and a test that lacks something fails; on Windows it is skipped
/// and says what it lacks.
/// </summary>
internal static class Machine
{
    /// <summary>Skips the test on Windows.</summary>
    /// <param name="why">One sentence for who reads the list of skipped tests.</param>
    public static void NeedsLinux(string why)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore(why);
    }

    /// <summary>Skips the test on Windows without the program that makes and decodes videos.</summary>
    public static void NeedsFfmpeg()
    {
        if (OperatingSystem.IsWindows())
            Start(new ProcessStartInfo("ffmpeg", "-version") { RedirectStandardOutput = true }).Dispose();
    }

    /// <summary>Makes a symbolic link to a file.</summary>
    public static void LinkFile(string link, string target) => Make(() => File.CreateSymbolicLink(link, target));

    /// <summary>Makes a symbolic link to a folder.</summary>
    public static void LinkFolder(string link, string target) => Make(() => Directory.CreateSymbolicLink(link, target));

    /// <summary>Starts a program that is none of ours.</summary>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception) when (OperatingSystem.IsWindows())
        {
            Assert.Ignore($"The program '{start.FileName}' is not installed.");
            throw;
        }
    }

    private static void Make(Func<FileSystemInfo> link)
    {
        try
        {
            link();
        }
        catch (IOException) when (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Symbolic links need Windows' developer mode or administrator's rights.");
        }
    }
}
