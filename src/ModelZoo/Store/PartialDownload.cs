using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// A file that is still arriving: <c>&lt;target&gt;.partial</c>, its SHA-256 so far, and beside it a small JSON file that says which
/// file of the server's it is the beginning of. Both stay when disposed, so that a later run can go on. Not for concurrent use.
/// </summary>
internal sealed class PartialDownload : IDisposable
{
    private readonly Uri _url;
    private readonly string _target;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private PartialState? _state;

    private PartialDownload(string target, Uri url)
    {
        _target = target;
        _url = url;
        try
        {
            _file = OwnFile.Open(PartialPath, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(e);
        }
    }

    /// <summary>Bytes that are there.</summary>
    public long Length { get; private set; }

    /// <summary>Size of the whole file as the server stated it; null if it did not.</summary>
    public long? Total => _state?.Total;

    /// <summary>True if the bytes came in more than one piece, or from an earlier run: they may not fit together.</summary>
    public bool HasSeam { get; private set; }

    /// <summary>The server's mark of the file that this is the beginning of; null where the rest cannot be asked for.</summary>
    public RangeConditionHeaderValue? Validator => Length == 0 || _state is null ? null : _state.Validator;

    private string PartialPath => _target + ".partial";

    private string StatePath => _target + ".partial.json";

    /// <summary>Opens what an earlier run left, or begins anew.</summary>
    public static PartialDownload Open(string target, Uri url, CancellationToken cancellation)
    {
        PartialDownload partial = new(target, url);
        try
        {
            partial._state = PartialState.Read(partial.StatePath);
            if (partial._state?.Url == Downloader.Shown(url) && partial._state.Validator is not null
                && !(partial._file.Length > partial._state.Total))
            {
                partial.HashKeptPart(cancellation);
            }
            else
                partial.Clear();
            return partial;
        }
        catch (OperationCanceledException)
        {
            partial._file.Dispose(); // what is there stays, counted or not
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            partial.Dispose();
            throw partial.CannotWrite(e);
        }
    }

    /// <summary>Throws away what is there and begins with the server's file of these marks.</summary>
    public void Begin(EntityTagHeaderValue? tag, DateTimeOffset? lastModified, long? total)
    {
        Clear();
        _state = new PartialState(Downloader.Shown(_url), tag is { IsWeak: false } ? tag.Tag : null, lastModified, total);
        Writing(() =>
        {
            using FileStream file = new(StatePath, FileMode.CreateNew, FileAccess.Write); // what is there now, is not this program's
            JsonSerializer.Serialize(file, _state, PartialJson.Default.PartialState);
        });
    }

    /// <summary>Notes that the server goes on where this ends.</summary>
    public void Continue() => HasSeam = true;

    /// <summary>Whether tag or size say that the server's file is another one by now.</summary>
    public bool Contradicts(EntityTagHeaderValue? tag, long? total) =>
        (tag is { IsWeak: false } && _state?.ETag is { } known && known != tag.Tag)
            || (total is not null && Total is not null && total != Total);

    /// <summary>Appends bytes.</summary>
    /// <exception cref="VisionException">The disk is full or the file cannot be written.</exception>
    public void Append(ReadOnlyMemory<byte> bytes)
    {
        Writing(() => _file.Write(bytes.Span));
        _hash.AppendData(bytes.Span);
        Length += bytes.Length;
    }

    /// <summary>Throws away what is there; the next request starts at the beginning.</summary>
    public void Clear()
    {
        Writing(() =>
        {
            File.Delete(StatePath); // before the bytes: a mark must never stand beside bytes of another file
            _file.SetLength(0);
        });
        _hash.GetHashAndReset();
        _state = null;
        HasSeam = false;
        Length = 0;
    }

    /// <summary>SHA-256 of the bytes that are there, in lower-case hex.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Gives the file its final name.</summary>
    public void Commit() => Writing(() =>
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(PartialPath, _target, overwrite: true);
        File.Delete(StatePath);
    });

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
        if (Length > 0)
            return;
        File.Delete(PartialPath);
        File.Delete(StatePath);
    }

    private void HashKeptPart(CancellationToken cancellation)
    {
        const int LargeBuffer = 1 << 20;
        byte[] buffer = new byte[LargeBuffer];
        for (int read; (read = _file.Read(buffer)) > 0; Length += read)
        {
            cancellation.ThrowIfCancellationRequested();
            _hash.AppendData(buffer, 0, read);
        }
        HasSeam = Length > 0;
    }

    private void Writing(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(e);
        }
    }

    private VisionException CannotWrite(Exception e) => new($"Download '{PartialPath}' cannot be written: {e.Message}", e);
}

/// <summary>Which file of a server's a partial file is the beginning of.</summary>
/// <param name="Url">Where it was asked for, without password and query.</param>
/// <param name="ETag">Its strong entity tag.</param>
/// <param name="LastModified">When it was last changed.</param>
/// <param name="Total">Its size.</param>
internal sealed record PartialState(string Url, string? ETag, DateTimeOffset? LastModified, long? Total)
{
    /// <summary>What goes into If-Range; null if the server gave no mark.</summary>
    [JsonIgnore]
    public RangeConditionHeaderValue? Validator =>
        ETag is not null && EntityTagHeaderValue.TryParse(ETag, out EntityTagHeaderValue? tag) ? new RangeConditionHeaderValue(tag)
        : LastModified is { } date ? new RangeConditionHeaderValue(date)
        : null;

    /// <summary>Null if there is none or it is broken: then the download begins anew.</summary>
    public static PartialState? Read(string path)
    {
        const int MaxBytes = 1 << 16;
        try
        {
            var file = new FileInfo(path);
            // A link may lead to what never ends, and opening a pipe, which has no length, may wait for ever.
            if (!file.Exists || file.LinkTarget is not null || file.Length is 0 or > MaxBytes)
                return null;
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), PartialJson.Default.PartialState);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(PartialState))]
internal sealed partial class PartialJson : JsonSerializerContext;
