using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>
/// A server on the loopback interface, on a free port: a thread per connection, which a test answers as it likes. Ends with its test.
/// </summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Action<Stream, string> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly List<TcpClient> _clients = [];

    /// <param name="answer">Given the stream, and the head of the request up to its empty line.</param>
    /// <param name="certificate">For TLS; null without.</param>
    public LoopbackServer(Action<Stream, string> answer, X509Certificate2? certificate = null)
    {
        (_answer, _certificate) = (answer, certificate);
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _listener.Dispose();
        lock (_clients)
            _clients.ForEach(client => client.Dispose());
    }

    /// <summary>Writes an answer of HTTP with a body of stated length.</summary>
    public static void Send(Stream stream, string status, string type, ReadOnlySpan<byte> body, string more = "")
    {
        Write(stream, $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{more}\r\n");
        stream.Write(body);
    }

    public static void Write(Stream stream, string text) => stream.Write(Encoding.ASCII.GetBytes(text));

    /// <summary>Reads a request up to its empty line; empty at the end of the connection. What is no text is not waited for.</summary>
    public static string ReadHead(Stream stream)
    {
        StringBuilder head = new();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            int letter = stream.ReadByte();
            if (letter < 0)
                return "";
            head.Append((char)letter);
            if (letter is < ' ' and not ('\r' or '\n'))
                break;
        }
        return head.ToString();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = _listener.AcceptTcpClient();
                lock (_clients)
                    _clients.Add(client);
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private void Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                using Stream plain = client.GetStream();
                using SslStream? secure = _certificate is null ? null : new SslStream(plain);
                secure?.AuthenticateAsServer(_certificate!);
                Stream stream = secure ?? plain;
                string head = ReadHead(stream);
                if (head.Length > 0)
                    _answer(stream, head);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or AuthenticationException)
            {
                // The reader has seen enough, or the test is over.
            }
        }
    }
}
