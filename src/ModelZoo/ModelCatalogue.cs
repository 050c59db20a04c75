using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// The models, in order of publication, read from <c>models/catalogue.json</c> and joined with the weights that are there.
/// Immutable: any thread; load again after the store has changed.
/// </summary>
public sealed class ModelCatalogue
{
    private ModelCatalogue(CatalogueEntry[] entries, ModelDefinition[] models)
    {
        Entries = entries;
        Models = models;
    }

    /// <summary>What the catalogue says: facts, sources, licences.</summary>
    public IReadOnlyList<CatalogueEntry> Entries { get; }

    /// <summary>What can be loaded now, one model per entry and in the same order.</summary>
    public IReadOnlyList<ModelDefinition> Models { get; }

    /// <summary>The folder <c>models</c> beside the program.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Reads the catalogue and looks up each model's weights.</summary>
    /// <param name="folder">Folder that holds <c>catalogue.json</c>; null for <see cref="DefaultFolder"/>.</param>
    /// <param name="store">Where downloaded and imported weights are; null for the user's store.</param>
    /// <exception cref="VisionException">The catalogue is missing or broken; the message says where.</exception>
    public static ModelCatalogue Load(string? folder = null, ModelStore? store = null)
    {
        folder ??= DefaultFolder;
        store ??= new ModelStore();
        string path = Path.Combine(folder, "catalogue.json");
        try
        {
            using FileStream stream = File.OpenRead(path);
            CatalogueFile file = JsonSerializer.Deserialize(stream, CatalogueJson.Default.CatalogueFile)
                ?? throw new JsonException("the file is empty");
            foreach (CatalogueEntry entry in file.Models)
                entry.Check();
            RequireOnce(path, file.Models.Select(entry => entry.Id));
            RequireOnce(path, file.Models.Select(entry => entry.Key).OfType<string>());
            var labels = new Dictionary<string, IReadOnlyList<string>>();
            return new ModelCatalogue(file.Models, [.. file.Models.Select(entry => entry.Define(folder, store, ReadLabelsOnce))]);

            IReadOnlyList<string> ReadLabelsOnce(string labelsFile) =>
                labels.TryGetValue(labelsFile, out IReadOnlyList<string>? names) ? names : labels[labelsFile] = ModelDefinition.ReadLabels(labelsFile);
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

    /// <summary>Finds what the catalogue says of a model.</summary>
    /// <param name="id">An id, in any case.</param>
    /// <exception cref="VisionException">There is none; the message suggests the nearest id.</exception>
    public CatalogueEntry Entry(string id) =>
        Entries.FirstOrDefault(entry => entry.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
        ?? throw new VisionException($"There is no model '{id}'{Suggestion(id)} Known: {KnownIds}.");

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
        throw new VisionException($"There is no model '{idOrPath}'{Suggestion(idOrPath)} Known: {KnownIds}, or a path to an .onnx file.");
    }

    private string KnownIds => string.Join(", ", Entries.Select(entry => entry.Id));

    private string Suggestion(string id) => Nearest.Suggestion(id, Entries.Select(entry => entry.Id));

    private static void RequireOnce(string path, IEnumerable<string> names)
    {
        if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new VisionException($"Catalogue '{path}' names '{twice.Key}' twice.");
    }

    private ModelDefinition? Neighbour(ModelDefinition definition, int step)
    {
        int at = Models.ToList().FindIndex(model => model.Id == definition.Id);
        int next = at < 0 ? 0 : (at + step + Models.Count) % Models.Count;
        return next == at ? null : Models[next];
    }
}

internal sealed record CatalogueFile(CatalogueEntry[] Models)
{
    /// <summary>The schema that editors check the file against.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CatalogueFile))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
