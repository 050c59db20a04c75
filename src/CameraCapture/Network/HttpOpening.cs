using System.Net;
using System.Net.Http.Headers;

namespace RealtimeCnn.CameraCapture;

/// <summary>One request for an address of HTTP, up to its body. One thread, but for <see cref="Interrupt"/>.</summary>
internal sealed class HttpOpening : IDisposable
{
    private readonly CancellationTokenSource _interrupted = new();
    private readonly HttpClient _client;
    private HttpResponseMessage? _response;

    /// <param name="uri">The address, credentials included.</param>
    /// <param name="connectTimeout">How long the connection may take; the answer may take for ever.</param>
    public HttpOpening(Uri uri, TimeSpan connectTimeout)
    {
        Uri = new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
        _client = new(new SocketsHttpHandler
        {
            ConnectTimeout = connectTimeout,
            Credentials = CredentialsOf(uri),
            MaxAutomaticRedirections = 5,
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
            using HttpRequestMessage request = new(HttpMethod.Get, Uri);
            _response = _client.Send(request, HttpCompletionOption.ResponseHeadersRead, _interrupted.Token);
            if (!_response.IsSuccessStatusCode)
                return StreamFault.OfStatus((int)_response.StatusCode);
            Body = _response.Content.ReadAsStream();
            Kind = KindOf(_response.Content.Headers, _response.RequestMessage?.RequestUri ?? Uri);
            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
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
