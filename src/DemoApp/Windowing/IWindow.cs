namespace RealtimeCnn.DemoApp;

/// <summary>The keys that the demo knows. Letters and digits have the value of their ASCII character.</summary>
internal enum Key
{
    None,
    Left,
    Right,
    Space = ' ',
    Plus = '+',
    Minus = '-',
    Digit0 = '0',
    Digit9 = '9',
    A = 'A',
    Z = 'Z',
    Escape = 0x100,
    Enter,

    /// <summary>Added to a letter while a shift key is down.</summary>
    Shift = 0x200,
}

/// <summary>What happened in a window.</summary>
internal enum WindowEventKind
{
    /// <summary>A key went down; repeats of a held key are not told.</summary>
    Key,

    /// <summary>The left mouse button went down.</summary>
    Click,

    /// <summary>Files were dropped onto the window.</summary>
    Drop,

    /// <summary>The picture must be shown anew: the framebuffer changed its size, or what was in it got lost.</summary>
    Redraw,
}

/// <summary>One event.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Key">Which key; otherwise <see cref="Key.None"/>.</param>
/// <param name="X">Where a click was, in pixels of the framebuffer from the left.</param>
/// <param name="Y">The same from the top.</param>
/// <param name="Files">Paths of files and folders that were dropped; otherwise null.</param>
internal readonly record struct WindowEvent(
    WindowEventKind Kind, Key Key = Key.None, int X = 0, int Y = 0, IReadOnlyList<string>? Files = null);

/// <summary>
/// A window of the desktop. All members belong to the thread that made it, but for <see cref="Wake"/>. Sizes are pixels of the
/// framebuffer: on a dense display a window has more of them than the desktop's own units say.
/// </summary>
internal interface IWindow : IDisposable
{
    /// <summary>Opens the GPU that draws into the window; dispose it before the window.</summary>
    /// <exception cref="VisionException">There is no GPU that can draw into the window; the message says why.</exception>
    IPresenter OpenPresenter();

    /// <summary>Text in the title bar. Setting the same text again costs nothing.</summary>
    string Title { get; set; }

    /// <summary>Width of the framebuffer in pixels; 0 while minimised on some desktops.</summary>
    int Width { get; }

    /// <summary>Height of the framebuffer in pixels.</summary>
    int Height { get; }

    /// <summary>Where the mouse is, in pixels of the framebuffer; it may be outside.</summary>
    (int X, int Y) Pointer { get; }

    /// <summary>Pixels per unit of the desktop: 1 on an ordinary display, 2 on a dense one.</summary>
    float ContentScale { get; }

    /// <summary>
    /// Covers the whole monitor that the window is on; false restores place and size. It is what is wanted: the window system takes its
    /// time, and what is asked for meanwhile comes after it.
    /// </summary>
    bool IsFullScreen { get; set; }

    /// <summary>True while the user has put the window away: presenting would be for nobody, and may block.</summary>
    bool IsMinimised { get; }

    /// <summary>True once the user asked the window to close, or <see cref="Close"/> was called.</summary>
    bool IsClosing { get; }

    /// <summary>True once the display is gone (the server ended, the connection broke). Nothing can be shown any more.</summary>
    bool IsLost { get; }

    /// <summary>Waits until something happens, <see cref="Wake"/> is called, or the time is over, and queues what happened.</summary>
    void WaitForEvents(TimeSpan timeout);

    /// <summary>Takes the oldest event that was not taken before.</summary>
    bool TryTakeEvent(out WindowEvent next);

    /// <summary>Ends a <see cref="WaitForEvents"/>, now or the next one. Any thread; allocates nothing.</summary>
    void Wake();

    /// <summary>Makes <see cref="IsClosing"/> true.</summary>
    void Close();
}
