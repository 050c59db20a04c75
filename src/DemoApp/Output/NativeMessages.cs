using System.Runtime.InteropServices;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Keeps off standard error what libpng, libjpeg, FFmpeg and drivers print there unasked: what matters of it reaches the user in the
/// program's words. They print through the C library's stream, which is pointed elsewhere; the file descriptor stays as it is, so
/// .NET's last words, the C library's own and child processes are still heard. Only with glibc, where that stream is a variable.
/// </summary>
internal static partial class NativeMessages
{
    private const string Variable = "REALTIMECNN_NATIVE_MESSAGES"; // 1: let them speak

    private static nint _stream;
    private static nint _spoken;

    /// <summary>From here on they are not heard. Before any other thread runs.</summary>
    public static unsafe void Silence()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Variable) == "1")
            return;
        // Through the program, not the library: a program may hold the variable itself.
        nint program = NativeLibrary.GetMainProgramHandle();
        bool isGlibc = NativeLibrary.TryGetExport(program, "gnu_get_libc_version", out _);
        if (!isGlibc || !NativeLibrary.TryGetExport(program, "stderr", out _stream))
            return;
        nint nowhere = OpenFile("/dev/null", "we");
        if (nowhere == 0)
            return;
        _spoken = *(nint*)_stream;
        *(nint*)_stream = nowhere;
    }

    /// <summary>From here on they are heard again: Xlib, where a window is shown, ends programs with its reason said there only.</summary>
    public static unsafe void LetSpeak()
    {
        if (_spoken != 0)
            *(nint*)_stream = _spoken;
    }

    [LibraryImport("libc", EntryPoint = "fopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenFile(string path, string mode);
}
