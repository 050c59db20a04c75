using SilkKey = Silk.NET.Input.Key;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Translates Silk.NET's keys, which are places on a US keyboard: letters and signs by what is printed on the key in the current layout,
/// which is told as a character after the key; everything else, digits among them, by its place.
/// </summary>
internal static class SilkKeys
{
    /// <summary>A key whose place says it all; <see cref="Key.None"/> for others.</summary>
    public static Key Translate(SilkKey key) => key switch
    {
        SilkKey.Escape => Key.Escape,
        SilkKey.Enter or SilkKey.KeypadEnter => Key.Enter,
        SilkKey.Left => Key.Left,
        SilkKey.Right => Key.Right,
        SilkKey.Space => Key.Space,
        SilkKey.KeypadAdd => Key.Plus,
        SilkKey.KeypadSubtract => Key.Minus,
        >= SilkKey.Keypad0 and <= SilkKey.Keypad9 => Key.Digit0 + (key - SilkKey.Keypad0),
        >= SilkKey.Number0 and <= SilkKey.Number9 => Key.Digit0 + (key - SilkKey.Number0),
        _ => Key.None,
    };

    /// <summary>Whether a character may follow the key.</summary>
    public static bool Prints(SilkKey key) => key is > SilkKey.Space and <= SilkKey.World2;

    /// <summary>A key that printed a character. In a layout of other letters it counts by its place.</summary>
    public static Key Translate(SilkKey key, char printed)
    {
        printed = char.ToUpperInvariant(printed);
        if (printed is (>= 'A' and <= 'Z') or '+' or '-')
            return (Key)printed;
        return key switch
        {
            SilkKey.Equal => Key.Plus, // the plus is on it
            SilkKey.Minus => Key.Minus,
            >= SilkKey.A and <= SilkKey.Z => (Key)key,
            _ => Key.None,
        };
    }
}
