using System.Globalization;
using System.Text;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>Bodies that lie about the length of their pictures, break off or never end; each is read in pieces of several sizes.</summary>
internal class MultipartReaderTests
{
    private static readonly byte[][] Pictures = [NumberedPicture.Jpeg(1), NumberedPicture.Jpeg(2), NumberedPicture.Jpeg(3)];

    private static byte[] Part(byte[] picture, string? length, string newline = "\r\n")
    {
        string stated = length is null ? "" : $"Content-Length: {length}\r\n";
        return [.. Encoding.ASCII.GetBytes($"--frame\r\n{stated}\r\n"), .. picture, .. Encoding.ASCII.GetBytes(newline)];
    }

    private static string Stated(byte[] picture, int more) => (picture.Length + more).ToString(CultureInfo.InvariantCulture);

    private static List<byte[]> ReadAll(Stream body, out string? fault)
    {
        MultipartReader reader = new(body);
        List<byte[]> parts = [];
        byte[] into = [];
        for (int length; (length = reader.Read(ref into)) >= 0;)
            parts.Add(into[..length]);
        fault = reader.Fault;
        return parts;
    }

    private static void Expect(IEnumerable<byte[]> sent, params byte[][] expected)
    {
        byte[] body = [.. sent.SelectMany(part => part)];
        foreach (int piece in new[] { 1, 7, 1000, 70_000 })
        {
            List<byte[]> parts = ReadAll(new Pieces(body, piece), out string? fault);
            Assert.That(parts, Has.Count.EqualTo(expected.Length), $"in pieces of {piece}");
            for (int i = 0; i < expected.Length; i++)
                Assert.That(parts[i].AsSpan().StartsWith(expected[i]), Is.True, $"part {i} in pieces of {piece}");
            Assert.That(fault, Is.Null);
        }
    }

    [TestCase(-700)]
    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(700)]
    [TestCase(5000)]
    [TestCase(1_000_000)]
    public void A_length_that_is_wrong_costs_no_picture(int more) =>
        Expect(Pictures.Select(picture => Part(picture, Stated(picture, Math.Max(more, 1 - picture.Length)))), Pictures);

    [TestCase("-5")]
    [TestCase("0")]
    [TestCase("many")]
    [TestCase("")]
    [TestCase("+5")]
    [TestCase("0x10")]
    [TestCase(null)]
    public void What_is_no_length_costs_no_picture(string? length) =>
        Expect(Pictures.Select(picture => Part(picture, length)), Pictures);

    [TestCase(false, 0)]
    [TestCase(true, 0)]
    [TestCase(true, -100)]
    [TestCase(true, 5000)]
    public void A_picture_that_is_cut_off_costs_no_other(bool withLength, int more)
    {
        byte[] half = Pictures[1][..(Pictures[1].Length / 2)];
        byte[][] sent = [Pictures[0], half, Pictures[2]];
        Expect(sent.Select(picture => Part(picture, withLength ? Stated(picture, picture == half ? more : 0) : null)), sent);
    }

    // As far as can be seen it goes on, and turns out later to be damaged.
    [TestCase(1)]
    [TestCase(300)]
    public void A_picture_that_is_damaged_beyond_its_stated_length_costs_no_other(int segments)
    {
        byte[] segment = [0xFF, 0xE0, 1000 >> 8, 1000 & 0xFF, .. new byte[998]];
        byte[] damaged = [0xFF, 0xD8, .. Enumerable.Repeat(segment, segments).SelectMany(bytes => bytes), 1, 2, 3];
        Expect(
            [Part(Pictures[0], Stated(Pictures[0], 0)), Part(damaged, "10"), Part(Pictures[2], Stated(Pictures[2], 0))],
            Pictures[0], damaged[..10], Pictures[2]);
    }

    [Test]
    public void Padding_within_the_length_costs_no_picture() =>
        Expect(Pictures.Select(picture => Part([.. picture, .. new byte[300]], Stated(picture, 300), newline: "")), Pictures);

    [TestCase(true)]
    [TestCase(false)]
    public void A_picture_that_is_cut_off_with_the_connection_is_one(bool withLength)
    {
        byte[] half = Pictures[1][..(Pictures[1].Length / 2)];
        byte[] last = Part(half, withLength ? Stated(Pictures[1], 0) : null, newline: "");
        Expect([Part(Pictures[0], Stated(Pictures[0], 0)), last], Pictures[0], half);
    }

    [TestCase("--frame\r\n\r\n", StreamFault.LargePart)]
    [TestCase("--frame\r\n\r\n\u00FF\u00D8", StreamFault.LargePart)]
    [TestCase("--frame\r\nContent-Length: 67108865\r\n\r\n", StreamFault.LargePart)]
    [TestCase("--frame\r\nContent-Length: 99999999999\r\n\r\n", StreamFault.LargePart)]
    [TestCase("--frame\r\nContent-Length: 99999999999999999999999999\r\n\r\n", StreamFault.LargePart)]
    [TestCase("--frame\r\nX-A: ", StreamFault.LongPartHead)]
    [TestCase("", StreamFault.NoVideo)]
    public void What_never_ends_has_a_limit(string beginning, string fault)
    {
        Pieces endless = new(Encoding.Latin1.GetBytes(beginning), 60_000, isEndless: true);
        Assert.That(ReadAll(endless, out string? said), Is.Empty);
        Assert.That(said, Is.EqualTo(fault));
        bool isStated = beginning.Contains("Length", StringComparison.Ordinal);
        int limit = isStated ? 0 : fault == StreamFault.LongPartHead ? MultipartReader.MaxHead : MultipartReader.MaxPart;
        Assert.That(endless.Sent, Is.LessThan(limit + 200_000));
    }

    /// <summary>Gives a body in pieces of at most a size, then its end, or one letter for ever.</summary>
    private sealed class Pieces(byte[] body, int piece, bool isEndless = false) : Stream
    {
        public long Sent { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Sent; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(piece, buffer.Length);
            if (Sent < body.Length)
            {
                count = Math.Min(count, body.Length - (int)Sent);
                body.AsSpan((int)Sent, count).CopyTo(buffer);
            }
            else if (isEndless)
            {
                buffer[..count].Fill((byte)'a');
            }
            else
            {
                count = 0;
            }
            Sent += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
