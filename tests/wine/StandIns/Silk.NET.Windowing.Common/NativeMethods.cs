using System.Runtime.InteropServices;

namespace Silk.NET.Windowing;

/// <summary>The functions of Windows that a window needs, and their constants.</summary>
internal static unsafe partial class NativeMethods
{
    public const uint OverlappedWindow = 0x00CF0000, Popup = 0x80000000, Visible = 0x10000000;
    public const int Style = -16, CommandShow = 5, CommandMinimise = 6, CommandRestore = 9, CommandMaximise = 3;
    public const uint FrameChanged = 0x20, NoZOrder = 4, NoActivate = 0x10;
    public const uint PrimaryMonitor = 1, RemoveMessage = 1;
    public const nint ArrowCursor = 32512;

    public const uint MessageNull = 0, Size = 5, SetFocus = 7, KillFocus = 8, CloseRequest = 0x10, EraseBackground = 0x14;
    public const uint KeyDown = 0x100, KeyUp = 0x101, Character = 0x102, SystemKeyDown = 0x104, SystemKeyUp = 0x105;
    public const uint MouseMove = 0x200, LeftDown = 0x201, LeftUp = 0x202, DropFiles = 0x233;

    public struct Rect
    {
        public int Left, Top, Right, Bottom;
    }

    public struct Point
    {
        public int X, Y;
    }

    public struct MonitorInfo
    {
        public uint Size;
        public Rect Whole;
        public Rect Work;
        public uint Flags;
    }

    public struct Message
    {
        public nint Window;
        public uint Kind;
        public nint WParam;
        public nint LParam;
        public uint Time;
        public Point Place;
    }

    public struct WindowClass
    {
        public uint Size;
        public uint Style;
        public delegate* unmanaged<nint, uint, nint, nint, nint> Procedure;
        public int ClassExtra;
        public int WindowExtra;
        public nint Instance;
        public nint Icon;
        public nint Cursor;
        public nint Background;
        public char* MenuName;
        public char* ClassName;
        public nint SmallIcon;
    }

    [LibraryImport("kernel32", EntryPoint = "GetModuleHandleW")]
    public static partial nint GetModuleHandle(char* name);

    [LibraryImport("user32", EntryPoint = "RegisterClassExW", SetLastError = true)]
    public static partial ushort RegisterClass(WindowClass* description);

    [LibraryImport("user32", EntryPoint = "UnregisterClassW")]
    public static partial int UnregisterClass(char* name, nint instance);

    [LibraryImport("user32", EntryPoint = "CreateWindowExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial nint CreateWindow(
        uint extendedStyle, char* className, string title, uint style, int x, int y, int width, int height, nint parent, nint menu, nint instance, nint data);

    [LibraryImport("user32")]
    public static partial int DestroyWindow(nint window);

    [LibraryImport("user32", EntryPoint = "DefWindowProcW")]
    public static partial nint DefaultProcedure(nint window, uint message, nint wParam, nint lParam);

    [LibraryImport("user32", EntryPoint = "LoadCursorW")]
    public static partial nint LoadCursor(nint instance, nint name);

    [LibraryImport("user32")]
    public static partial int ShowWindow(nint window, int command);

    [LibraryImport("user32", EntryPoint = "SetFocus")]
    public static partial nint FocusWindow(nint window);

    [LibraryImport("user32")]
    public static partial int IsIconic(nint window);

    [LibraryImport("user32")]
    public static partial int IsZoomed(nint window);

    [LibraryImport("user32", EntryPoint = "SetWindowTextW", StringMarshalling = StringMarshalling.Utf16)]
    public static partial int SetTitle(nint window, string title);

    [LibraryImport("user32")]
    public static partial int GetClientRect(nint window, Rect* rect);

    [LibraryImport("user32")]
    public static partial int GetWindowRect(nint window, Rect* rect);

    [LibraryImport("user32")]
    public static partial int ClientToScreen(nint window, Point* point);

    [LibraryImport("user32")]
    public static partial int AdjustWindowRect(Rect* rect, uint style, int hasMenu);

    [LibraryImport("user32")]
    public static partial int SetWindowPos(nint window, nint after, int x, int y, int width, int height, uint flags);

    [LibraryImport("user32", EntryPoint = "SetWindowLongPtrW")]
    public static partial nint SetWindowLong(nint window, int index, nint value);

    [LibraryImport("user32")]
    public static partial int BringWindowToTop(nint window);

    [LibraryImport("user32")]
    public static partial int SetForegroundWindow(nint window);

    [LibraryImport("user32")]
    public static partial nint MonitorFromPoint(Point point, uint otherwise);

    [LibraryImport("user32", EntryPoint = "GetMonitorInfoW")]
    public static partial int GetMonitorInfo(nint monitor, MonitorInfo* info);

    [LibraryImport("user32")]
    public static partial int WaitMessage();

    [LibraryImport("user32", EntryPoint = "PeekMessageW")]
    public static partial int PeekMessage(Message* message, nint window, uint first, uint last, uint remove);

    [LibraryImport("user32")]
    public static partial int TranslateMessage(Message* message);

    [LibraryImport("user32", EntryPoint = "DispatchMessageW")]
    public static partial nint DispatchMessage(Message* message);

    [LibraryImport("user32", EntryPoint = "PostMessageW")]
    public static partial int PostMessage(nint window, uint message, nint wParam, nint lParam);

    [LibraryImport("user32")]
    public static partial int SetProcessDpiAwarenessContext(nint context);

    [LibraryImport("shell32")]
    public static partial void DragAcceptFiles(nint window, int accept);

    [LibraryImport("shell32", EntryPoint = "DragQueryFileW")]
    public static partial uint DragQueryFile(nint drop, uint file, char* name, uint length);

    [LibraryImport("shell32")]
    public static partial void DragFinish(nint drop);
}
