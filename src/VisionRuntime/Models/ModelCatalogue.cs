using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeCnn;

/// <summary>The models that ship, in order of publication, read from <c>models/catalogue.json</c>. Immutable: any thread.</summary>
public sealed class ModelCatalogue
{
    private ModelCatalogue(IReadOnlyList<ModelDefinition> models) => Models = models;

    /// <summary>All models, in order of publication.</summary>
    public IReadOnlyList<ModelDefinition> Models { get; }

    /// <summary>The folder <c>models</c> beside the program.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Reads the catalogue.</summary>
    /// <param name="folder">Folder that holds <c>catalogue.json</c>; null for <see cref="DefaultFolder"/>.</param>
    /// <exception cref="VisionException">The catalogue is missing or broken; the message says where.</exception>
    public static ModelCatalogue Load(string? folder = null)
    {
        folder ??= DefaultFolder;
        string path = Path.Combine(folder, "catalogue.json");
        try
        {
            using FileStream stream = File.OpenRead(path);
            CatalogueFile file = JsonSerializer.Deserialize(stream, CatalogueJson.Default.CatalogueFile)
                ?? throw new JsonException("the file is empty");
            ModelDefinition[] models = file.Models.Select(entry => entry.ToDefinition(folder)).ToArray();
            if (models.GroupBy(m => m.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new VisionException($"Catalogue '{path}' names '{twice.Key}' twice.");
            return new ModelCatalogue(models);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            throw new VisionException($"Catalogue '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The model after this one, in order of publication and around; the first for one of the user's; null if there is no other.</summary>
    public ModelDefinition? Next(ModelDefinition definition) => Neighbour(definition, 1);

    /// <summary>The model before this one, as <see cref="Next"/>.</summary>
    public ModelDefinition? Previous(ModelDefinition definition) => Neighbour(definition, -1);

    /// <summary>Finds a model by id, or describes an ONNX file by path.</summary>
    /// <param name="idOrPath">An id of the catalogue, in any case, or a path to an ONNX file.</param>
    /// <param name="labelsPath">Class names for a file; ignored for an id.</param>
    /// <exception cref="VisionException">Neither; the message suggests the nearest id.</exception>
    public ModelDefinition Resolve(string idOrPath, string? labelsPath = null)
    {
        if (Models.FirstOrDefault(m => m.Id.Equals(idOrPath, StringComparison.OrdinalIgnoreCase)) is { } known)
            return known;
        if (idOrPath.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) || idOrPath.Contains('/') || idOrPath.Contains('\\') || File.Exists(idOrPath))
            return ModelDefinition.FromFile(idOrPath, labelsPath);
        throw new VisionException(
            $"There is no model '{idOrPath}'{Nearest.Suggestion(idOrPath, Models.Select(m => m.Id))} Known: {string.Join(", ", Models.Select(m => m.Id))}, or a path to an .onnx file.");
    }

    private ModelDefinition? Neighbour(ModelDefinition definition, int step)
    {
        int at = Models.ToList().FindIndex(model => model.Id == definition.Id);
        int next = at < 0 ? 0 : (at + step + Models.Count) % Models.Count;
        return next == at ? null : Models[next];
    }
}

internal sealed record CatalogueFile(CatalogueEntry[] Models);

internal sealed record CatalogueEntry
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required int Year { get; init; }
    public required string Key { get; init; }
    public required string Paper { get; init; }
    public required string Authors { get; init; }
    public required string Venue { get; init; }
    public required string WhatWasNew { get; init; }
    public required long Parameters { get; init; }
    public required long Macs { get; init; }
    public required string File { get; init; }
    public required WeightsStatus Weights { get; init; }
    public required string Labels { get; init; }
    public required PreprocessSpec Preprocess { get; init; }

    public ModelDefinition ToDefinition(string folder)
    {
        Preprocess.Validate();
        return new ModelDefinition
        {
            Id = Id,
            Name = Name,
            Year = Year,
            Key = Key,
            Paper = Paper,
            Authors = Authors,
            Venue = Venue,
            WhatWasNew = WhatWasNew,
            Parameters = Parameters,
            Macs = Macs,
            File = Path.GetFullPath(Path.Combine(folder, File)),
            Weights = Weights,
            Labels = ModelDefinition.ReadLabels(Path.Combine(folder, Labels)),
            Preprocess = Preprocess,
        };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CatalogueFile))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
