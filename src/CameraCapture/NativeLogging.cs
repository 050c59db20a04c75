using System.Runtime.InteropServices;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Keeps OpenCV and FFmpeg from writing to stderr on their own: they would print URLs with passwords. Failures are reported by us.
/// </summary>
internal static partial class NativeLogging
{
    private static int _done;

    /// <summary>Must come before OpenCV's native library is loaded. Any thread.</summary>
    public static void Silence()
    {
        if (Interlocked.Exchange(ref _done, 1) != 0)
            return;
        Set("OPENCV_LOG_LEVEL", "OFF");
        Set("OPENCV_FFMPEG_LOGLEVEL", "-8"); // AV_LOG_QUIET
        Set("OPENCV_VIDEOIO_DEBUG", "0");
    }

    private static void Set(string name, string value)
    {
        // .NET keeps its own copy of the environment on Unix; native code reads libc's.
        if (OperatingSystem.IsWindows())
            Environment.SetEnvironmentVariable(name, value);
        else
            _ = SetEnvironment(name, value, 1); // fails only for lack of memory
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
