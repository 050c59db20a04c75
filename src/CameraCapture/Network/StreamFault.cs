using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;

namespace RealtimeCnn.CameraCapture;

/// <summary>Why an address gives no pictures, in words for a user. They hold no part of the address, which may carry credentials.</summary>
internal static class StreamFault
{
    public const string Ended = "the stream ended or the connection was lost";
    public const string NoVideo = "what the server sends is no video that can be decoded";
    public const string Refused = "nothing listens there (connection refused)";
    public const string UnknownHost = "no host of that name is known";
    public const string Unreachable = "the network does not reach that host";
    public const string TimedOut = "the server does not answer";
    public const string Insecure = "no TLS connection can be made, or the server's certificate is not trusted here";
    public const string Forbidden = "what it sends refers to an address or a file of a kind that is not opened from a stream";
    public const string NoTransport = "the server does not send its pictures in the way that was asked for";
    public const string Damaged = "the pictures it sends are damaged";
    public const string LargePart = "it sends a picture of more than 64 MB";
    public const string LongPartHead = "what it sends before a picture is longer than 64 KB";
    public const string LongHead = "the head of its answer is longer than 64 KB";
    public const string NoHttp = "what the server sends is no HTTP";
    public const string Elsewhere = "it leads to an address of a kind that is not opened";
    public const string Circle = "the server redirects in a circle, or more than 10 times";
    public const string Broken = "the connection broke";

    // What libavformat and the system's C library say.
    private static readonly (string Words, string Reason)[] Words =
    [
        ("not on whitelist", Forbidden),
        ("401 Unauthorized", OfStatus(401)),
        ("403 Forbidden", OfStatus(403)),
        ("404 Not Found", OfStatus(404)),
        ("Server returned 5XX", OfStatus(500)),
        ("Connection refused", Refused),
        ("Failed to resolve hostname", UnknownHost),
        ("No route to host", Unreachable),
        ("Network is unreachable", Unreachable),
        ("timed out", TimedOut),
        ("certificate", Insecure),
        ("TLS", Insecure),
        ("ends prematurely", Ended),
        ("Failed to reload playlist", Ended),
        ("461 ", NoTransport),
        ("Invalid data found", NoVideo),
    ];

    /// <summary>The reason that an HTTP or RTSP status stands for.</summary>
    public static string OfStatus(int status) => status switch
    {
        401 => "the server wants another user name or password (401)",
        403 => "the server forbids it (403)",
        404 => "the server has nothing at that address (404)",
        >= 500 => $"the server has failed ({status})",
        _ => $"the server refuses the request ({status})",
    };

    /// <summary>Whether trying again is of no use.</summary>
    public static bool IsPermanent(string? reason) => reason == OfStatus(401);

    /// <summary>The reason behind an exception of <see cref="HttpClient"/> or of the stream that it gave.</summary>
    public static string Of(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is AuthenticationException)
                return Insecure;
            if (e is SocketException socket)
                return OfSocket(socket.SocketErrorCode);
            if (e is TimeoutException or OperationCanceledException)
                return TimedOut;
        }
        return (exception as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => Insecure,
            HttpRequestError.ConfigurationLimitExceeded => LongHead,
            HttpRequestError.InvalidResponse => NoHttp,
            null when exception is ArgumentException or FormatException => NoHttp,
            _ => Broken,
        };
    }

    /// <summary>The reason that the complaints of <c>ffmpeg</c> tell, whose words are never shown: they quote the address.</summary>
    /// <returns>Null if they tell none.</returns>
    public static string? OfComplaints(IEnumerable<string> complaints)
    {
        // Not what is quoted: names that the server chose.
        string all = string.Join('\n', complaints.Where(line => !line.StartsWith("Impossible to open", StringComparison.Ordinal))
            .Select(line => Regex.Replace(line, "'[^']*'", "")));
        foreach ((string words, string reason) in Words)
            if (all.Contains(words, StringComparison.OrdinalIgnoreCase))
                return reason;
        return null;
    }

    private static string OfSocket(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => Refused,
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => UnknownHost,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => Unreachable,
        SocketError.TimedOut => TimedOut,
        _ => Broken,
    };
}
