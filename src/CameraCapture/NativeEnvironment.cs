using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealtimeCnn.CameraCapture;

/// <summary>
/// Settings that OpenCV and FFmpeg read from the native environment when they load. .NET's own environment calls do not reach the native
/// one on Linux, hence the C library.
/// </summary>
internal static partial class NativeEnvironment
{
    /// <summary>
    /// Runs before any code of this assembly, hence before it loads OpenCV. Both libraries print addresses, passwords included, in their
    /// messages, so they are silenced whatever the user's environment says; failures reach the user through our own words.
    /// The limits keep a picture that claims a huge size from being decoded at all.
    /// </summary>
#pragma warning disable CA2255 // A library's initializer is exactly what is needed: the natives read their settings once, at load.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Prepare()
    {
        Set("OPENCV_LOG_LEVEL", "SILENT");
        Set("OPENCV_FFMPEG_LOGLEVEL", "-8");
        Set("OPENCV_FFMPEG_DEBUG", "");
        Set("OPENCV_VIDEOIO_DEBUG", "0");
        // With them Media Foundation looks for a graphics card's converter first, and some cameras take ten seconds and more to open.
        Set("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0");
        string side = Frame.MaxDimension.ToString();
        Set("OPENCV_IO_MAX_IMAGE_WIDTH", side);
        Set("OPENCV_IO_MAX_IMAGE_HEIGHT", side);
        Set("OPENCV_IO_MAX_IMAGE_PIXELS", ((long)Frame.MaxDimension * Frame.MaxDimension).ToString());
    }

    private static void Set(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        if (OperatingSystem.IsWindows())
            _ = SetInWindowsRuntime(name, value);
        else if (value.Length == 0)
            _ = UnsetInPosixRuntime(name);
        else
            _ = SetInPosixRuntime(name, value, 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetInPosixRuntime(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetInPosixRuntime(string name);

    [LibraryImport("ucrtbase", EntryPoint = "_putenv_s", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetInWindowsRuntime(string name, string value);
}
