using System.Runtime.CompilerServices;

namespace RealtimeCnn.DemoApp;

/// <summary>The window of this system's desktop.</summary>
internal static class DesktopWindow
{
    /// <summary>Opens it.</summary>
    /// <exception cref="VisionException">No window can be opened; the message says why.</exception>
    public static IWindow Open(string title, int width, int height) =>
        OperatingSystem.IsWindows() ? OnWindows(title, width, height) : Elsewhere(title, width, height);

    // Apart, because the libraries of the other system's window are not there to be looked at.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IWindow OnWindows(string title, int width, int height) => new SilkWindow(title, width, height);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IWindow Elsewhere(string title, int width, int height) => new GlfwWindow(title, width, height);
}
