using System.ComponentModel;
using System.Runtime.InteropServices;
using Silk.NET.Core.Contexts;
using Silk.NET.Maths;
using static Silk.NET.Windowing.NativeMethods;

namespace Silk.NET.Windowing;

/// <summary>
/// A window of Windows. Behaves as Silk.NET's GlfwWindow does, as far as the product sees (checked against ViewImplementationBase.cs,
/// WindowImplementationBase.cs and GlfwWindow.cs): nothing native before Initialize, a program that is aware of dense displays, and events
/// from within DoEvents only.
/// </summary>
internal sealed unsafe class Win32Window : IWindow
{
    private const string ClassName = "Silk.NET.StandIn";
    private const nint PerMonitorAware = -4; // DPI_AWARENESS_CONTEXT_PER_MONITOR_AWARE_V2

    private static readonly Dictionary<nint, Win32Window> _windows = [];

    private readonly WindowOptions _options;
    private nint _handle;
    private string _title;
    private Vector2D<int> _size;
    private Vector2D<int> _position;
    private WindowState _state;
    private Rect _restored;
    private IMonitor? _covered;
    private bool _isClosing;

    public Win32Window(WindowOptions options)
    {
        _options = options;
        (_title, _size, _position) = (options.Title, options.Size, options.Position);
        IsEventDriven = options.IsEventDriven;
        (ShouldSwapAutomatically, VSync) = (options.ShouldSwapAutomatically, options.VSync);
    }

    public event Action<Vector2D<int>>? FramebufferResize;

    public event Action<bool>? FocusChanged;

    public event Action<WindowState>? StateChanged;

    public event Action<string[]>? FileDrop;

    /// <summary>What a keyboard and a mouse are told: message and its two parameters.</summary>
    internal event Action<uint, nint, nint>? InputMessage;

    public bool ShouldSwapAutomatically { get; set; }

    public bool IsEventDriven { get; set; }

    public bool VSync { get; set; }

    public GraphicsAPI API => _options.API;

    public bool IsInitialized => _handle != 0;

    public INativeWindow? Native => _handle == 0 ? null : new NativeWindow(_handle);

    // As GLFW's: that of the window's middle, or the primary one; to set it moves the window there.
    public IMonitor? Monitor
    {
        get => _covered ?? new Win32Monitor(BoundsOf(MonitorFromPoint(Middle(), PrimaryMonitor)));
        set
        {
            if (_handle == 0)
                throw new InvalidOperationException("Window is not running.");
            ArgumentNullException.ThrowIfNull(value);
            if (_state == WindowState.Fullscreen)
                Cover(value);
            else
                Position = value.Bounds.Origin;
        }
    }

    public bool IsClosing
    {
        get => _isClosing;
        set => _isClosing = value;
    }

    bool IView.IsClosing => _handle == 0 || _isClosing;

    public string Title
    {
        get => _title;
        set
        {
            _title = value;
            if (_handle != 0)
                _ = SetTitle(_handle, value);
        }
    }

    public Vector2D<int> FramebufferSize
    {
        get
        {
            Rect client;
            _ = GetClientRect(_handle, &client);
            return new Vector2D<int>(client.Right, client.Bottom);
        }
    }

    public Vector2D<int> Size
    {
        get => _handle == 0 ? _size : FramebufferSize;
        set
        {
            _size = value;
            if (_handle != 0 && _state != WindowState.Fullscreen)
                Place();
        }
    }

    Vector2D<int> IViewProperties.Size => _handle == 0 ? default : FramebufferSize;

    public Vector2D<int> Position
    {
        get
        {
            if (_handle == 0)
                return _position;
            Point origin = default;
            _ = ClientToScreen(_handle, &origin);
            return new Vector2D<int>(origin.X, origin.Y);
        }
        set
        {
            _position = value;
            if (_handle == 0 || _state == WindowState.Fullscreen)
                return;
            _size = FramebufferSize;
            Place();
        }
    }

    public WindowState WindowState
    {
        get => _state;
        set
        {
            if (value == _state)
                return;
            if (value == WindowState.Fullscreen)
                CoverPrimaryMonitor();
            else if (_state == WindowState.Fullscreen)
                Uncover();
            if (value != WindowState.Fullscreen)
                _ = ShowWindow(_handle, value switch { WindowState.Minimized => CommandMinimise, WindowState.Maximized => CommandMaximise, _ => CommandRestore });
        }
    }

    public void Initialize()
    {
        if (_handle != 0)
            return;
        _ = SetProcessDpiAwarenessContext(PerMonitorAware); // fails if it is decided already, which is as well
        nint instance = GetModuleHandle(null);
        fixed (char* name = ClassName)
        {
            WindowClass description = new()
            {
                Size = (uint)sizeof(WindowClass), Procedure = &Procedure, Instance = instance, Cursor = LoadCursor(0, ArrowCursor), ClassName = name,
            };
            if (_windows.Count == 0 && RegisterClass(&description) == 0)
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            Rect outer = Outer();
            _handle = CreateWindow(
                0, name, _title, OverlappedWindow, outer.Left, outer.Top, outer.Right - outer.Left, outer.Bottom - outer.Top, 0, 0, instance, 0);
        }
        if (_handle == 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        _windows.Add(_handle, this);
        DragAcceptFiles(_handle, 1);
        _ = ShowWindow(_handle, CommandShow);
        _ = FocusWindow(_handle);
    }

    public void DoEvents()
    {
        if (IsEventDriven)
            _ = WaitMessage();
        Message message;
        while (PeekMessage(&message, 0, 0, 0, RemoveMessage) != 0)
        {
            _ = TranslateMessage(&message);
            _ = DispatchMessage(&message);
        }
    }

    public void ContinueEvents() => _ = PostMessage(_handle, MessageNull, 0, 0);

    public void Focus()
    {
        _ = BringWindowToTop(_handle);
        _ = SetForegroundWindow(_handle);
        _ = FocusWindow(_handle);
    }

    public void Close() => _isClosing = true;

    public void Reset()
    {
        if (_handle == 0)
            return;
        _windows.Remove(_handle);
        _ = DestroyWindow(_handle);
        _handle = 0;
        if (_windows.Count > 0)
            return;
        fixed (char* name = ClassName)
            _ = UnregisterClass(name, GetModuleHandle(null));
    }

    public void Dispose() => Reset();

    [UnmanagedCallersOnly]
    private static nint Procedure(nint handle, uint message, nint wParam, nint lParam)
    {
        if (!_windows.TryGetValue(handle, out Win32Window? window))
            return DefaultProcedure(handle, message, wParam, lParam);
        switch (message)
        {
            case CloseRequest:
                window._isClosing = true;
                return 0;
            case EraseBackground:
                return 1;
            case NativeMethods.Size:
                window.Resized(new Vector2D<int>((int)(lParam & 0xFFFF), (int)(lParam >> 16 & 0xFFFF)));
                return 0;
            case DropFiles:
                window.Dropped(wParam);
                return 0;
            case SetFocus or KillFocus:
                window.FocusChanged?.Invoke(message == SetFocus);
                break;
            case KeyDown or KeyUp or Character or SystemKeyDown or SystemKeyUp or MouseMove or LeftDown or LeftUp:
                window.InputMessage?.Invoke(message, wParam, lParam);
                break;
        }
        return DefaultProcedure(handle, message, wParam, lParam);
    }

    private void Resized(Vector2D<int> size)
    {
        if (_state != WindowState.Fullscreen || IsIconic(_handle) != 0)
            ChangeState(IsIconic(_handle) != 0 ? WindowState.Minimized : IsZoomed(_handle) != 0 ? WindowState.Maximized : WindowState.Normal);
        FramebufferResize?.Invoke(size);
    }

    private void Dropped(nint drop)
    {
        string[] files = new string[DragQueryFile(drop, uint.MaxValue, null, 0)];
        for (uint i = 0; i < files.Length; i++)
        {
            char[] name = new char[DragQueryFile(drop, i, null, 0) + 1]; // with its end
            fixed (char* buffer = name)
                files[i] = new string(buffer, 0, (int)DragQueryFile(drop, i, buffer, (uint)name.Length));
        }
        DragFinish(drop);
        FileDrop?.Invoke(files);
    }

    private void ChangeState(WindowState state)
    {
        if (state == _state)
            return;
        _state = state;
        StateChanged?.Invoke(state);
    }

    private void CoverPrimaryMonitor()
    {
        Rect outer;
        _ = GetWindowRect(_handle, &outer);
        _restored = outer;
        ChangeState(WindowState.Fullscreen);
        _ = SetWindowLong(_handle, Style, unchecked((nint)(Popup | Visible)));
        Cover(new Win32Monitor(BoundsOf(MonitorFromPoint(default, PrimaryMonitor)))); // which has the desktop's origin
    }

    private void Cover(IMonitor monitor)
    {
        _covered = monitor;
        Rectangle<int> all = monitor.Bounds;
        _ = SetWindowPos(_handle, 0, all.Origin.X, all.Origin.Y, all.Size.X, all.Size.Y, FrameChanged);
    }

    private void Uncover()
    {
        _covered = null;
        ChangeState(WindowState.Normal);
        _ = SetWindowLong(_handle, Style, (nint)(OverlappedWindow | Visible));
        _ = SetWindowPos(_handle, 0, _restored.Left, _restored.Top, _restored.Right - _restored.Left, _restored.Bottom - _restored.Top, FrameChanged | NoZOrder);
    }

    private void Place()
    {
        Rect outer = Outer();
        _ = SetWindowPos(_handle, 0, outer.Left, outer.Top, outer.Right - outer.Left, outer.Bottom - outer.Top, NoZOrder | NoActivate);
    }

    // The window with its frame around the client area that is wanted.
    private Rect Outer()
    {
        Rect outer = new() { Left = _position.X, Top = _position.Y, Right = _position.X + _size.X, Bottom = _position.Y + _size.Y };
        _ = AdjustWindowRect(&outer, OverlappedWindow, 0);
        return outer;
    }

    private Point Middle()
    {
        Vector2D<int> middle = Position + Size / 2;
        return new Point { X = middle.X, Y = middle.Y };
    }

    private static Rectangle<int> BoundsOf(nint monitor)
    {
        MonitorInfo info = new() { Size = (uint)sizeof(MonitorInfo) };
        _ = GetMonitorInfo(monitor, &info);
        Rect all = info.Whole;
        return new Rectangle<int>(all.Left, all.Top, all.Right - all.Left, all.Bottom - all.Top);
    }

    private sealed class Win32Monitor(Rectangle<int> bounds) : IMonitor
    {
        public Rectangle<int> Bounds => bounds;
    }

    private sealed class NativeWindow(nint handle) : INativeWindow
    {
        public NativeWindowFlags Kind => NativeWindowFlags.Win32;

        public (nint Hwnd, nint HDC, nint HInstance)? Win32 => (handle, 0, GetModuleHandle(null));

        public nint? DXHandle => handle;

        public (nint Display, nuint Window)? X11 => null;

        public nint? Cocoa => null;

        public (nint Display, nint Surface)? Wayland => null;

        public nint? WinRT => null;

        public (nint Window, uint Framebuffer, uint Colorbuffer, uint ResolveFramebuffer)? UIKit => null;

        public (nint Display, nint Window)? Vivante => null;

        public (nint Window, nint Surface)? Android => null;

        public nint? Glfw => null;

        public nint? Sdl => null;

        public (nint? Display, nint? Surface)? EGL => null;
    }
}
