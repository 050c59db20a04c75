using System.Text;
using System.Text.Unicode;

namespace RealtimeCnn.Native;

/// <summary>Text between C and C#: UTF-8 that ends with a zero byte.</summary>
internal static unsafe class Text
{
    /// <summary>Writes a text, cut at a whole character. Allocates nothing.</summary>
    /// <param name="text">Null counts as empty.</param>
    /// <param name="to">Room for as many bytes as <paramref name="room"/> says, at least 1.</param>
    /// <param name="room">The zero byte included.</param>
    /// <returns>Bytes written, the zero byte included.</returns>
    public static int Write(string? text, byte* to, int room)
    {
        Utf8.FromUtf16(text, new Span<byte>(to, room - 1), out _, out int written);
        to[written] = 0;
        return written + 1;
    }

    /// <summary>As <see cref="Write"/>, for functions that are text and nothing else.</summary>
    /// <returns>Bytes that the whole text needs; or a status.</returns>
    public static int Answer(string text, byte* to, int room)
    {
        if (to == null ? room != 0 : room < 1)
            return Failure.Is(Status.BadArgument, to == null ? "text is null, but room is not 0." : "room is less than 1.");
        if (to != null)
            Write(text, to, room);
        return Encoding.UTF8.GetByteCount(text) + 1;
    }

    /// <summary>Reads a text of the host's.</summary>
    /// <param name="from">Null for none.</param>
    /// <param name="name">What it is, for the refusal.</param>
    /// <param name="longest">Bytes that are looked at for its end.</param>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="Refusal">It is longer.</exception>
    public static string? Read(byte* from, string name, int longest = TextLimits.LongestArgument)
    {
        if (from == null)
            return null;
        int length = 0;
        while (from[length] != 0) // a search over more bytes at once could leave the memory that the text lies in
        {
            if (++length == longest)
                throw new Refusal(Status.BadArgument, $"{name} has {longest} bytes or more before its zero byte.");
        }
        return Encoding.UTF8.GetString(from, length);
    }

    /// <summary>As <see cref="Read"/>, for a file or a folder.</summary>
    /// <exception cref="Refusal">It is empty, or longer.</exception>
    public static string? ReadPath(byte* from, string name)
    {
        string? path = Read(from, name);
        return path is "" ? throw new Refusal(Status.BadArgument, $"{name} is empty; null for none.") : path;
    }
}
