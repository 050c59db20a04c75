using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RealtimeCnn.DemoApp;

/// <summary>Where the mouse is in the open window, as its last move said: asking costs a round trip. For the window's thread.</summary>
internal static unsafe class GlfwPointer
{
    /// <summary>The place in pixels of the framebuffer.</summary>
    public static (int X, int Y) Place { get; private set; } = (-1, -1);

    /// <summary>Follows it from now on.</summary>
    public static void Follow(nint window) => Glfw.SetCursorPositionCallback(window, &OnMoved);

    /// <summary>Asks for the place.</summary>
    public static (int X, int Y) Ask(nint window)
    {
        Glfw.GetCursorPosition(window, out double x, out double y);
        Take(window, x, y);
        return Place;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMoved(nint window, double x, double y) => Take(window, x, y);

    // The cursor is told in the desktop's units.
    private static void Take(nint window, double x, double y)
    {
        Glfw.GetWindowSize(window, out int width, out int height);
        Glfw.GetFramebufferSize(window, out int pixelWidth, out int pixelHeight);
        if (width > 0 && height > 0)
            Place = ((int)(x * pixelWidth / width), (int)(y * pixelHeight / height));
    }
}
