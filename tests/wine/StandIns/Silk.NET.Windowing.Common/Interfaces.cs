using Silk.NET.Core.Contexts;
using Silk.NET.Maths;

namespace Silk.NET.Windowing;

// Only members that the product uses; each is declared by the interface that declares it in Silk.NET.

// Checked against src/Windowing/Silk.NET.Windowing.Common/Interfaces/IViewProperties.cs.
public interface IViewProperties
{
    bool ShouldSwapAutomatically { get; set; }

    bool IsEventDriven { get; set; }

    Vector2D<int> Size { get; }

    GraphicsAPI API { get; }

    bool VSync { get; set; }
}

// Checked against src/Windowing/Silk.NET.Windowing.Common/Interfaces/IView.cs. IGLContextSource and IVkSurfaceSource, which it extends as
// well, are left out.
public interface IView : IViewProperties, IDisposable, INativeWindowSource
{
    bool IsClosing { get; }

    Vector2D<int> FramebufferSize { get; }

    bool IsInitialized { get; }

    event Action<Vector2D<int>>? FramebufferResize;

    event Action<bool>? FocusChanged;

    void Initialize();

    void DoEvents();

    void ContinueEvents();

    void Reset();

    void Focus();

    void Close();
}

// Checked against src/Windowing/Silk.NET.Windowing.Common/Interfaces/IWindowProperties.cs.
public interface IWindowProperties : IViewProperties
{
    Vector2D<int> Position { get; set; }

    new Vector2D<int> Size { get; set; }

    string Title { get; set; }

    WindowState WindowState { get; set; }
}

// Checked against src/Windowing/Silk.NET.Windowing.Common/Interfaces/IWindow.cs. IWindowHost, which it extends as well, is left out.
public interface IWindow : IWindowProperties, IView
{
    new bool IsClosing { get; set; }

    IMonitor? Monitor { get; set; }

    event Action<WindowState>? StateChanged;

    event Action<string[]>? FileDrop;
}

// Checked against src/Windowing/Silk.NET.Windowing.Common/Interfaces/IMonitor.cs.
public interface IMonitor
{
    Rectangle<int> Bounds { get; }
}
