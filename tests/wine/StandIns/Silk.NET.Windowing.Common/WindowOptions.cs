using System.Reflection;
using Silk.NET.Maths;

namespace Silk.NET.Windowing;

// Checked against src/Windowing/Silk.NET.Windowing.Common/Structs/WindowOptions.cs.
public struct WindowOptions
{
    public bool ShouldSwapAutomatically { get; set; }

    public bool IsEventDriven { get; set; }

    public Vector2D<int> Position { get; set; }

    public Vector2D<int> Size { get; set; }

    public GraphicsAPI API { get; set; }

    public bool VSync { get; set; }

    public string Title { get; set; }

    public static WindowOptions Default => new()
    {
        ShouldSwapAutomatically = true,
        VSync = true,
        Position = new Vector2D<int>(50, 50),
        Size = new Vector2D<int>(1280, 720),
        Title = Assembly.GetEntryAssembly()?.GetName().Name ?? "Silk.NET Window",
    };
}

// Checked against src/Windowing/Silk.NET.Windowing.Common/Structs/GraphicsAPI.cs. Only windows without one can be made here.
public struct GraphicsAPI
{
    public static GraphicsAPI None => default;
}

// Checked against the list of public members, src/Windowing/Silk.NET.Windowing.Common/PublicAPI.
public enum WindowState
{
    Normal = 0,
    Minimized = 1,
    Maximized = 2,
    Fullscreen = 3,
}
