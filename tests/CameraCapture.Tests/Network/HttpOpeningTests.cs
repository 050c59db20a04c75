using System.Text;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>Answers that .NET cannot read, from a server in memory; those of real servers: the tests of the devices.</summary>
internal class HttpOpeningTests
{
    [TestCase("HTTP/1.1 401 U\r\nWWW-Authenticate: Digest realm=\"r\", lonce=\"n\", qop=\"an\", qop=\"auth\", algorithm=MD5\r\n\r\n")]
    [TestCase("no HTTP at all\r\n\r\n")]
    public void An_answer_that_is_none_is_told(string answer)
    {
        using HttpOpening opening = new(
            new Uri("http://user:secret@host/"), TimeSpan.FromSeconds(10), () => new Answer(Encoding.Latin1.GetBytes(answer)));
        Assert.That(opening.Open(), Is.EqualTo(StreamFault.NoHttp));
    }

    private sealed class Answer(byte[] bytes) : MemoryStream(bytes)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellation = default) => default;
    }
}
