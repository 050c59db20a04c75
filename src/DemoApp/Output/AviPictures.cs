namespace RealtimeCnn.DemoApp;

/// <summary>The pictures of a Motion JPEG video in an AVI file (Microsoft's RIFF, with OpenDML's further parts).</summary>
internal static class AviPictures
{
    private const int Head = 8, ListHead = 12;

    /// <summary>Counts those that are there, one behind the other, up to the first that is not.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static long Count(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[ListHead];
        long count = 0;
        for (long at = 0; ; )
        {
            head.Clear();
            file.Position = at;
            int length = file.ReadAtLeast(head, ListHead, throwOnEndOfStream: false);
            ReadOnlySpan<byte> id = head[..4], content = head[Head..];
            uint size = BitConverter.ToUInt32(head[4..]);
            if (length < Head || at + Head + size > file.Length && !IsOpen(id, content))
                return count;
            bool isPicture = id[2..].SequenceEqual("dc"u8);
            if (id[0] == 0 || (isPicture && !content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8])))
                return count; // what is written where nothing is lies behind zeros
            count += isPicture ? 1 : 0;
            at += IsOpen(id, content) ? ListHead : Head + size + (size & 1);
        }
    }

    // What holds pictures; its length is known only when it is complete.
    private static bool IsOpen(ReadOnlySpan<byte> id, ReadOnlySpan<byte> type) =>
        (id.SequenceEqual("RIFF"u8) && type.StartsWith("AVI"u8))
        || (id.SequenceEqual("LIST"u8) && (type.SequenceEqual("movi"u8) || type.SequenceEqual("rec "u8)));
}
