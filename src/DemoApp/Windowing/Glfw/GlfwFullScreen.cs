namespace RealtimeCnn.DemoApp;

/// <summary>A window over the whole monitor that it is on, and back to where it was. The window's thread.</summary>
internal static unsafe class GlfwFullScreen
{
    /// <summary>Asks for the change; events tell when it is made.</summary>
    /// <param name="window">The window.</param>
    /// <param name="covers">Whether it is to cover its monitor.</param>
    /// <param name="restored">Place and size that it goes back to: kept when it covers, read when it goes back.</param>
    /// <exception cref="VisionException">There is no monitor.</exception>
    public static void Change(nint window, bool covers, ref (int X, int Y, int Width, int Height) restored)
    {
        if (!covers)
        {
            Glfw.SetWindowMonitor(window, 0, restored.X, restored.Y, restored.Width, restored.Height, Glfw.DontCare);
            return;
        }
        Glfw.GetWindowPosition(window, out int x, out int y);
        Glfw.GetWindowSize(window, out int width, out int height);
        nint* monitors = Glfw.GetMonitors(out int count);
        var areas = new MonitorChoice.Area[count];
        for (int i = 0; i < count; i++)
        {
            Glfw.GetMonitorPosition(monitors[i], out int left, out int top);
            Glfw.VideoMode* its = Glfw.GetVideoMode(monitors[i]);
            areas[i] = its is null ? default : new(left, top, its->Width, its->Height);
        }
        int best = MonitorChoice.Of(new(x, y, width, height), areas);
        Glfw.VideoMode* mode = best < 0 ? null : Glfw.GetVideoMode(monitors[best]);
        if (mode is null)
            throw new VisionException("There is no monitor to cover.");
        restored = (x, y, width, height);
        Glfw.SetWindowMonitor(window, monitors[best], 0, 0, mode->Width, mode->Height, mode->RefreshRate);
    }
}
