using System.Numerics;
using Silk.NET.Windowing;

namespace Silk.NET.Input;

/// <summary>
/// Keyboard and mouse of a window, from its messages. What happens in Silk.NET's GlfwKeyboard.cs was not read: a key that is held goes down
/// once there or again and again, and the product copes with both; here it is again and again, as Windows says it.
/// </summary>
internal sealed class Win32Input : IInputContext, IKeyboard, IMouse
{
    private readonly Win32Window _window;

    public Win32Input(Win32Window window)
    {
        _window = window;
        window.InputMessage += Take;
    }

    public event Action<IKeyboard, Key, int>? KeyDown;

    public event Action<IKeyboard, Key, int>? KeyUp;

    public event Action<IKeyboard, char>? KeyChar;

    public event Action<IMouse, MouseButton>? MouseDown;

    public IReadOnlyList<IKeyboard> Keyboards => [this];

    public IReadOnlyList<IMouse> Mice => [this];

    public string Name => "Windows";

    public Vector2 Position { get; set; }

    public void Dispose() => _window.InputMessage -= Take;

    private void Take(uint message, nint wParam, nint lParam)
    {
        switch (message)
        {
            case NativeMethods.KeyDown or NativeMethods.SystemKeyDown:
                KeyDown?.Invoke(this, ScanCodes.KeyOf(ScanCode(lParam)), ScanCode(lParam));
                break;
            case NativeMethods.KeyUp or NativeMethods.SystemKeyUp:
                KeyUp?.Invoke(this, ScanCodes.KeyOf(ScanCode(lParam)), ScanCode(lParam));
                break;
            case NativeMethods.Character when wParam >= ' ': // GLFW tells no control characters
                KeyChar?.Invoke(this, (char)wParam);
                break;
            case NativeMethods.MouseMove or NativeMethods.LeftDown or NativeMethods.LeftUp:
                Position = new Vector2((short)(lParam & 0xFFFF), (short)(lParam >> 16 & 0xFFFF));
                if (message == NativeMethods.LeftDown)
                    MouseDown?.Invoke(this, MouseButton.Left);
                break;
        }
    }

    // Bits 16 to 23, and bit 24 for the keys that came with the extended keyboard.
    private static int ScanCode(nint lParam) => (int)(lParam >> 16 & 0x1FF);
}
