using System.Security.Cryptography;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>A folder to download into, two files, and what counts: what lies in the folder afterwards.</summary>
public abstract class DownloadFixture
{
    protected static readonly byte[] File1 = Bytes(1, 300_000);
    protected static readonly byte[] File2 = Bytes(2, 300_000);
    protected const int Cut = 120_000;

    protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("realtimecnn-download-");

    private protected HastyTime Time { get; } = new();

    protected List<(long Received, long? Total, string? Notice)> Progress { get; } = [];

    protected string Target => Path.Combine(Folder.FullName, "weights.bin");

    [TearDown]
    public void TearDown() => Folder.Delete(recursive: true);

    protected string[] Files => [.. Folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    private protected Task<FileFingerprint> DownloadAsync(
        Uri url, string? sha256 = null, long? bytes = null, long limit = 1 << 20, HttpMessageHandler? handler = null,
        IProgress<(long Received, long? Total, string? Notice)>? progress = null, CancellationToken cancellation = default)
    {
        Downloader downloader = new(Time, handler ?? DirectHandler()) { StallTimeout = HastyTime.Held };
        DownloadRequest request = new(url, Target) { Sha256 = sha256, Bytes = bytes, Limit = limit };
        return downloader.DownloadAsync(request, progress ?? new Every(Progress.Add), cancellation);
    }

    protected VisionException AssertFails(
        Uri url, string expected, string? sha256 = null, long? bytes = null, long limit = 1 << 20, HttpMessageHandler? handler = null)
    {
        VisionException failure = Assert.Throws<VisionException>(
            () => DownloadAsync(url, sha256, bytes, limit, handler).GetAwaiter().GetResult())!;
        Assert.That(failure.Message, Does.Contain(expected));
        Assert.That(failure.Message, Does.Not.Contain("\n"));
        return failure;
    }

    protected void AssertComplete(byte[] expected)
    {
        Assert.That(Files, Is.EqualTo(new[] { "weights.bin" }));
        Assert.That(File.ReadAllBytes(Target).AsSpan().SequenceEqual(expected));
    }

    protected static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Bytes(int seed, int count)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected static SocketsHttpHandler DirectHandler()
    {
        SocketsHttpHandler handler = Downloader.CreateHandler();
        handler.UseProxy = false;
        return handler;
    }

    protected sealed class Every(Action<(long Received, long? Total, string? Notice)> action)
        : IProgress<(long Received, long? Total, string? Notice)>
    {
        public void Report((long Received, long? Total, string? Notice) value) => action(value);
    }
}
