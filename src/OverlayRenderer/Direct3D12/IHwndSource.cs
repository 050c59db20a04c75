namespace RealtimeCnn.OverlayRenderer;

/// <summary>A window of Windows that Direct3D can draw into. Members belong to the window's thread.</summary>
public interface IHwndSource
{
    /// <summary>The window's handle, an <c>HWND</c>. It stays the same for as long as the window is open.</summary>
    nint Hwnd { get; }

    /// <summary>Width of the client area in pixels; 0 while there is none.</summary>
    int Width { get; }

    /// <summary>Height of the client area in pixels.</summary>
    int Height { get; }
}
