using System.Runtime.InteropServices;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// The few functions of GLFW 3.3 that the demo calls (https://www.glfw.org/docs/3.3). GLFW reports errors through
/// <see cref="GetError"/>, per thread: call <see cref="ThrowOnError"/> after each function that can fail.
/// </summary>
internal static unsafe partial class Glfw
{
    public const int True = 1;
    public const int Press = 1;
    public const int ModifierShift = 0x0001;
    public const int MouseButtonLeft = 0;
    public const int DontCare = -1;

    public const int ScaleToMonitor = 0x0002200C;
    public const int ClientApi = 0x00022001;
    public const int NoApi = 0;
    public const int X11ClassName = 0x00024001;
    public const int X11InstanceName = 0x00024002;

    private const string Library = "libglfw.so.3";

    /// <summary>Turns the last error of this thread, if there is one, into an exception.</summary>
    /// <param name="what">What was to be done, to follow "cannot".</param>
    /// <exception cref="VisionException">GLFW reported an error.</exception>
    public static void ThrowOnError(string what)
    {
        if (TakeError() is { } error)
            throw new VisionException($"The window system cannot {what}: {error}.");
    }

    /// <summary>The last error of this thread in words, forgotten afterwards; null if there is none.</summary>
    public static string? TakeError()
    {
        int code = GetError(out byte* description);
        return code == 0 ? null : $"{Marshal.PtrToStringUTF8((nint)description) ?? "unknown error"} (GLFW 0x{code:X})";
    }

    /// <summary>Copies of GLFW's own texts. A file's name of other bytes than UTF-8 becomes one that does not exist.</summary>
    public static string[] Texts(byte** texts, int count)
    {
        string[] copies = new string[count];
        for (int i = 0; i < count; i++)
            copies[i] = Marshal.PtrToStringUTF8((nint)texts[i]) ?? "";
        return copies;
    }

    [LibraryImport(Library, EntryPoint = "glfwInit")]
    public static partial int Init();

    [LibraryImport(Library, EntryPoint = "glfwTerminate")]
    public static partial void Terminate();

    [LibraryImport(Library, EntryPoint = "glfwGetError")]
    public static partial int GetError(out byte* description);

    [LibraryImport(Library, EntryPoint = "glfwWindowHint")]
    public static partial void WindowHint(int hint, int value);

    [LibraryImport(Library, EntryPoint = "glfwWindowHintString", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void WindowHint(int hint, string value);

    [LibraryImport(Library, EntryPoint = "glfwCreateWindow", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint CreateWindow(int width, int height, string title, nint monitor, nint share);

    [LibraryImport(Library, EntryPoint = "glfwDestroyWindow")]
    public static partial void DestroyWindow(nint window);

    [LibraryImport(Library, EntryPoint = "glfwSetWindowTitle", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetWindowTitle(nint window, string title);

    [LibraryImport(Library, EntryPoint = "glfwGetFramebufferSize")]
    public static partial void GetFramebufferSize(nint window, out int width, out int height);

    [LibraryImport(Library, EntryPoint = "glfwGetWindowSize")]
    public static partial void GetWindowSize(nint window, out int width, out int height);

    [LibraryImport(Library, EntryPoint = "glfwSetWindowSizeLimits")]
    public static partial void SetWindowSizeLimits(nint window, int minWidth, int minHeight, int maxWidth, int maxHeight);

    [LibraryImport(Library, EntryPoint = "glfwGetWindowPos")]
    public static partial void GetWindowPosition(nint window, out int x, out int y);

    [LibraryImport(Library, EntryPoint = "glfwGetWindowContentScale")]
    public static partial void GetWindowContentScale(nint window, out float x, out float y);

    [LibraryImport(Library, EntryPoint = "glfwWindowShouldClose")]
    public static partial int WindowShouldClose(nint window);

    [LibraryImport(Library, EntryPoint = "glfwSetWindowShouldClose")]
    public static partial void SetWindowShouldClose(nint window, int value);

    [LibraryImport(Library, EntryPoint = "glfwWaitEventsTimeout")]
    public static partial void WaitEvents(double seconds);

    [LibraryImport(Library, EntryPoint = "glfwPostEmptyEvent")]
    public static partial void PostEmptyEvent();

    [LibraryImport(Library, EntryPoint = "glfwSetCursorPosCallback")]
    public static partial nint SetCursorPositionCallback(nint window, delegate* unmanaged[Cdecl]<nint, double, double, void> callback);

    [LibraryImport(Library, EntryPoint = "glfwGetCursorPos")]
    public static partial void GetCursorPosition(nint window, out double x, out double y);

    [LibraryImport(Library, EntryPoint = "glfwGetKeyName")]
    public static partial byte* GetKeyName(int key, int scanCode);

    [LibraryImport(Library, EntryPoint = "glfwGetMonitors")]
    public static partial nint* GetMonitors(out int count);

    [LibraryImport(Library, EntryPoint = "glfwGetPrimaryMonitor")]
    public static partial nint GetPrimaryMonitor();

    [LibraryImport(Library, EntryPoint = "glfwGetMonitorPos")]
    public static partial void GetMonitorPosition(nint monitor, out int x, out int y);

    [LibraryImport(Library, EntryPoint = "glfwGetVideoMode")]
    public static partial VideoMode* GetVideoMode(nint monitor);

    [LibraryImport(Library, EntryPoint = "glfwSetWindowMonitor")]
    public static partial void SetWindowMonitor(nint window, nint monitor, int x, int y, int width, int height, int refreshRate);

    [LibraryImport(Library, EntryPoint = "glfwFocusWindow")]
    public static partial void FocusWindow(nint window);

    [LibraryImport(Library, EntryPoint = "glfwSetKeyCallback")]
    public static partial nint SetKeyCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, int, int, void> callback);

    [LibraryImport(Library, EntryPoint = "glfwSetMouseButtonCallback")]
    public static partial nint SetMouseButtonCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, int, void> callback);

    [LibraryImport(Library, EntryPoint = "glfwSetDropCallback")]
    public static partial nint SetDropCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, byte**, void> callback);

    [LibraryImport(Library, EntryPoint = "glfwSetFramebufferSizeCallback")]
    public static partial nint SetFramebufferSizeCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, void> callback);

    [LibraryImport(Library, EntryPoint = "glfwSetWindowIconifyCallback")]
    public static partial nint SetWindowIconifyCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, void> callback);

    [LibraryImport(Library, EntryPoint = "glfwSetWindowContentScaleCallback")]
    public static partial nint SetWindowContentScaleCallback(nint window, delegate* unmanaged[Cdecl]<nint, float, float, void> callback);

    [LibraryImport(Library, EntryPoint = "glfwSetWindowRefreshCallback")]
    public static partial nint SetWindowRefreshCallback(nint window, delegate* unmanaged[Cdecl]<nint, void> callback);

    [LibraryImport(Library, EntryPoint = "glfwGetRequiredInstanceExtensions")]
    public static partial byte** GetRequiredInstanceExtensions(out uint count);

    [LibraryImport(Library, EntryPoint = "glfwCreateWindowSurface")]
    public static partial int CreateWindowSurface(nint instance, nint window, nint allocator, out ulong surface);

    [LibraryImport(Library, EntryPoint = "glfwGetX11Display")]
    public static partial nint GetX11Display();

    /// <summary>A mode of a monitor; the layout is GLFWvidmode's.</summary>
    public struct VideoMode
    {
        public int Width, Height, RedBits, GreenBits, BlueBits, RefreshRate;
    }
}
