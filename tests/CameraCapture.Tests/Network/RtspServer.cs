using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace RealtimeCnn.CameraCapture.Tests;

/// <summary>A server of RTSP (RFC 2326) on the loopback interface, as small as clients allow. Its pictures come from ffmpeg.</summary>
internal sealed partial class RtspServer : IDisposable
{
    private readonly LoopbackServer _server;
    private readonly string? _status;
    private readonly UdpClient _port = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly List<Process> _senders = [];

    /// <param name="status">What it answers to all that would lead to pictures; null to send them over UDP, and refuse TCP.</param>
    public RtspServer(string? status = null)
    {
        _status = status;
        _server = new(Answer);
    }

    public int Port => _server.Port;

    public void Dispose()
    {
        _server.Dispose();
        lock (_senders)
        {
            foreach (Process sender in _senders)
            {
                sender.Kill();
                sender.Dispose();
            }
        }
        _port.Dispose();
    }

    private void Answer(Stream stream, string head)
    {
        string clientPort = "";
        for (; head.Length > 0; head = LoopbackServer.ReadHead(stream))
        {
            string method = head[..head.IndexOf(' ')];
            string sequence = "CSeq: " + SequenceNumber().Match(head).Groups[1].Value + "\r\n";
            bool isTcp = head.Contains("RTP/AVP/TCP", StringComparison.Ordinal);
            bool isAsked = method == (_status?.StartsWith("461", StringComparison.Ordinal) == true ? "SETUP" : "DESCRIBE");
            if (_status is not null && isAsked)
            {
                LoopbackServer.Write(stream, $"RTSP/1.0 {_status}\r\n{sequence}WWW-Authenticate: Basic realm=\"a\"\r\n\r\n");
                continue;
            }
            if (method == "SETUP" && isTcp)
            {
                LoopbackServer.Write(stream, $"RTSP/1.0 461 Unsupported Transport\r\n{sequence}\r\n");
                continue;
            }
            const string Description = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=a\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 0 RTP/AVP 26\r\n";
            string more = method switch
            {
                "OPTIONS" => "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n",
                "DESCRIBE" => $"Content-Type: application/sdp\r\nContent-Length: {Description.Length}\r\n\r\n{Description}",
                "SETUP" => $"Session: 1\r\nTransport: RTP/AVP;unicast;client_port={clientPort = ClientPort().Match(head).Groups[1].Value};"
                    + $"server_port={((IPEndPoint)_port.Client.LocalEndPoint!).Port}\r\n\r\n",
                _ => "Session: 1\r\n\r\n",
            };
            LoopbackServer.Write(stream, $"RTSP/1.0 200 OK\r\n{sequence}{more}");
            if (method == "PLAY")
                Send(clientPort.Split('-')[0]);
        }
    }

    private void Send(string port)
    {
        string[] arguments =
        [
            "-nostdin", "-v", "quiet", "-re", "-f", "lavfi", "-i", "testsrc=size=160x120:rate=25", "-c:v", "mjpeg", "-huffman", "default",
            "-pix_fmt", "yuvj420p", "-f", "rtp", $"rtp://127.0.0.1:{port}",
        ];
        ProcessStartInfo start = new("ffmpeg", arguments) { RedirectStandardOutput = true };
        lock (_senders)
            _senders.Add(Process.Start(start)!);
    }

    [GeneratedRegex(@"CSeq: (\d+)")]
    private static partial Regex SequenceNumber();

    [GeneratedRegex(@"client_port=([\d-]+)")]
    private static partial Regex ClientPort();
}
