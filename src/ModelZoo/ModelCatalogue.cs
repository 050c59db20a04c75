using System.Text.Json;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// The models of a <c>catalogue.json</c>, in its order, joined with the weights that are there. Immutable: any thread; load again
/// after the store has changed.
/// </summary>
public sealed class ModelCatalogue
{
    private static readonly Lazy<ModelCatalogue> Shipped = new(() => new(Read(new EmbeddedFiles())));

    private ModelCatalogue(IEnumerable<ModelDefinition> models, IEnumerable<string>? problems = null)
    {
        Models = [.. models];
        Problems = [.. problems ?? []];
    }

    /// <summary>What ships inside the assembly: twelve networks, their class names, LeNet-5 with its weights. Touches no file.</summary>
    public static ModelCatalogue Embedded => Shipped.Value;

    /// <summary>Knows no model by id; paths and definitions of your own work as ever.</summary>
    public static ModelCatalogue Empty { get; } = new([]);

    /// <summary>Every model with the weights it has now.</summary>
    public IReadOnlyList<ModelDefinition> Models { get; }

    /// <summary>What is wrong with models that the user added and that are left out for it, a sentence each, fit to show.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>
    /// Reads a catalogue and looks up each model's weights: those of the store come before the file that ships, and that before
    /// stand-ins.
    /// </summary>
    /// <param name="folder">Folder that holds <c>catalogue.json</c> and the files it names; null for <see cref="Embedded"/>.</param>
    /// <param name="store">
    /// Where downloaded and imported weights are; null for the user's store. One that is missing or damaged counts as empty.
    /// </param>
    /// <exception cref="VisionException">The catalogue is missing or broken; the message says where.</exception>
    public static ModelCatalogue Load(string? folder = null, ModelStore? store = null) =>
        (folder is null ? Embedded : new ModelCatalogue(Read(new FolderFiles(folder)))).With(store ?? new ModelStore());

    /// <summary>Reads a catalogue of yours, in the format of <c>models/catalogue.schema.json</c>; no store is asked.</summary>
    /// <param name="json">Its text as UTF-8; read to the end, not closed.</param>
    /// <param name="folder">Folder of the ONNX and label files that it names; null: it must not name any.</param>
    /// <exception cref="VisionException">The catalogue is broken; the message says where.</exception>
    public static ModelCatalogue FromStream(Stream json, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new ModelCatalogue(Read(new StreamFiles(json, folder)));
    }

    /// <summary>
    /// The same models with the weights that a store has for them, and behind them the models of the user's that it holds: those that
    /// share a network with one of these, and those that were added. Models it has no weights for stay as they are.
    /// </summary>
    /// <param name="store">The store; one that is missing or damaged counts as empty.</param>
    public ModelCatalogue With(ModelStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        ModelDefinition[] listed = [.. Models.Where(model => model is { BasedOn: null, IsAdded: false })];
        List<ModelDefinition> all = [.. listed.Select(store.Equip), .. OwnModel.AllOf(store, listed)];
        HashSet<string> taken = new(all.Select(model => model.Id), StringComparer.OrdinalIgnoreCase);
        List<string> problems = [];
        foreach ((string id, ModelDefinition? added, string? problem) in store.Added.List())
        {
            if (added is null)
                problems.Add(problem!);
            else if (taken.Add(id))
                all.Add(added);
            else
                problems.Add($"The added model '{id}' in '{store.AddedFolder}' is left out: there is another model of this id.");
        }
        return new ModelCatalogue(all, problems);
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
    /// <param name="labelsPath">
    /// Class names, as for <see cref="ModelDefinition.FromFile"/>; of a model of the catalogue they replace its own. Null: as they are.
    /// </param>
    /// <exception cref="VisionException">Neither; the message suggests the nearest id. Or the labels cannot be read.</exception>
    public ModelDefinition Resolve(string idOrPath, string? labelsPath = null)
    {
        if (Find(idOrPath) is { } known)
            return labelsPath is null ? known : known with { Labels = LabelList.Read(labelsPath) };
        bool isPath = idOrPath.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) || idOrPath.Contains('/') || idOrPath.Contains('\\');
        if (isPath || File.Exists(idOrPath))
            return ModelDefinition.FromFile(idOrPath, labelsPath);
        throw new VisionException($"{Unknown(idOrPath)}, or a path to an .onnx file.");
    }

    private static ModelDefinition[] Read(CatalogueFiles files)
    {
        try
        {
            return [.. files.Read().Models.Select(entry => entry.Define(files))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            throw new VisionException($"{files.Name} cannot be read: {e.Message}", e);
        }
    }

    private ModelDefinition? Find(string id) => Models.FirstOrDefault(model => model.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    private string Unknown(string id)
    {
        if (Models.Count == 0)
            return $"There is no model '{id}': the catalogue is empty";
        string[] ids = [.. Models.Select(model => model.Id)];
        return $"There is no model '{id}'{Nearest.Suggestion(id, ids)} Known: {string.Join(", ", ids)}";
    }

    private ModelDefinition? Neighbour(ModelDefinition definition, int step)
    {
        int at = Models.ToList().FindIndex(model => model.Id == definition.Id);
        if (Models.Count == 0)
            return null;
        int next = at < 0 ? 0 : (at + step + Models.Count) % Models.Count;
        return next == at ? null : Models[next];
    }
}
