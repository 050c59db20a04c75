namespace RealtimeCnn.DemoApp;

/// <summary>Translates GLFW's keys (https://www.glfw.org/docs/3.3/group__keys.html).</summary>
internal static unsafe class GlfwKeys
{
    private const int Space = 32, Minus = 45, Digit0 = 48, Digit9 = 57, Equal = 61;
    private const int Enter = 257, PadEnter = 335;
    private const int Escape = 256, Right = 262, Left = 263, Pad0 = 320, Pad9 = 329, PadSubtract = 333, PadAdd = 334;

    /// <summary>
    /// The key that a keyboard's owner means: letters and signs by what is printed on the key in the current layout, digits by their
    /// place, because some layouts reach them only with shift.
    /// </summary>
    public static Key Translate(int key, int scanCode)
    {
        switch (key)
        {
            case Escape:
                return Key.Escape;
            case Enter or PadEnter:
                return Key.Enter;
            case Left:
                return Key.Left;
            case Right:
                return Key.Right;
            case Space:
                return Key.Space;
            case PadAdd:
                return Key.Plus;
            case PadSubtract:
                return Key.Minus;
            case >= Pad0 and <= Pad9:
                return Key.Digit0 + (key - Pad0);
            case >= Digit0 and <= Digit9:
                return Key.Digit0 + (key - Digit0);
        }
        byte* name = Glfw.GetKeyName(key, scanCode);
        if (name is null || name[0] == 0 || name[1] != 0)
            return Unnamed(key);
        char printed = char.ToUpperInvariant((char)name[0]);
        return printed is (>= 'A' and <= 'Z') or '+' or '-' ? (Key)printed : Unnamed(key);
    }

    // A layout without a name for the key: the place it has on a US keyboard. "=" carries the plus there.
    private static Key Unnamed(int key) => key switch
    {
        Equal => Key.Plus,
        Minus => Key.Minus,
        >= 'A' and <= 'Z' => (Key)key,
        _ => Key.None,
    };
}
