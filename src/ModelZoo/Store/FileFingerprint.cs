using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace RealtimeCnn.ModelZoo;

/// <summary>Name, size and SHA-256 of a file.</summary>
/// <param name="Name">Name without folder.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">SHA-256 in lower-case hex.</param>
internal sealed record FileFingerprint(string Name, long Bytes, string Sha256)
{
    /// <summary>A plain name (a receipt is a file like any other, and must not lead out of its folder) and a whole hash.</summary>
    [JsonIgnore]
    public bool IsValid =>
        Name.Length > 0 && Name is not ("." or "..") && Name.IndexOfAny(['/', '\\', ':']) < 0 && Bytes >= 0 && Sha256.Length == 64;

    /// <summary>Reads a file from end to end.</summary>
    /// <exception cref="VisionException">It is no regular file, or empty.</exception>
    public static FileFingerprint Of(string path)
    {
        const int LargeBuffer = 1 << 20;
        UntrustedFile.Regular(path);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[LargeBuffer];
        long bytes = 0;
        for (int read; (read = stream.Read(buffer)) > 0; bytes += read)
            hash.AppendData(buffer, 0, read);
        return new FileFingerprint(Path.GetFileName(path), bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>What is wrong with the file of this name in a folder, as far as its size tells; null if nothing is.</summary>
    public string? DifferenceIn(string folder)
    {
        var there = new FileInfo(Path.Combine(folder, Name));
        if (!there.Exists)
            return $"{Name} is missing";
        return there.Length == Bytes ? null : $"{Name} has {there.Length:N0} bytes, not the {Bytes:N0} that arrived";
    }
}
