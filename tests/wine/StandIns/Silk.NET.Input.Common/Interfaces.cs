using System.Numerics;
using Silk.NET.Windowing;

namespace Silk.NET.Input;

// Checked against src/Input/Silk.NET.Input.Common/InputWindowExtensions.cs.
public static class InputWindowExtensions
{
    public static IInputContext CreateInput(this IView view)
    {
        if (!view.IsInitialized)
            throw new InvalidOperationException("The view is not initialized.");
        return view is Win32Window window ? new Win32Input(window) : throw new NotSupportedException("Couldn't find a suitable input platform for this view.");
    }
}

// Checked against the list of public members, src/Input/Silk.NET.Input.Common/PublicAPI, and Interfaces/IInputContext.cs.
public interface IInputContext : IDisposable
{
    IReadOnlyList<IKeyboard> Keyboards { get; }

    IReadOnlyList<IMouse> Mice { get; }
}

// Checked against the list of public members.
public interface IInputDevice
{
    string Name { get; }
}

// Checked against src/Input/Silk.NET.Input.Common/Interfaces/IKeyboard.cs.
public interface IKeyboard : IInputDevice
{
    event Action<IKeyboard, Key, int>? KeyDown;

    event Action<IKeyboard, Key, int>? KeyUp;

    event Action<IKeyboard, char>? KeyChar;
}

// Checked against src/Input/Silk.NET.Input.Common/Interfaces/IMouse.cs.
public interface IMouse : IInputDevice
{
    Vector2 Position { get; set; }

    event Action<IMouse, MouseButton> MouseDown;
}

// Checked against the list of public members.
public enum MouseButton
{
    Left = 0,
}
