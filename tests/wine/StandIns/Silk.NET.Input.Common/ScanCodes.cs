namespace Silk.NET.Input;

/// <summary>Places of keys on a PC's keyboard: scan codes of set 1, with bit 8 for the extended ones.</summary>
internal static class ScanCodes
{
    // Rows of a US keyboard from the left, each from the scan code of its first key on.
    private static readonly (int First, string Row)[] _rows =
    [
        (0x02, "1234567890-="), (0x10, "QWERTYUIOP[]"), (0x1E, "ASDFGHJKL;'`"), (0x2B, "\\ZXCVBNM,./"),
    ];

    private static readonly Dictionary<int, Key> _keys = Create();

    public static Key KeyOf(int scanCode) => _keys.GetValueOrDefault(scanCode, Key.Unknown);

    private static Dictionary<int, Key> Create()
    {
        var keys = new Dictionary<int, Key>
        {
            [0x01] = Key.Escape, [0x39] = Key.Space, [0x14B] = Key.Left, [0x14D] = Key.Right, [0x4A] = Key.KeypadSubtract, [0x4E] = Key.KeypadAdd, [0x56] = Key.World2, [0x1C] = Key.Enter, [0x11C] = Key.KeypadEnter,
            [0x2A] = Key.ShiftLeft, [0x36] = Key.ShiftRight,
            [0x47] = Key.Keypad7, [0x48] = Key.Keypad8, [0x49] = Key.Keypad9, [0x4B] = Key.Keypad4, [0x4C] = Key.Keypad5, [0x4D] = Key.Keypad6,
            [0x4F] = Key.Keypad1, [0x50] = Key.Keypad2, [0x51] = Key.Keypad3, [0x52] = Key.Keypad0,
        };
        foreach ((int first, string row) in _rows)
        {
            for (int i = 0; i < row.Length; i++)
                keys.Add(first + i, (Key)row[i]); // such keys have the values of their characters
        }
        return keys;
    }
}
