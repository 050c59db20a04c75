namespace Silk.NET.Windowing;

// Checked against src/Windowing/Silk.NET.Windowing.Common/Window.cs. There, GLFW or SDL makes the window; here it is Windows itself.
public static class Window
{
    public static IWindow Create(WindowOptions options) =>
        OperatingSystem.IsWindows()
            ? new Win32Window(options)
            : throw new PlatformNotSupportedException("Couldn't find a suitable window platform. (none registered)");
}

// Checked against src/Windowing/Silk.NET.Windowing.Common/WindowExtensions.cs. There, the whole window is put into the middle, here what is
// inside its frame.
public static class WindowExtensions
{
    public static void Center(this IWindow window, IMonitor? monitor = null)
    {
        monitor ??= window.Monitor;
        if (monitor is not null)
            window.Position = monitor.Bounds.Origin + (monitor.Bounds.Size - window.Size) / 2;
    }
}
