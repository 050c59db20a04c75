using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealtimeCnn.DemoApp;

/// <summary>The mouse in the open window, where the last move said: asking costs a round trip. For the window's thread.</summary>
internal static unsafe class GlfwPointer
{
    private static Action<int, int>? _clicked;

    /// <summary>The place in pixels of the framebuffer.</summary>
    public static (int X, int Y) Place { get; private set; } = (-1, -1);

    /// <summary>Follows it from now on.</summary>
    /// <param name="window">The open window.</param>
    /// <param name="clicked">Hears where the left button went down.</param>
    public static void Follow(nint window, Action<int, int> clicked)
    {
        _clicked = clicked;
        Glfw.SetCursorPositionCallback(window, &OnMoved);
        Glfw.SetMouseButtonCallback(window, &OnButton);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMoved(nint window, double x, double y) => Take(window, x, y);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnButton(nint window, int button, int action, int modifiers)
    {
        if (button != Glfw.MouseButtonLeft || action != Glfw.Press)
            return;
        Glfw.GetCursorPosition(window, out double x, out double y);
        Take(window, x, y);
        _clicked?.Invoke(Place.X, Place.Y);
    }

    // The cursor is told in the desktop's units.
    private static void Take(nint window, double x, double y)
    {
        Glfw.GetWindowSize(window, out int width, out int height);
        Glfw.GetFramebufferSize(window, out int pixelWidth, out int pixelHeight);
        if (width > 0 && height > 0)
            Place = ((int)(x * pixelWidth / width), (int)(y * pixelHeight / height));
    }
}
