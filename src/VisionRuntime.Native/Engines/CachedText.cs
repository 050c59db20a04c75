namespace RealtimeCnn.Native;

/// <summary>The UTF-8 of a text that is mostly the same string as the time before. Allocates nothing. One thread at a time.</summary>
/// <param name="room">Bytes of the UTF-8, its zero byte included.</param>
internal sealed unsafe class CachedText(int room)
{
    private readonly byte[] _utf8 = new byte[room];
    private string? _of;
    private int _length;

    /// <summary>Writes the text.</summary>
    public void Write(string text, byte* to)
    {
        fixed (byte* utf8 = _utf8)
        {
            if (!ReferenceEquals(_of, text))
                (_length, _of) = (Text.Write(text, utf8, room), text);
            Buffer.MemoryCopy(utf8, to, room, _length);
        }
    }
}
