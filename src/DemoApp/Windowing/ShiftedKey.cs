namespace RealtimeCnn.DemoApp;

/// <summary>Keys with a shift key down.</summary>
internal static class ShiftedKey
{
    /// <summary>Adds <see cref="Key.Shift"/> to a letter; other keys are known by what is printed on them, which may need shift.</summary>
    public static Key With(this Key key, bool shift) => shift && key is >= Key.A and <= Key.Z ? key | Key.Shift : key;
}
