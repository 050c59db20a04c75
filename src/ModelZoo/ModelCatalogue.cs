using System.Text.Json;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// The models, read from <c>models/catalogue.json</c> in its order, which goes by year, and joined with the weights that are there.
/// Immutable: any thread; load again after the store has changed.
/// </summary>
public sealed class ModelCatalogue
{
    private ModelCatalogue(ModelDefinition[] models) => Models = models;

    /// <summary>Every model with the weights it has now.</summary>
    public IReadOnlyList<ModelDefinition> Models { get; }

    /// <summary>The folder <c>models</c> beside the program.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>
    /// Reads the catalogue and looks up each model's weights: those of the store come before the file that ships, and that before
    /// stand-ins.
    /// </summary>
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
            var labels = new Dictionary<string, IReadOnlyList<string>>();
            return new ModelCatalogue(
                [.. CatalogueFile.Read(path).Models.Select(entry => store.Equip(entry.Define(folder, ReadLabelsOnce)))]);

            IReadOnlyList<string> ReadLabelsOnce(string file) =>
                labels.TryGetValue(file, out IReadOnlyList<string>? names) ? names : labels[file] = ModelDefinition.ReadLabels(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            throw new VisionException($"Catalogue '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>
    /// The model after this one, in the catalogue's order and around; the first for one of the user's; null if there is no other.
    /// </summary>
    public ModelDefinition? Next(ModelDefinition definition) => Neighbour(definition, 1);

    /// <summary>The model before this one, as <see cref="Next"/>.</summary>
    public ModelDefinition? Previous(ModelDefinition definition) => Neighbour(definition, -1);

    /// <summary>The model of this id; a path is none.</summary>
    /// <param name="id">An id, in any case.</param>
    /// <exception cref="VisionException">There is none; the message suggests the nearest id.</exception>
    public ModelDefinition Get(string id) => Find(id) ?? throw new VisionException($"{Unknown(id)}.");

    /// <summary>Finds a model by id, or describes an ONNX file by path.</summary>
    /// <param name="idOrPath">An id of the catalogue, in any case, or a path to an ONNX file.</param>
    /// <param name="labelsPath">Class names for a file; ignored for an id.</param>
    /// <exception cref="VisionException">Neither; the message suggests the nearest id.</exception>
    public ModelDefinition Resolve(string idOrPath, string? labelsPath = null)
    {
        if (Find(idOrPath) is { } known)
            return known;
        bool isPath = idOrPath.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) || idOrPath.Contains('/') || idOrPath.Contains('\\');
        if (isPath || File.Exists(idOrPath))
            return ModelDefinition.FromFile(idOrPath, labelsPath);
        throw new VisionException($"{Unknown(idOrPath)}, or a path to an .onnx file.");
    }

    private ModelDefinition? Find(string id) => Models.FirstOrDefault(model => model.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    private string Unknown(string id)
    {
        string[] ids = [.. Models.Select(model => model.Id)];
        return $"There is no model '{id}'{Nearest.Suggestion(id, ids)} Known: {string.Join(", ", ids)}";
    }

    private ModelDefinition? Neighbour(ModelDefinition definition, int step)
    {
        int at = Models.ToList().FindIndex(model => model.Id == definition.Id);
        int next = at < 0 ? 0 : (at + step + Models.Count) % Models.Count;
        return next == at ? null : Models[next];
    }
}
