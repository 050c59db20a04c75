using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeCnn.ModelZoo;

/// <summary>Where the weights of a stored model came from and what its files were when they arrived: <c>receipt.json</c>.</summary>
public sealed record Receipt
{
    /// <summary>Id of the model.</summary>
    public required string Id { get; init; }

    /// <summary>The published weights whose input and licence apply; null if the catalogue lists none for the model.</summary>
    public string? Family { get; init; }

    /// <summary>True if the file came from the family's address or has its SHA-256; false for a file of the user's own.</summary>
    public bool IsPublished { get; init; }

    /// <summary>Form of the network, such as <c>transform_input</c>; empty for the usual one.</summary>
    public string Variant { get; init => field = value ?? ""; } = ""; // null where the JSON has none

    /// <summary>Address or file name that the weights came from.</summary>
    public required string Source { get; init; }

    /// <summary>The file as it came: its size and SHA-256.</summary>
    public required FileFingerprint Original { get; init; }

    /// <summary>Licence of the weights; null if unknown.</summary>
    public string? Licence { get; init; }

    /// <summary>When they arrived.</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>Name of the graph that runs.</summary>
    public required string OnnxFile { get; init; }

    /// <summary>Every file of the model's folder, this receipt excepted.</summary>
    public required IReadOnlyList<FileFingerprint> Files { get; init; }

    /// <summary>What the import had to say, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init => field = value ?? []; } = []; // null where the JSON has none

    /// <summary>Name of the weights to show: the family, or the user's file.</summary>
    [JsonIgnore]
    public string DisplayName => IsPublished && Family is not null ? Family : Source;

    internal const string FileName = "receipt.json";

    /// <summary>Reads the receipt of a folder.</summary>
    /// <exception cref="InvalidDataException">It is missing or broken.</exception>
    internal static Receipt Read(string folder)
    {
        const int MaxBytes = 1 << 20;
        try
        {
            using FileStream stream = File.OpenRead(Path.Combine(folder, FileName));
            if (stream.Length > MaxBytes)
                throw new InvalidDataException($"its receipt has {stream.Length:N0} bytes");
            Receipt receipt = JsonSerializer.Deserialize(stream, ReceiptJson.Default.Receipt) ?? throw new JsonException("it is empty");
            if (receipt.Files.Append(receipt.Original).Any(file => !file.IsValid) || receipt.Files.All(file => file.Name != receipt.OnnxFile))
                throw new InvalidDataException("its receipt names no valid files");
            return receipt;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidDataException($"its receipt cannot be read: {e.Message}", e);
        }
    }

    internal void Write(string folder)
    {
        using FileStream stream = File.Create(Path.Combine(folder, FileName));
        JsonSerializer.Serialize(stream, this, ReceiptJson.Default.Receipt);
    }
}

/// <summary>Name, size and SHA-256 of a file.</summary>
/// <param name="Name">Name without folder.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">SHA-256 in lower-case hex.</param>
public sealed record FileFingerprint(string Name, long Bytes, string Sha256)
{
    /// <summary>Reads a file from end to end.</summary>
    internal static FileFingerprint Of(string path)
    {
        const int LargeBuffer = 1 << 20;
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[LargeBuffer];
        long bytes = 0;
        for (int read; (read = stream.Read(buffer)) > 0; bytes += read)
            hash.AppendData(buffer, 0, read);
        return new FileFingerprint(Path.GetFileName(path), bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>A plain name (a receipt is a file like any other, and must not lead out of its folder) and a whole hash.</summary>
    internal bool IsValid =>
        Name.Length > 0 && Name is not ("." or "..") && Name.IndexOfAny(['/', '\\', ':']) < 0 && Bytes >= 0 && Sha256.Length == 64;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Receipt))]
internal sealed partial class ReceiptJson : JsonSerializerContext;
