using Silk.NET.Maths;
using Silk.NET.Windowing;

namespace RealtimeCnn.DemoApp;

/// <summary>Covers the monitor that a window is on, and gives place and size back.</summary>
internal sealed class SilkFullScreen(global::Silk.NET.Windowing.IWindow window)
{
    private (Vector2D<int> Position, Vector2D<int> Size, bool IsMaximised) _before;

    /// <summary>Covers the monitor that the window's middle is on.</summary>
    public void Cover()
    {
        IMonitor? monitor = window.Monitor;
        bool isMaximised = window.WindowState == WindowState.Maximized;
        if (isMaximised)
            window.WindowState = WindowState.Normal; // Silk.NET takes a maximised window for no full screen one, whatever it covers
        _before = (window.Position, window.Size, isMaximised);
        window.WindowState = WindowState.Fullscreen; // on the primary monitor
        if (monitor is not null)
            window.Monitor = monitor;
    }

    /// <summary>Restores what was before.</summary>
    public void Uncover()
    {
        window.WindowState = WindowState.Normal;
        (window.Position, window.Size) = (_before.Position, _before.Size);
        if (_before.IsMaximised)
            window.WindowState = WindowState.Maximized;
    }
}
