namespace RealtimeCnn.DemoApp;

/// <summary>Opens the demo's window, where there can be one.</summary>
internal static class WindowDemo
{
    private const int Width = 1280;
    private const int Height = 720;

    /// <summary>Why no window can be opened here, as far as can be told without trying; null if one may.</summary>
    public static string? WhyNoWindow
    {
        get
        {
            if (OperatingSystem.IsLinux() && IsUnset("DISPLAY") && IsUnset("WAYLAND_DISPLAY"))
                return "there is no display (DISPLAY is not set)";
            if (OperatingSystem.IsWindows() && !Environment.UserInteractive)
                return "this session has no desktop";
            return null;
        }
    }

    /// <summary>Opens the window and the GPU.</summary>
    /// <exception cref="WindowUnavailableException">One of them cannot be had; the message says why.</exception>
    public static OpenWindow Open()
    {
        IWindow? window = null;
        try
        {
            window = DesktopWindow.Open("RealtimeCnn", Width, Height);
            return new OpenWindow(window, window.OpenPresenter());
        }
        catch (VisionException e)
        {
            window?.Dispose();
            throw new WindowUnavailableException(e);
        }
    }

    private static bool IsUnset(string variable) => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}

/// <summary>A window with what draws into it.</summary>
/// <param name="Window">The window.</param>
/// <param name="Presenter">The presenter, opened to see whether it works.</param>
internal sealed record OpenWindow(IWindow Window, IPresenter Presenter);

/// <summary>No window can be shown on this machine now.</summary>
internal sealed class WindowUnavailableException(VisionException why) : Exception(why.Message.TrimEnd('.'), why);
