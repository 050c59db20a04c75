using System.Text;
using RealtimeCnn.CameraCapture;

namespace RealtimeCnn.FuzzTests;

/// <summary>
/// Readers of pictures, streams and the words that name a source. They refuse by what they return: none of them may throw.
/// </summary>
internal static class CaptureTargets
{
    private static readonly Uri Address = new("http://user:secret@host/path");
    private static readonly Frame Into = new();

    public static Target[] All { get; } =
    [
        new("jpeg", ReadJpeg),
        new("png", bytes => Tidy(bytes, PngFile.Slack, PngFile.IsOne, PngFile.Tidy)),
        new("tiff", bytes => { if (TiffFile.IsOne(bytes)) TiffFile.Tidy(Copy(bytes, 0), out _); }),
        new("pnm", bytes => { if (PortableMap.IsOne(bytes)) PortableMap.Read(bytes, Into); }),
        new("foreign", bytes => ForeignFormat.ProblemOf(bytes)),
        new("mjpeg", bytes => ReadParts(new Pieces(bytes), bytes.Length)),
        new("http", ReadAnswer),
        new("log", ReadLog),
        new("source", ReadWords),
    ];

    private delegate string? Tidying(Span<byte> buffer, ref int length);

    private static void ReadJpeg(byte[] bytes)
    {
        Tidy(bytes, JpegFile.Slack, JpegFile.IsOne, JpegFile.Tidy);
        // However a file comes in pieces, its end is found at the same place.
        JpegWalk whole = default, piecewise = default;
        int end = whole.Find(bytes), found = -1;
        for (int length = 0; length <= bytes.Length && found < 0; length += 1 + length / 7)
            found = piecewise.Find(bytes.AsSpan(0, length));
        if (found < 0)
            found = piecewise.Find(bytes);
        Require(found == end && piecewise.IsBroken == whole.IsBroken, "A JPEG in pieces ends elsewhere.");
    }

    private static void Tidy(byte[] bytes, int slack, Func<ReadOnlySpan<byte>, bool> isOne, Tidying tidy)
    {
        if (!isOne(bytes))
            return;
        int length = bytes.Length;
        tidy(Copy(bytes, slack), ref length);
        Require(length >= 0 && length <= bytes.Length + slack, "It became too long.");
    }

    private static void ReadParts(Stream body, int most)
    {
        MultipartReader reader = new(body);
        byte[] part = new byte[1024];
        for (long total = 0, parts = 0; reader.Read(ref part) is var length and >= 0; total += length)
            Require(total <= most && ++parts <= most, "It reads more than there is.");
    }

    private static void ReadAnswer(byte[] bytes)
    {
        int connections = 0;
        using HttpOpening opening = new(Address, TimeSpan.FromSeconds(10), () =>
        {
            Require(++connections < 30, "It connects without end.");
            return new Answer(bytes);
        });
        string? reason = opening.Open();
        Require(reason is null || !reason.Contains("secret", StringComparison.Ordinal), "The password is told.");
        if (reason is not null)
            return;
        try
        {
            if (opening.Kind == StreamBody.Pictures)
                ReadParts(opening.Body, bytes.Length);
            else
                opening.Body.CopyTo(Stream.Null);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The connection broke off: as devices take it.
        }
    }

    private static void ReadLog(byte[] bytes)
    {
        FfmpegLog log = new(new Pieces(bytes));
        if (bytes.AsSpan().Count((byte)'\n') < FfmpegLog.MostAhead)
            log.Read(); // without a thread, which costs more than all the rest
        else
            log.Start();
        while (log.TryTake(out PictureHeader header))
            Require(Math.Max(header.Width, header.Height) <= Frame.MaxDimension, "No frame is so large.");
        Require(log.Complaints.Count <= 16 && !log.Complaints.Any(one => one.Text.Any(char.IsControl)), "Complaints.");
        StreamFault.OfComplaints(log.Complaints.Select(one => one.Text));
    }

    private static void ReadWords(byte[] bytes)
    {
        string words = Encoding.UTF8.GetString(bytes);
        if (!SourceDescription.TryParse(words, out SourceDescription? description, out string? error))
            Require(error.Length > 0, "It refuses without a word.");
        else if (description.Kind == SourceKind.Stream)
            Require(!description.DisplayName.Contains('@') && !description.Location.Any(char.IsControl), "It shows all, or is a script.");
    }

    private static byte[] Copy(byte[] bytes, int slack)
    {
        byte[] copy = new byte[bytes.Length + slack];
        bytes.CopyTo(copy, 0);
        return copy;
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
            throw new InvalidOperationException(problem);
    }

    /// <summary>Bytes that come in pieces of odd sizes, as from a network.</summary>
    private sealed class Pieces(byte[] bytes) : MemoryStream(bytes)
    {
        private int _reads;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1 + 977 * (_reads++ % 5))]);
    }

    /// <summary>A connection whose other end has answered already, whatever is asked.</summary>
    private sealed class Answer(byte[] bytes) : MemoryStream(bytes)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellation = default) => default;
    }
}
