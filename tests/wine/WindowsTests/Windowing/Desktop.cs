using System.Runtime.InteropServices;
using RealtimeCnn.DemoApp;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.Tests.Windowing;

/// <summary>The desktop around a window: what a user does to it, and what is to be seen on the screen.</summary>
internal static unsafe partial class Desktop
{
    private const uint ExtendedKey = 1, KeyUp = 2;
    private const uint LeftDown = 0x201, CloseRequest = 0x10, DropFiles = 0x233;
    private const uint Movable = 2, Zeroed = 0x40;
    private const int Minimise = 6, Restore = 9;
    private const uint NoMove = 2, NoZOrder = 4;
    private const uint CopyPixels = 0x00CC0020;
    private const int ScreenWidth = 0, ScreenHeight = 1;

    public static (int Width, int Height) Size => (GetSystemMetrics(ScreenWidth), GetSystemMetrics(ScreenHeight));

    /// <summary>A key goes down, <paramref name="times"/> times for one that is held, and up, as the keyboard's driver tells it.</summary>
    /// <param name="window">The window; it gets the keyboard first.</param>
    /// <param name="virtualKey">What the layout makes of the key.</param>
    /// <param name="scanCode">Where it is; 0x100 and above for extended keys.</param>
    /// <param name="times">How often the keyboard tells that it is down.</param>
    public static void Press(SilkWindow window, int virtualKey, int scanCode, int times = 1)
    {
        SetForegroundWindow(window.Hwnd);
        uint extended = scanCode >= 0x100 ? ExtendedKey : 0;
        for (int i = 0; i < times; i++)
            KeyboardEvent((byte)virtualKey, (byte)scanCode, extended, 0);
        KeyboardEvent((byte)virtualKey, (byte)scanCode, extended | KeyUp, 0);
    }

    /// <summary>The same while a shift key is down.</summary>
    public static void PressShifted(SilkWindow window, int virtualKey, int scanCode)
    {
        const byte ShiftKey = 0x10, ShiftScanCode = 0x2A;
        SetForegroundWindow(window.Hwnd);
        KeyboardEvent(ShiftKey, ShiftScanCode, 0, 0);
        Press(window, virtualKey, scanCode);
        KeyboardEvent(ShiftKey, ShiftScanCode, KeyUp, 0);
    }

    /// <summary>The left button goes down at a place of the client area, and the cursor is there: a window asks for either.</summary>
    public static void Click(SilkWindow window, int x, int y)
    {
        Point place = new() { X = x, Y = y };
        ClientToScreen(window.Hwnd, &place);
        SetCursorPos(place.X, place.Y);
        PostMessage(window.Hwnd, LeftDown, 1, (nint)y << 16 | x);
    }

    /// <summary>Files are dropped, as the Explorer tells a window that takes them: DROPFILES, then the names, each with its end.</summary>
    public static void Drop(SilkWindow window, params string[] files)
    {
        const int Header = 20, IsWideAt = 16;
        string names = string.Concat(files.Select(file => file + '\0')) + '\0';
        nint drop = GlobalAlloc(Movable | Zeroed, (nuint)(Header + 2 * names.Length));
        byte* content = GlobalLock(drop);
        (*(int*)content, *(int*)(content + IsWideAt)) = (Header, 1);
        names.CopyTo(new Span<char>(content + Header, names.Length));
        GlobalUnlock(drop);
        PostMessage(window.Hwnd, DropFiles, drop, 0);
    }

    /// <summary>Where the client area's corner is.</summary>
    public static (int X, int Y) PlaceOf(SilkWindow window)
    {
        Point corner = default;
        ClientToScreen(window.Hwnd, &corner);
        return (corner.X, corner.Y);
    }

    public static void AskToClose(SilkWindow window) => PostMessage(window.Hwnd, CloseRequest, 0, 0);

    public static void SetMinimised(SilkWindow window, bool minimised) => ShowWindow(window.Hwnd, minimised ? Minimise : Restore);

    /// <summary>Gives the client area another size, as dragging the frame does.</summary>
    public static void Resize(SilkWindow window, int width, int height)
    {
        Rect outer, client;
        GetWindowRect(window.Hwnd, &outer);
        GetClientRect(window.Hwnd, &client);
        SetWindowPos(
            window.Hwnd, 0, 0, 0, width + outer.Right - outer.Left - client.Right, height + outer.Bottom - outer.Top - client.Bottom,
            NoMove | NoZOrder);
    }

    /// <summary>What the screen shows where the window's client area is.</summary>
    public static BgraCanvas Capture(SilkWindow window)
    {
        Point origin = default;
        ClientToScreen(window.Hwnd, &origin);
        var canvas = new BgraCanvas();
        canvas.Resize(window.Width, window.Height);
        nint screen = GetDC(0), memory = CreateCompatibleDC(screen);
        BitmapHeader header = new()
        {
            Size = (uint)sizeof(BitmapHeader), Width = window.Width, Height = -window.Height, Planes = 1, Bits = 32,
        };
        uint* pixels;
        nint bitmap = CreateDIBSection(screen, &header, 0, &pixels, 0, 0), before = SelectObject(memory, bitmap);
        BitBlt(memory, 0, 0, window.Width, window.Height, screen, origin.X, origin.Y, CopyPixels);
        GdiFlush();
        for (int y = 0; y < window.Height; y++)
        {
            var row = new Span<uint>((byte*)canvas.Pixels + (nint)y * canvas.Stride, window.Width);
            for (int x = 0; x < window.Width; x++)
                row[x] = pixels[(nint)y * window.Width + x] | 0xFF000000;
        }
        SelectObject(memory, before);
        DeleteObject(bitmap);
        DeleteDC(memory);
        ReleaseDC(0, screen);
        return canvas;
    }

    private struct Rect
    {
        public int Left, Top, Right, Bottom;
    }

    private struct Point
    {
        public int X, Y;
    }

    /// <summary>BITMAPINFOHEADER.</summary>
    private struct BitmapHeader
    {
        public uint Size;
        public int Width, Height;
        public ushort Planes, Bits;
        public uint Compression, ImageSize;
        public int DotsPerMetreX, DotsPerMetreY;
        public uint ColoursUsed, ColoursImportant;
    }

    [LibraryImport("user32", EntryPoint = "PostMessageW")]
    private static partial int PostMessage(nint window, uint message, nint wParam, nint lParam);

    [LibraryImport("kernel32")]
    private static partial nint GlobalAlloc(uint flags, nuint bytes);

    [LibraryImport("kernel32")]
    private static partial byte* GlobalLock(nint memory);

    [LibraryImport("kernel32")]
    private static partial int GlobalUnlock(nint memory);

    [LibraryImport("user32", EntryPoint = "keybd_event")]
    private static partial void KeyboardEvent(byte virtualKey, byte scanCode, uint flags, nint extra);

    [LibraryImport("user32")]
    private static partial int SetForegroundWindow(nint window);

    [LibraryImport("user32")]
    private static partial int ShowWindow(nint window, int command);

    [LibraryImport("user32")]
    private static partial int GetWindowRect(nint window, Rect* rect);

    [LibraryImport("user32")]
    private static partial int GetClientRect(nint window, Rect* rect);

    [LibraryImport("user32")]
    private static partial int ClientToScreen(nint window, Point* point);

    [LibraryImport("user32")]
    private static partial int SetCursorPos(int x, int y);

    [LibraryImport("user32")]
    private static partial int SetWindowPos(nint window, nint after, int x, int y, int width, int height, uint flags);

    [LibraryImport("user32")]
    private static partial int GetSystemMetrics(int index);

    [LibraryImport("user32")]
    private static partial nint GetDC(nint window);

    [LibraryImport("user32")]
    private static partial int ReleaseDC(nint window, nint dc);

    [LibraryImport("gdi32")]
    private static partial nint CreateCompatibleDC(nint dc);

    [LibraryImport("gdi32")]
    private static partial int DeleteDC(nint dc);

    [LibraryImport("gdi32")]
    private static partial nint CreateDIBSection(nint dc, BitmapHeader* header, uint usage, uint** pixels, nint section, uint offset);

    [LibraryImport("gdi32")]
    private static partial nint SelectObject(nint dc, nint thing);

    [LibraryImport("gdi32")]
    private static partial int DeleteObject(nint thing);

    [LibraryImport("gdi32")]
    private static partial int BitBlt(nint to, int x, int y, int width, int height, nint from, int fromX, int fromY, uint operation);

    [LibraryImport("gdi32")]
    private static partial int GdiFlush();
}
