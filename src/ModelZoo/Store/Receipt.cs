using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Where the weights of a stored model came from and what its files were when they arrived: <c>receipt.json</c>. What is not explained
/// here means what it means in <see cref="StoredModel"/>.
/// </summary>
internal sealed record Receipt
{
    public const string FileName = "receipt.json";

    public required string Id { get; init; }

    public string? BasedOn { get; init; }

    /// <summary>Classes that the network tells apart, where they are not those of the published network.</summary>
    public int? Classes { get; init; }

    /// <summary>Names of the classes; null for those of the catalogue's model.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    public string? Family { get; init; }

    public bool IsPublished { get; init; }

    public string Variant { get; init => field = value ?? ""; } = ""; // null where the JSON has none

    public required string Source { get; init; }

    /// <summary>The file as it came: its size and SHA-256.</summary>
    public required FileFingerprint Original { get; init; }

    public string? Licence { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>Name of the graph that runs.</summary>
    public required string OnnxFile { get; init; }

    /// <summary>Every file of the model's folder, this receipt excepted.</summary>
    public required IReadOnlyList<FileFingerprint> Files { get; init; }

    public IReadOnlyList<string> Notes { get; init => field = value ?? []; } = []; // null where the JSON has none

    /// <summary>What stands for the receipt of a model while there is none.</summary>
    public static Receipt Empty(string id) => new()
    {
        Id = id,
        Source = "unknown",
        Original = new FileFingerprint("unknown", 0, ""),
        AddedAt = DateTimeOffset.UnixEpoch,
        OnnxFile = id + ".onnx",
        Files = [],
    };

    /// <summary>Reads the receipt of a folder.</summary>
    /// <exception cref="InvalidDataException">It is missing or broken.</exception>
    public static Receipt Read(string folder)
    {
        const int MaxBytes = 32 << 20; // a label file of 4 MB, escaped
        try
        {
            using FileStream stream = UntrustedFile.Regular(Path.Combine(folder, FileName)).OpenRead();
            if (stream.Length > MaxBytes)
                throw new InvalidDataException($"its receipt has {stream.Length:N0} bytes");
            return Read(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or VisionException)
        {
            throw new InvalidDataException($"its receipt cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <summary>Reads and checks a receipt.</summary>
    /// <exception cref="InvalidDataException">What it names is not valid.</exception>
    /// <exception cref="JsonException">It is no receipt.</exception>
    public static Receipt Read(Stream stream)
    {
        Receipt receipt = JsonSerializer.Deserialize(stream, ReceiptJson.Default.Receipt) ?? throw new JsonException("it is empty");
        bool namesItsGraph = receipt.Files.Any(file => file.Name == receipt.OnnxFile);
        if (receipt.Classes is < 2 or > WantedWeights.MostClasses || receipt.Labels?.Contains(null!) == true)
            throw new InvalidDataException("its receipt names no valid classes");
        if (!namesItsGraph || receipt.Files.Append(receipt.Original).Any(file => !file.IsValid))
            throw new InvalidDataException("its receipt names no valid files");
        return receipt;
    }

    /// <summary>Writes it into a folder that has none. What has its name may be a link to a file of the user's: it stays.</summary>
    public void Write(string folder)
    {
        using FileStream stream = new(Path.Combine(folder, FileName), FileMode.CreateNew, FileAccess.Write);
        JsonSerializer.Serialize(stream, this, ReceiptJson.Default.Receipt);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Receipt))]
internal sealed partial class ReceiptJson : JsonSerializerContext;
