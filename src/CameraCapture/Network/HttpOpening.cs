using System.Net;
using System.Net.Http.Headers;

namespace RealtimeCnn.CameraCapture;

/// <summary>One request for an address of HTTP, up to its body. One thread, but for <see cref="Interrupt"/>.</summary>
internal sealed class HttpOpening : IDisposable
{
    private const int MaxRedirections = 10;

    private readonly CancellationTokenSource _interrupted = new();
    private readonly HttpClient _client;
    private HttpResponseMessage? _response;

    /// <param name="uri">The address, credentials included.</param>
    /// <param name="connectTimeout">How long the connection may take; the answer may take for ever.</param>
    /// <param name="connect">Makes a connection, for tests; null for one of the network.</param>
    public HttpOpening(Uri uri, TimeSpan connectTimeout, Func<Stream>? connect = null)
    {
        Uri = new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
        _client = new(new SocketsHttpHandler
        {
            ConnectTimeout = connectTimeout,
            ConnectCallback = connect is null ? null : (_, _) => ValueTask.FromResult(connect()),
            Credentials = CredentialsOf(uri),
            AllowAutoRedirect = false,
            MaxResponseDrainSize = 0,
            ActivityHeadersPropagator = null,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    private Uri Uri { get; }

    /// <summary>The body. Valid after <see cref="Open"/>.</summary>
    public Stream Body { get; private set; } = Stream.Null;

    /// <summary>What the body is, by the head of the answer. Valid after <see cref="Open"/>.</summary>
    public StreamBody Kind { get; private set; }

    /// <summary>Sends the request and reads the head of the answer.</summary>
    /// <returns>Null, or why there is none, for a user, free of credentials.</returns>
    public string? Open()
    {
        try
        {
            Uri uri = Uri;
            for (int redirections = 0; redirections <= MaxRedirections; redirections++)
            {
                using HttpRequestMessage request = new(HttpMethod.Get, uri);
                HttpResponseMessage response = _client.Send(request, HttpCompletionOption.ResponseHeadersRead, _interrupted.Token);
                _response = response;
                if (response.IsSuccessStatusCode)
                {
                    Body = response.Content.ReadAsStream();
                    Kind = KindOf(response.Content.Headers, uri);
                    return null;
                }
                string? target = IsRedirection(response.StatusCode) ? LocationOf(response) : null;
                if (target is null)
                    return StreamFault.OfStatus((int)response.StatusCode);
                response.Dispose();
                if (!TryFollow(target, ref uri))
                    return StreamFault.Elsewhere;
            }
            return StreamFault.Circle;
        }
        // The last ones are .NET's own at answers that it does not expect, such as a challenge that states something twice.
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException
            or ArgumentException or FormatException or InvalidOperationException)
        {
            return StreamFault.Of(exception);
        }
    }

    /// <summary>Closes the connection, which makes a blocked call come back. Any thread.</summary>
    public void Interrupt()
    {
        _interrupted.Cancel();
        _response?.Dispose();
    }

    public void Dispose()
    {
        Interrupt();
        _client.Dispose();
    }

    private static bool IsRedirection(HttpStatusCode status) => (int)status is 300 or 301 or 302 or 303 or 307 or 308;

    // As it stands there: .NET's reading of it throws at what is no address of its own.
    private static string? LocationOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Location", out HeaderStringValues values) ? values.FirstOrDefault() : null;

    // From TLS to none neither: whoever asked for https gets it. A path is relative to the address, also where it could be a file.
    private static bool TryFollow(string target, ref Uri uri)
    {
        UriKind kind = target.StartsWith('/') ? UriKind.Relative : UriKind.RelativeOrAbsolute;
        if (!Uri.TryCreate(target, kind, out Uri? location) || !Uri.TryCreate(uri, location, out Uri? next))
            return false;
        if (next.Scheme != Uri.UriSchemeHttps && (next.Scheme != Uri.UriSchemeHttp || uri.Scheme != Uri.UriSchemeHttp))
            return false;
        uri = new UriBuilder(next) { UserName = "", Password = "" }.Uri;
        return true;
    }

    private static StreamBody KindOf(HttpContentHeaders headers, Uri uri)
    {
        string type = headers.ContentType?.MediaType ?? "";
        if (type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            return StreamBody.Pictures;
        bool isPlaylist = type.Contains("mpegurl", StringComparison.OrdinalIgnoreCase)
            || uri.AbsolutePath.EndsWith(".m3u8", StringComparison.OrdinalIgnoreCase);
        return isPlaylist ? StreamBody.Playlist : headers.ContentLength > 0 ? StreamBody.Film : StreamBody.Live;
    }

    // For the named server only: what it redirects to must not be told the password.
    private static CredentialCache? CredentialsOf(Uri uri)
    {
        if (uri.UserInfo.Length == 0)
            return null;
        string[] parts = uri.UserInfo.Split(':', 2);
        NetworkCredential credential = new(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? ""));
        Uri server = new(uri.GetLeftPart(UriPartial.Scheme) + uri.Authority);
        return new() { { server, "Basic", credential }, { server, "Digest", credential } };
    }
}
