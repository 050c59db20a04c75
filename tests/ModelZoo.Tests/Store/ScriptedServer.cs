using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RealtimeCnn.Tests;

/// <summary>
/// A web server on this machine that answers each request as the next step of a script says: it may cut the connection in the
/// middle, lie, stall, or send anything. Requests beyond the script get 500.
/// </summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<Func<Request, Answer>> _script = new();
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _serving;

    public ScriptedServer(params Answer[] script)
    {
        foreach (Answer answer in script)
            Then(_ => answer);
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>First line and headers of a request.</summary>
    public sealed record Request(string Line, IReadOnlyDictionary<string, string> Headers)
    {
        public string? this[string header] => Headers.GetValueOrDefault(header);
    }

    /// <summary>One answer.</summary>
    public sealed record Answer(int Status, byte[] Body)
    {
        /// <summary>Headers besides Content-Length, one per line.</summary>
        public string[] Headers { get; init; } = [];

        /// <summary>Content-Length as stated; null: the truth, -1: none, and the connection's end is the body's.</summary>
        public long? StatedLength { get; init; }

        /// <summary>Bytes of the body after which the connection is closed.</summary>
        public int? CutAfter { get; init; }

        /// <summary>Closes with a reset, as when a cable is pulled: bytes on their way may be lost.</summary>
        public bool Reset { get; init; }

        /// <summary>Bytes of the body after which nothing more comes.</summary>
        public int? StallAfter { get; init; }

        /// <summary>Called when the server stalls.</summary>
        public Action? Stalled { get; init; }
    }

    public Uri Url(string path = "weights.bin") => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{path}");

    /// <summary>What was asked so far.</summary>
    public Request[] Requests => [.. _requests];

    /// <summary>Adds a step that depends on the request.</summary>
    public void Then(Func<Request, Answer> answer) => _script.Enqueue(answer);

    public static Answer Whole(byte[] body, string tag = "\"1\"") => new(200, body) { Headers = [$"ETag: {tag}", "Accept-Ranges: bytes"] };

    public static Answer Rest(byte[] whole, int from, string tag = "\"1\"") => new(206, whole[from..])
    {
        Headers = [$"ETag: {tag}", $"Content-Range: bytes {from}-{whole.Length - 1}/{whole.Length}"],
    };

    /// <summary>What an honest server answers: the part that was asked for, else all.</summary>
    public static Answer Honest(Request request, byte[] whole) =>
        request["Range"] is { } range ? Rest(whole, int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture)) : Whole(whole);

    public static Answer Redirect(string to, int status = 302) => new(status, []) { Headers = [$"Location: {to}"] };

    public void Dispose()
    {
        _closed.Cancel();
        _serving.Wait();
        _listener.Stop();
        _closed.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            for (; ; )
                connections.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_closed.Token)));
        }
        catch (OperationCanceledException)
        {
        }
        await Task.WhenAll(connections);
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using TcpClient connection = client;
        connection.NoDelay = true;
        try
        {
            NetworkStream stream = connection.GetStream();
            if (await ReadRequestAsync(stream) is not { } request)
                return;
            _requests.Enqueue(request);
            Answer answer = _script.TryDequeue(out Func<Request, Answer>? next) ? next(request) : new Answer(500, []);
            await WriteAsync(stream, answer);
            if (answer.Reset)
                connection.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // The client went away, or the test is over.
        }
    }

    private async Task<Request?> ReadRequestAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _closed.Token) == 0)
                return null;
            text.Append((char)one[0]);
        }
        string[] lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new Request(
            lines[0],
            lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(
                parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase));
    }

    private async Task WriteAsync(NetworkStream stream, Answer answer)
    {
        StringBuilder head = new StringBuilder().Append(
            CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} Scripted\r\nConnection: close\r\n");
        foreach (string header in answer.Headers)
            head.Append(header).Append("\r\n");
        if (answer.StatedLength != -1)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.StatedLength ?? answer.Body.Length}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _closed.Token);
        int send = answer.CutAfter ?? answer.StallAfter ?? answer.Body.Length;
        await stream.WriteAsync(answer.Body.AsMemory(0, send), _closed.Token);
        if (answer.StallAfter is null)
            return;
        answer.Stalled?.Invoke();
        await Task.Delay(Timeout.Infinite, _closed.Token);
    }
}
