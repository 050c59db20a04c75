using System.Text;
using System.Text.Unicode;

namespace RealtimeCnn.ModelZoo;

/// <summary>The text of a label file, whatever its encoding.</summary>
internal static class LabelFile
{
    private const int MaxBytes = 4 << 20;

    /// <summary>Reads a file, never more than its limit, and never one that could make the reader wait.</summary>
    /// <returns>Its text, and a sentence where the encoding had to be guessed.</returns>
    /// <exception cref="InvalidDataException">It is no text, or too long; the message ends a sentence about it.</exception>
    public static (string Text, string? Note) Read(string path)
    {
        FileInfo file = UntrustedFile.Regular(path, "Label file");
        using FileStream stream = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[Math.Min(file.Length, MaxBytes) + 1]; // one more shows that it is too long
        int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (file.Length > MaxBytes || count > MaxBytes)
            throw new InvalidDataException($"it has {Math.Max(file.Length, count):N0} bytes, at most {MaxBytes:N0} are read");
        return Decode(bytes.AsSpan(0, count));
    }

    /// <summary>Text of bytes: with a byte order mark as that says, else UTF-8, else Windows-1252.</summary>
    /// <exception cref="InvalidDataException">They are no text.</exception>
    public static (string Text, string? Note) Decode(ReadOnlySpan<byte> bytes)
    {
        foreach (Encoding marked in new Encoding[]
        {
            new UTF8Encoding(true, true), new UTF32Encoding(false, true, true), new UTF32Encoding(true, true, true),
            new UnicodeEncoding(false, true, true), new UnicodeEncoding(true, true, true), // after UTF-32, whose mark begins with theirs
        })
        {
            if (!bytes.StartsWith(marked.Preamble))
                continue;
            try
            {
                return (marked.GetString(bytes[marked.Preamble.Length..]), null);
            }
            catch (DecoderFallbackException e)
            {
                throw new InvalidDataException($"it is marked as {marked.WebName}, but is not valid as such", e);
            }
        }
        if (bytes.Contains((byte)0))
            throw new InvalidDataException("it is no text (of UTF-16 only files with a byte order mark are read)");
        if (Utf8.IsValid(bytes))
            return (Encoding.UTF8.GetString(bytes), null);
        return (CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes),
            "The label file is not valid UTF-8 and was read as Windows-1252 (Latin-1).");
    }
}
