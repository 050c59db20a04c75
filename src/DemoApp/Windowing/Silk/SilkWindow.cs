using System.Runtime.InteropServices;
using RealtimeCnn.Direct3D12;
using Silk.NET.Input;
using Silk.NET.Maths;
using Silk.NET.Windowing;
using SilkKey = Silk.NET.Input.Key;

namespace RealtimeCnn.DemoApp;

/// <summary>A window on Windows, through Silk.NET. One thread, the one that made it, but for <see cref="Wake"/>.</summary>
internal sealed partial class SilkWindow : IWindow
{
    private const int MaxEvents = 256;
    private const float OrdinaryDpi = 96;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Queue<WindowEvent> _events = new(MaxEvents);
    private readonly HashSet<SilkKey> _held = [];
    private readonly Lock _waking = new();
    private readonly Timer _alarm;
    private readonly global::Silk.NET.Windowing.IWindow _window;
    private readonly IInputContext _input;
    private SilkKey _awaitsCharacter = SilkKey.Unknown;
    private readonly FullScreenSwitch _fullScreen;
    private string _title;
    private bool _isDisposed;

    /// <param name="title">Text in the title bar.</param>
    /// <param name="width">Width in units of the desktop, which are pixels on an ordinary display.</param>
    /// <param name="height">Height in the same.</param>
    /// <exception cref="VisionException">No window can be opened; the message says why.</exception>
    public SilkWindow(string title, int width, int height)
    {
        _title = title;
        _alarm = new Timer(_ => Wake());
        try
        {
            WindowOptions options = WindowOptions.Default;
            (options.Title, options.Size) = (title, new Vector2D<int>(width, height));
            (options.API, options.VSync, options.ShouldSwapAutomatically) = (GraphicsAPI.None, false, false);
            options.IsEventDriven = true;
            _window = Window.Create(options);
            _window.Initialize();
            Hwnd = _window.Native?.Win32?.Hwnd ?? throw new NotSupportedException("the system gives no handle for it");
            FitDisplay(width, height);
            _input = _window.CreateInput();
        }
        catch (Exception e) // of many kinds, GLFW's own among them
        {
            _window?.Dispose();
            _alarm.Dispose();
            throw new VisionException($"No window can be opened: {e.Message}", e);
        }
        SilkFullScreen cover = new(_window);
        _fullScreen = new(TimeProvider.System, covers => Change(cover, covers), TakeKeyboard);
        Resize(_window.FramebufferSize);
        IsMinimised = _window.WindowState == WindowState.Minimized;
        Listen();
    }

    /// <inheritdoc/>
    public IPresenter OpenPresenter() => Direct3D12Gpu.Instance.OpenPresenter(Hwnd, () => (Width, Height));

    /// <summary>The window's handle. It stays the same for as long as the window is open.</summary>
    public nint Hwnd { get; }

    /// <inheritdoc/>
    public string Title
    {
        get => _title;
        set
        {
            EnsureThread();
            if (value != _title)
                _window.Title = _title = value;
        }
    }

    /// <inheritdoc cref="IWindow.Width"/>
    public int Width { get; private set; }

    /// <inheritdoc cref="IWindow.Height"/>
    public int Height { get; private set; }

    /// <inheritdoc/>
    public (int X, int Y) Pointer => _input.Mice.Count > 0 ? PlaceOf(_input.Mice[0]) : (-1, -1);

    /// <inheritdoc/>
    public float ContentScale => GetDpiForWindow(Hwnd) is > 0 and uint dpi ? dpi / OrdinaryDpi : 1;

    /// <inheritdoc/>
    public bool IsFullScreen
    {
        get => _fullScreen.IsWanted;
        set
        {
            EnsureThread();
            _fullScreen.Want(value);
        }
    }

    /// <inheritdoc/>
    public bool IsMinimised { get; private set; }

    /// <inheritdoc/>
    public bool IsClosing => _window.IsClosing;

    /// <summary>Never: a window of Windows outlives what its desktop is shown on.</summary>
    public bool IsLost => false;

    /// <inheritdoc/>
    public void WaitForEvents(TimeSpan timeout)
    {
        EnsureThread();
        _alarm.Change(timeout, Timeout.InfiniteTimeSpan);
        _window.DoEvents();
        _alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _fullScreen.Update();
    }

    /// <inheritdoc/>
    public bool TryTakeEvent(out WindowEvent next) => _events.TryDequeue(out next);

    /// <inheritdoc/>
    public void Wake()
    {
        lock (_waking) // a swap may end, and the alarm go off, while the window closes
        {
            if (!_isDisposed)
                _window.ContinueEvents();
        }
    }

    /// <inheritdoc/>
    public void Close() => _window.Close();

    /// <summary>Closes the window. Calling it twice does nothing.</summary>
    public void Dispose()
    {
        lock (_waking)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
        }
        _alarm.Dispose();
        _input.Dispose();
        _window.Dispose();
    }

    // As large as asked for to the eye, in the middle of the monitor, with room for its frame and the task bar.
    private void FitDisplay(int width, int height)
    {
        Vector2D<int> most = _window.Monitor is { } monitor ? monitor.Bounds.Size * 9 / 10 : new Vector2D<int>(width, height);
        var wanted = new Vector2D<int>(Math.Min((int)(width * ContentScale), most.X), Math.Min((int)(height * ContentScale), most.Y));
        if (wanted != _window.Size)
            _window.Size = wanted;
        _window.Center();
    }

    private static void Change(SilkFullScreen cover, bool covers)
    {
        if (covers)
            cover.Cover();
        else
            cover.Uncover();
    }

    private void TakeKeyboard()
    {
        if (!IsMinimised)
            _window.Focus();
    }

    private void Listen()
    {
        _window.FramebufferResize += size =>
        {
            Resize(size);
            _fullScreen.Resized();
            Add(new WindowEvent(WindowEventKind.Redraw));
        };
        _window.StateChanged += state =>
        {
            IsMinimised = state == WindowState.Minimized;
            Add(new WindowEvent(WindowEventKind.Redraw));
        };
        _window.FileDrop += files => Add(new WindowEvent(WindowEventKind.Drop, Files: files));
        _window.FocusChanged += _ => _held.Clear(); // keys may go up while another window has the keyboard
        foreach (IKeyboard keyboard in _input.Keyboards)
        {
            keyboard.KeyDown += (_, key, _) => Press(key);
            keyboard.KeyUp += (_, key, _) => _held.Remove(key);
            keyboard.KeyChar += (_, printed) => Print(printed);
        }
        foreach (IMouse mouse in _input.Mice)
            mouse.MouseDown += (from, button) => Click(from, button);
    }

    private bool IsShifted => _held.Contains(SilkKey.ShiftLeft) || _held.Contains(SilkKey.ShiftRight);

    private void Press(SilkKey key)
    {
        if (!_held.Add(key))
            return; // it is held, and told again
        _awaitsCharacter = SilkKey.Unknown;
        if (SilkKeys.Translate(key) is var known and not Key.None)
            Add(new WindowEvent(WindowEventKind.Key, known.With(IsShifted)));
        else if (SilkKeys.Prints(key))
            _awaitsCharacter = key;
    }

    private void Print(char printed)
    {
        if (_awaitsCharacter == SilkKey.Unknown)
            return;
        if (SilkKeys.Translate(_awaitsCharacter, printed) is var known and not Key.None)
            Add(new WindowEvent(WindowEventKind.Key, known.With(IsShifted)));
        _awaitsCharacter = SilkKey.Unknown;
    }

    private void Click(IMouse mouse, MouseButton button)
    {
        (int x, int y) = PlaceOf(mouse);
        if (button == MouseButton.Left)
            Add(new WindowEvent(WindowEventKind.Click, Key.None, x, y));
    }

    // The cursor is told in the desktop's units.
    private (int X, int Y) PlaceOf(IMouse mouse) => _window.Size is { X: > 0, Y: > 0 } size
        ? ((int)(mouse.Position.X * Width / size.X), (int)(mouse.Position.Y * Height / size.Y))
        : (-1, -1);

    private void Resize(Vector2D<int> size) => (Width, Height) = (size.X, size.Y);

    private void Add(WindowEvent happened)
    {
        if (_events.Count < MaxEvents)
            _events.Enqueue(happened);
    }

    private void EnsureThread()
    {
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("A window belongs to the thread that made it.");
    }

    [LibraryImport("user32")]
    private static partial uint GetDpiForWindow(nint window);
}
