namespace Silk.NET.Windowing;

// Checked against src/Windowing/Silk.NET.Windowing.Common/Window.cs. There, GLFW or SDL makes the window; here it is Windows itself.
public static class Window
{
    public static IWindow Create(WindowOptions options) =>
        OperatingSystem.IsWindows()
            ? new Win32Window(options)
            : throw new PlatformNotSupportedException("Couldn't find a suitable window platform. (none registered)");
}
