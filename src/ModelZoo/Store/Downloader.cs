using System.Net;
using System.Net.Http.Headers;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Downloads large files over bad connections: goes on where it was cut off (Range with If-Range), tries again with growing pauses,
/// checks size and SHA-256 while writing, and gives the file its name only when everything is right. Proxies as the environment says
/// (<c>HTTPS_PROXY</c> and its kind). Any thread.
/// </summary>
/// <param name="time">Clock of pauses and time-outs.</param>
/// <param name="handler">Connections; must not follow redirects by itself. Null: one shared by the process.</param>
internal sealed class Downloader(TimeProvider? time = null, HttpMessageHandler? handler = null)
{
    private const int MaxFailures = 5;
    private const int MaxRedirects = 10;
    private const int BufferSize = 1 << 17;
    private const long RealProgress = 1 << 20;
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestAskedPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);
    private static readonly Lazy<HttpClient> Shared = new(() => CreateClient(CreateHandler()));

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lazy<HttpClient> _client = handler is null ? Shared : new(() => CreateClient(handler));

    /// <summary>How long a server may be silent.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes a second that a server must bring; one that is slower is asked anew, on another connection.</summary>
    public const int SlowestRate = 4000;

    /// <summary>Connections as <see cref="Downloader"/> needs them.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false, // see Follow
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(15),
    };

    /// <summary>An address as it may be shown: user, password and query (where signatures are) left out.</summary>
    public static string Shown(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Downloads a file.</summary>
    /// <returns>Its name, size and SHA-256.</returns>
    /// <exception cref="VisionException">It cannot be had, or is not what was asked for.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what is there is kept for the next time.</exception>
    public async Task<FileFingerprint> DownloadAsync(
        DownloadRequest request, IProgress<(long Received, long? Total, string? Notice)>? progress, CancellationToken cancellation)
    {
        using PartialDownload partial = PartialDownload.Open(request.Target, request.Url, cancellation);
        if (partial.Length > 0)
            progress?.Report((partial.Length, request.Bytes ?? partial.Total, "goes on where it was interrupted"));
        for (int failures = 0; ;)
        {
            long before = partial.Length;
            try
            {
                if (await TransferAsync(request, partial, progress, cancellation) && IsRight(request, partial, progress))
                    break;
            }
            catch (InterruptedException e)
            {
                failures = partial.Length - before >= RealProgress ? 1 : failures + 1;
                if (failures == MaxFailures)
                {
                    throw new VisionException(
                        $"'{Shown(request.Url)}' cannot be downloaded: {e.Message}, {MaxFailures} times in a row.{Kept(partial)}", e);
                }
                TimeSpan pause = e.Pause ?? Pause(failures);
                if (pause > LongestAskedPause)
                {
                    string wait = $"{e.Message} and asks to wait {pause.TotalMinutes:0} minutes.";
                    throw new VisionException($"'{Shown(request.Url)}' cannot be downloaded now: {wait}{Kept(partial)}", e);
                }
                string notice = $"{e.Message}; tries again in {pause.TotalSeconds:0.0} s";
                progress?.Report((partial.Length, request.Bytes ?? partial.Total, notice));
                await Task.Delay(pause, _time, cancellation);
            }
        }
        FileFingerprint file = new(Path.GetFileName(request.Target), partial.Length, partial.Sha256());
        partial.Commit();
        return file;
    }

    /// <summary>One request, and as many bytes as it brings.</summary>
    /// <returns>False if the file must be asked for again from its beginning, at once.</returns>
    private async Task<bool> TransferAsync(
        DownloadRequest request, PartialDownload partial, IProgress<(long Received, long? Total, string? Notice)>? progress,
        CancellationToken cancellation)
    {
        if (partial.Length > 0 && partial.Length == (request.Bytes ?? partial.Total))
            return true; // complete, but not yet checked, when the last run ended
        using CancellationTokenSource stall = new(Timeout.InfiniteTimeSpan, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stall.Token);
        try
        {
            stall.CancelAfter(StallTimeout);
            using HttpResponseMessage response = await SendAsync(request.Url, partial, either.Token);
            if (!Accept(response, request, partial))
                return false;
            await ReceiveAsync(response, request, partial, progress, stall, either.Token);
            return true;
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new InterruptedException($"the server was silent for {StallTimeout.TotalSeconds:0} s", inner: e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            throw new VisionException($"'{Shown(request.Url)}' cannot be reached: {e.InnerException?.Message ?? e.Message}", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            bool wasNone = e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };
            throw new InterruptedException(wasNone ? "no connection" : "the connection broke", inner: e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri url, PartialDownload partial, CancellationToken cancellation)
    {
        for (int redirects = 0; ; redirects++)
        {
            using HttpRequestMessage message = new(HttpMethod.Get, url);
            message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
            if (partial.Validator is { } validator)
            {
                message.Headers.Range = new RangeHeaderValue(partial.Length, null);
                message.Headers.IfRange = validator;
            }
            HttpResponseMessage response = await _client.Value.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                return response;
            using (response)
                url = redirects < MaxRedirects
                    ? Follow(url, response.Headers.Location)
                    : throw new VisionException(
                        $"'{Shown(url)}' leads from one address to the next; more than {MaxRedirects} are not followed.");
        }
    }

    /// <summary>Only to the web, and never from a safe connection to an open one.</summary>
    private static Uri Follow(Uri from, Uri? location)
    {
        Uri? to = location is null ? null : new Uri(from, location);
        if (to is null || (to.Scheme != Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttp))
            throw new VisionException($"'{Shown(from)}' leads to no web address.");
        if (from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps)
            throw new VisionException($"'{Shown(from)}' leads to '{Shown(to)}', which is not encrypted; it is not followed.");
        return to;
    }

    /// <summary>Decides by an answer's headers.</summary>
    /// <returns>False if the file must be asked for again from its beginning.</returns>
    private bool Accept(HttpResponseMessage response, DownloadRequest request, PartialDownload partial)
    {
        HttpContentHeaders headers = response.Content.Headers;
        bool continues = partial.Validator is not null;
        int status = (int)response.StatusCode;
        switch (status)
        {
            case 206 when continues:
                if (headers.ContentRange?.From != partial.Length || partial.Contradicts(response.Headers.ETag, headers.ContentRange.Length))
                {
                    partial.Clear();
                    return false;
                }
                RefuseSize(headers.ContentRange.Length, request, partial);
                partial.Continue();
                return true;
            case 416 when continues:
                partial.Clear();
                return false;
            case 200:
                RefuseSize(headers.ContentLength, request, partial);
                partial.Begin(response.Headers.ETag, headers.LastModified, headers.ContentLength);
                return true;
            case 408 or 429 or >= 500:
                throw new InterruptedException($"the server answered {status}", AskedPause(response.Headers.RetryAfter));
            default:
                throw new VisionException(
                    $"'{Shown(request.Url)}' cannot be downloaded: the server answered {status} ({response.StatusCode}).");
        }
    }

    private async Task ReceiveAsync(
        HttpResponseMessage response, DownloadRequest request, PartialDownload partial,
        IProgress<(long Received, long? Total, string? Notice)>? progress, CancellationTokenSource stall, CancellationToken cancellation)
    {
        long? total = request.Bytes ?? partial.Total;
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] buffer = new byte[BufferSize];
        long reported = _time.GetTimestamp(), windowBegan = reported, windowBytes = 0;
        for (; ; )
        {
            stall.CancelAfter(StallTimeout);
            int read = await body.ReadAsync(buffer, cancellation);
            if (read == 0)
                break;
            if (partial.Length + read > request.Most)
            {
                partial.Clear();
                throw new VisionException($"'{Shown(request.Url)}' sends more than {Limit(request)}; refused.");
            }
            partial.Append(buffer.AsMemory(0, read));
            windowBytes += read;
            long now = _time.GetTimestamp();
            if (_time.GetElapsedTime(reported, now) >= ReportInterval)
            {
                reported = now;
                progress?.Report((partial.Length, total, null));
            }
            TimeSpan window = _time.GetElapsedTime(windowBegan, now);
            if (window < RateWindow)
                continue;
            RefuseRate(windowBytes / window.TotalSeconds, window, partial.Length == total);
            (windowBegan, windowBytes) = (now, 0);
        }
        if (partial.Length < total)
            throw new InterruptedException($"the connection ended at {partial.Length:N0} of {total:N0} bytes");
        progress?.Report((partial.Length, partial.Length, null));
    }

    /// <summary>Compares the whole file with what was asked for; a seam that does not fit is worth one more try.</summary>
    private static bool IsRight(
        DownloadRequest request, PartialDownload partial, IProgress<(long Received, long? Total, string? Notice)>? progress)
    {
        if (request.WhyNot(partial.Sha256()) is not { } why)
            return true;
        bool hadSeam = partial.HasSeam;
        partial.Clear();
        if (!hadSeam)
            throw new VisionException($"'{Shown(request.Url)}' {why}");
        progress?.Report((0, request.Bytes, "the parts do not fit together; starts from the beginning"));
        return false;
    }

    private static void RefuseSize(long? total, DownloadRequest request, PartialDownload partial)
    {
        if (total is not { } bytes || (request.Bytes is { } stated ? bytes == stated : bytes <= request.Limit))
            return;
        partial.Clear();
        string what = request.Bytes is null ? "more than" : "not";
        throw new VisionException($"'{Shown(request.Url)}' has {bytes:N0} bytes, {what} {Limit(request)}; refused.");
    }

    private static void RefuseRate(double rate, TimeSpan window, bool isComplete)
    {
        if (rate < SlowestRate && !isComplete)
            throw new InterruptedException($"the server sent only {rate:0} bytes a second for {window.TotalSeconds:0} s");
    }

    private static string Limit(DownloadRequest request) =>
        request.Bytes is { } stated
            ? $"the {stated:N0} bytes that the catalogue states"
            : $"{request.Limit:N0} bytes, which are ample for this network";

    private static string Kept(PartialDownload partial) =>
        partial.Length > 0 ? $" The {partial.Length:N0} bytes that are here are kept: try again later to get the rest." : "";

    private static TimeSpan Pause(int failures)
    {
        double seconds = Math.Min(FirstPause.TotalSeconds * Math.Pow(2, failures - 1), LongestPause.TotalSeconds);
        // Spread, so that many clients do not come back at once.
        return TimeSpan.FromSeconds(seconds * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    private TimeSpan? AskedPause(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? TimeSpan.FromTicks(Math.Max(0, (date - _time.GetUtcNow()).Ticks)) : null);

    private static HttpClient CreateClient(HttpMessageHandler handler)
    {
        HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan }; // silence is timed, not the whole
        client.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue("RealtimeCnn", typeof(Downloader).Assembly.GetName().Version?.ToString(3)));
        return client;
    }

    /// <summary>A failure that may pass.</summary>
    private sealed class InterruptedException(string message, TimeSpan? pause = null, Exception? inner = null) : Exception(message, inner)
    {
        /// <summary>How long the server asks to wait; null if it does not say.</summary>
        public TimeSpan? Pause => pause;
    }
}
