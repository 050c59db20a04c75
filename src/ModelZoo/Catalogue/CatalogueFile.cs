using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeCnn.ModelZoo;

/// <summary>The whole of <c>catalogue.json</c>.</summary>
internal sealed record CatalogueFile(CatalogueEntry[] Models)
{
    /// <summary>The schema that editors check the file against.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Reads and checks a catalogue; every id and every key is there once.</summary>
    /// <exception cref="JsonException">It is not as the format demands.</exception>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public static CatalogueFile Read(Stream stream)
    {
        CatalogueFile file = JsonSerializer.Deserialize(stream, CatalogueJson.Default.CatalogueFile)
            ?? throw new JsonException("the file is empty");
        // JSON's null gets past the annotations in arrays.
        if (file.Models.Contains(null!) || file.Models.Any(entry => entry.Weights.Contains(null!)))
            throw new JsonException("an entry is null");
        foreach (CatalogueEntry entry in file.Models)
            entry.Check();
        RequireOnce(file.Models.Select(entry => entry.Id));
        RequireOnce(file.Models.Select(entry => entry.Key).OfType<string>());
        return file;
    }

    private static void RequireOnce(IEnumerable<string> names)
    {
        if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"it names '{twice.Key}' twice.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    IgnoreReadOnlyProperties = true, // what follows from others is not written, since nobody could read it
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CatalogueFile))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
