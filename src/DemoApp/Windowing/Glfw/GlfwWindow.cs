using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RealtimeCnn.Vulkan;

namespace RealtimeCnn.DemoApp;

/// <summary>A window on Linux. One at a time, on one thread; GLFW wants the main thread on other systems, X11 any single one.</summary>
internal sealed unsafe class GlfwWindow : IWindow
{
    private const int MaxEvents = 256, SmallestWidth = 320, SmallestHeight = 240;

    private static volatile GlfwWindow? _open;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Queue<WindowEvent> _events = new(MaxEvents);
    private nint _handle;
    private string _title;
    private readonly FullScreenSwitch _fullScreen;
    private (int X, int Y, int Width, int Height) _restored;

    /// <exception cref="VisionException">GLFW is missing, or there is no display that can be used.</exception>
    public GlfwWindow(string title, int width, int height)
    {
        if (_open is not null)
            throw new InvalidOperationException("There is a window already.");
        _title = title;
        _fullScreen = new(TimeProvider.System, ChangeFullScreen, TakeKeyboard);
        try
        {
            if (Glfw.Init() != Glfw.True)
                throw new VisionException($"No window can be opened: {Glfw.TakeError() ?? "GLFW did not start"}.");
        }
        catch (DllNotFoundException e)
        {
            throw new VisionException("No window can be opened: the library libglfw.so.3 is missing (Debian: libglfw3).", e);
        }
        try
        {
            XDisplayLoss.Watch(DisplayOfX11());
            Glfw.WindowHint(Glfw.ClientApi, Glfw.NoApi);
            Glfw.WindowHint(Glfw.ScaleToMonitor, Glfw.True);
            Glfw.WindowHint(Glfw.X11ClassName, "RealtimeCnn");
            Glfw.WindowHint(Glfw.X11InstanceName, "realtimecnn");
            // No larger than the monitor: without a window manager nobody would shrink it.
            Glfw.VideoMode* mode = Glfw.GetVideoMode(Glfw.GetPrimaryMonitor());
            if (mode is not null)
                (width, height) = (Math.Min(width, mode->Width), Math.Min(height, mode->Height));
            Glfw.TakeError(); // a display without a monitor is no reason to give up
            _handle = Glfw.CreateWindow(width, height, title, 0, 0);
            Glfw.ThrowOnError("open a window");
            _open = this;
            Glfw.SetWindowSizeLimits(_handle, SmallestWidth, SmallestHeight, Glfw.DontCare, Glfw.DontCare);
            Glfw.SetKeyCallback(_handle, &OnKey);
            Glfw.SetDropCallback(_handle, &OnDropped);
            Glfw.SetFramebufferSizeCallback(_handle, &OnResized);
            Glfw.SetWindowRefreshCallback(_handle, &OnExposed);
            Glfw.SetWindowIconifyCallback(_handle, &OnIconified);
            GlfwPointer.Follow(_handle, (x, y) => Add(new WindowEvent(WindowEventKind.Click, Key.None, x, y)));
            Glfw.SetWindowContentScaleCallback(_handle, &OnScaled);
            Glfw.GetFramebufferSize(_handle, out int pixelWidth, out int pixelHeight);
            Glfw.GetWindowContentScale(_handle, out float scale, out _);
            Glfw.ThrowOnError("set a window up");
            (Width, Height, ContentScale) = (pixelWidth, pixelHeight, Sane(scale));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Title
    {
        get => _title;
        set
        {
            EnsureThread();
            if (value == _title || IsLost)
                return;
            Glfw.SetWindowTitle(_handle, _title = value);
            Check("change its title");
        }
    }

    // Size, scale and state are what the last events said: asking costs a round trip to the display each time.

    /// <inheritdoc/>
    public int Width { get; private set; }

    /// <inheritdoc/>
    public int Height { get; private set; }

    /// <inheritdoc/>
    public (int X, int Y) Pointer => GlfwPointer.Place;

    /// <inheritdoc/>
    public float ContentScale { get; private set; } = 1;

    /// <inheritdoc/>
    public bool IsFullScreen
    {
        get => _fullScreen.IsWanted;
        set
        {
            EnsureThread();
            if (!IsLost)
                _fullScreen.Want(value);
        }
    }

    /// <inheritdoc/>
    public bool IsMinimised { get; private set; }

    /// <inheritdoc/>
    public bool IsClosing => Glfw.WindowShouldClose(_handle) == Glfw.True;

    /// <inheritdoc/>
    public bool IsLost => XDisplayLoss.IsLost;

    /// <inheritdoc/>
    public void WaitForEvents(TimeSpan timeout)
    {
        EnsureThread();
        Glfw.WaitEvents(Math.Max(timeout.TotalSeconds, 0.0001)); // zero means for ever
        Check("wait for events");
        if (!IsLost)
            _fullScreen.Update();
    }

    /// <inheritdoc/>
    public bool TryTakeEvent(out WindowEvent next) => _events.TryDequeue(out next);

    /// <inheritdoc/>
    public void Wake()
    {
        if (ReferenceEquals(_open, this)) // a swap may end after the window did
            Glfw.PostEmptyEvent();
    }

    /// <inheritdoc/>
    public void Close() => Glfw.SetWindowShouldClose(_handle, Glfw.True);

    /// <inheritdoc/>
    public IPresenter OpenPresenter() => VulkanGpu.Instance.OpenPresenter(SurfaceExtensions, CreateSurface, () => (Width, Height));

    /// <summary>Extensions that a Vulkan instance needs to draw into the window.</summary>
    /// <exception cref="VisionException">Vulkan and this desktop do not fit together.</exception>
    public IReadOnlyList<string> SurfaceExtensions
    {
        get
        {
            EnsureThread();
            byte** names = Glfw.GetRequiredInstanceExtensions(out uint count);
            Glfw.ThrowOnError("use Vulkan");
            return Glfw.Texts(names, (int)count);
        }
    }

    /// <summary>Makes a surface on a Vulkan instance; the caller destroys it before the window.</summary>
    /// <exception cref="VisionException">It cannot be made.</exception>
    public ulong CreateSurface(nint instance)
    {
        EnsureThread();
        int result = Glfw.CreateWindowSurface(instance, _handle, 0, out ulong surface);
        if (result == 0)
            return surface;
        throw new VisionException($"Vulkan cannot draw into the window: {Glfw.TakeError() ?? $"result {result}"}.");
    }

    /// <summary>Closes the window. Calling it twice does nothing.</summary>
    public void Dispose()
    {
        if (IsLost)
            return; // nobody is there to talk to; the process ends soon
        if (_handle != 0)
            Glfw.DestroyWindow(_handle);
        (_handle, _open) = (0, null);
        Glfw.Terminate();
    }

    private static nint DisplayOfX11()
    {
        try
        {
            nint display = Glfw.GetX11Display();
            return Glfw.TakeError() is null ? display : 0;
        }
        catch (EntryPointNotFoundException)
        {
            return 0; // a GLFW made for Wayland alone
        }
    }

    private static float Sane(float scale) => scale is >= 0.25f and <= 8 ? scale : 1;

    private void ChangeFullScreen(bool covers)
    {
        GlfwFullScreen.Change(_handle, covers, ref _restored);
        Check("change to or from full screen");
    }

    private void TakeKeyboard()
    {
        if (!IsMinimised)
            Glfw.FocusWindow(_handle);
        Glfw.TakeError(); // some desktops let no program ask for it
    }

    private void Check(string what)
    {
        if (!IsLost) // with the display gone, everything fails
            Glfw.ThrowOnError(what);
    }

    private void EnsureThread()
    {
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("A window belongs to the thread that made it.");
    }

    private void Add(WindowEvent happened)
    {
        if (_events.Count < MaxEvents)
            _events.Enqueue(happened);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnKey(nint window, int key, int scanCode, int action, int modifiers)
    {
        if (action == Glfw.Press && GlfwKeys.Translate(key, scanCode) is var known and not Key.None)
            _open?.Add(new WindowEvent(WindowEventKind.Key, known.With(shift: (modifiers & Glfw.ModifierShift) != 0)));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDropped(nint window, int count, byte** paths) =>
        _open?.Add(new WindowEvent(WindowEventKind.Drop, Files: Glfw.Texts(paths, count)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnResized(nint window, int width, int height)
    {
        if (_open is not { } open)
            return;
        (open.Width, open.Height) = (width, height);
        open._fullScreen.Resized();
        open.Add(new WindowEvent(WindowEventKind.Redraw));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnIconified(nint window, int iconified)
    {
        if (_open is not { } open)
            return;
        open.IsMinimised = iconified == Glfw.True;
        open.Add(new WindowEvent(WindowEventKind.Redraw));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnScaled(nint window, float x, float y)
    {
        if (_open is { } open)
            open.ContentScale = Sane(x);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnExposed(nint window) => _open?.Add(new WindowEvent(WindowEventKind.Redraw));
}
