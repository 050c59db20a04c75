namespace RealtimeCnn.ModelZoo;

/// <summary>
/// The user's folder of downloaded and imported weights: <c>&lt;home&gt;/models/&lt;id&gt;/</c> holds a weights file, the graph
/// <c>&lt;id&gt;.onnx</c> over it and a receipt. Changes are all or nothing, and one process at a time changes a model.
/// Any thread.
/// </summary>
public sealed class ModelStore
{
    // Null: the usual ones, named only where they are used. A library compiled ahead of time that looks weights up carries neither.
    private readonly Downloader? _downloader;
    private readonly TimeProvider _time;
    private readonly Importer? _importer;

    /// <summary>Turns a weights file into a graph that runs; see <see cref="WeightImport.Import"/>.</summary>
    internal delegate ImportedModel Importer(
        Architecture architecture, string variant, string file, string folder, WantedWeights? wanted, bool moves);

    /// <summary>Opens a store; nothing is written before something is added.</summary>
    /// <param name="home">Its folder; null for <see cref="DefaultHome"/>.</param>
    public ModelStore(string? home = null) : this(home, null, TimeProvider.System, null)
    {
    }

    internal ModelStore(string? home, Downloader? downloader, TimeProvider time, Importer? importer)
    {
        Home = Path.GetFullPath(home ?? DefaultHome);
        AddedFolder = home is null ? StoreHome.AddedFolder() : Path.Combine(Home, StoreHome.Added);
        _downloader = downloader;
        _time = time;
        _importer = importer;
    }

    /// <summary>
    /// The environment variable <c>REALTIMECNN_HOME</c> if set; else the folder for files that can be fetched again:
    /// <c>$XDG_CACHE_HOME/realtimecnn</c> or <c>~/.cache/realtimecnn</c>, on Windows <c>RealtimeCnn</c> under the local application data.
    /// </summary>
    public static string DefaultHome => StoreHome.Default();

    /// <summary>Full path of the store.</summary>
    public string Home { get; }

    /// <summary>Full path of the folder that holds one folder per model.</summary>
    public string ModelsFolder => Path.Combine(Home, "models");

    /// <summary>
    /// Full path of the folder of classifiers that were added (<see cref="Add"/>): <c>added</c> in a folder that was named, or that
    /// <c>REALTIMECNN_HOME</c> names; else in the one for data: <c>$XDG_DATA_HOME/realtimecnn</c> or <c>~/.local/share/realtimecnn</c>, on
    /// Windows that of the weights.
    /// </summary>
    public string AddedFolder { get; }

    /// <summary>Looks a model up: its receipt, and whether its files are there with the right sizes.</summary>
    /// <returns>Null if the store does not have it.</returns>
    public StoredModel? Find(string id)
    {
        if (id.Length == 0 || id.StartsWith('.') || id.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || id.IndexOfAny(['*', '?']) >= 0)
            return null; // no name of a folder here, and not to lead anywhere else
        string folder = Path.Combine(ModelsFolder, id);
        if (!Directory.Exists(folder))
            return null;
        try
        {
            Receipt receipt = Receipt.Read(folder);
            string? problem = receipt.Files.Select(file => file.DifferenceIn(folder)).FirstOrDefault(difference => difference is not null);
            return new StoredModel(id, folder, receipt, problem);
        }
        catch (InvalidDataException e)
        {
            return new StoredModel(id, folder, Receipt.Empty(id), e.Message);
        }
    }

    /// <summary>The model with the weights that the store has for it; as it is, if there are none or they are damaged.</summary>
    internal ModelDefinition Equip(ModelDefinition model) => Find(model.Id)?.Equip(model) ?? model;

    /// <summary>Every model of the store, by id.</summary>
    public IReadOnlyList<StoredModel> List()
    {
        if (!Directory.Exists(ModelsFolder))
            return [];
        return Guarded(() => Directory.GetDirectories(ModelsFolder)
            .Select(folder => Path.GetFileName(folder))
            .Where(name => !name.StartsWith('.'))
            .Order(StringComparer.Ordinal)
            .Select(Find)
            .OfType<StoredModel>()
            .ToArray());
    }

    /// <summary>
    /// Adds a weights file of the user's: a copy, or converted values, so that nothing happens if the file changes. Weights of the
    /// published classes replace what the model had; others become a model of their own beside it.
    /// </summary>
    /// <param name="model">The model, of the catalogue.</param>
    /// <param name="file">The file, or the index of a sharded one; it is not changed.</param>
    /// <param name="family">Published weights whose input it expects; null: those that have its SHA-256, else the model's default.</param>
    /// <param name="variant">Form of the network, such as <c>transform_input</c>; null: as the family says.</param>
    /// <param name="key">Where in a checkpoint the tensors stand, or the prefix of their names; null: where they fit best.</param>
    /// <param name="id">
    /// Id of a model of its own: a-z, 0-9, _, . and -. Null: the model's, or if its classes are others one of that and the file's name.
    /// </param>
    /// <param name="labelsPath">
    /// File of class names, as for <see cref="ModelDefinition.FromFile"/>; null: the model's if it has as many, else they are numbered.
    /// </param>
    /// <param name="classes">How many classes it tells apart, 2 to 131,072; null: as many as there are labels, or as the file has.</param>
    /// <exception cref="VisionException">
    /// The file is missing, broken, or does not fit the model; names of tensors follow on lines of their own. Or the labels do not fit.
    /// </exception>
    public StoredModel Import(
        ModelDefinition model, string file, string? family = null, string? variant = null, string? key = null, string? id = null,
        string? labelsPath = null, int? classes = null) =>
        Import(model, file, new ImportOptions(family, variant, key, id, labelsPath, classes));

    /// <summary>The same.</summary>
    internal StoredModel Import(ModelDefinition model, string file, ImportOptions options) => Guarded(() =>
    {
        ImportPlan plan = new(model, file, options, _time.GetUtcNow());
        bool isNamed = options.Id is not null;
        RequireFree(plan, plan.Id, isNamed);
        using StoreFolder folder = StoreFolder.Take(ModelsFolder, plan.Id);
        ImportedModel imported = Stage(folder, plan.Architecture, file, plan.Variant, plan.Wanted, moves: false);
        string id = plan.IdOf(imported);
        if (id == plan.Id)
            return Publish(folder, file, imported, plan.ReceiptOf(imported));

        // That it tells other classes apart is known only now: it goes beside the catalogue's model, which keeps what it had.
        RequireFree(plan, id, isNamed);
        using StoreFolder own = StoreFolder.Take(ModelsFolder, id);
        Directory.Move(folder.Staging, own.Staging);
        return Publish(own, file, imported, plan.ReceiptOf(imported));
    });

    /// <summary>
    /// Downloads published weights, checks them and adds them. What a cut connection or a cancellation leaves is kept, and the next
    /// call goes on from there. Where the publisher does not state the whole SHA-256 (<see cref="WeightFamily.HashGap"/>), the first file
    /// that fits the model sets it for this store: later downloads from the same address must be the same file, also after
    /// <see cref="Remove"/>. Returns at once: all the work is done on threads of the pool. Of one model one pull at a time; others are
    /// pulled beside it.
    /// </summary>
    /// <param name="model">The model, of the catalogue.</param>
    /// <param name="family">One of its <see cref="ModelDefinition.PublishedWeights"/>.</param>
    /// <param name="progress">
    /// Called on the downloading thread, a few times per second: bytes that are there, those of earlier runs included; bytes there will be,
    /// null while unknown; a sentence for the user, such as why it starts again, usually null.
    /// </param>
    /// <param name="cancellation">Stops the download.</param>
    /// <exception cref="VisionException">
    /// The file cannot be had, is not what the catalogue states, or does not fit the model; or somebody pulls the model already.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<StoredModel> PullAsync(
        ModelDefinition model, WeightFamily family, IProgress<(long Received, long? Total, string? Notice)>? progress = null,
        CancellationToken cancellation = default)
    {
        // What is here is read and hashed first, and what came is converted: none of it on a thread that shows a window.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            Architecture architecture = ImportPlan.ArchitectureOf(model);
            ImportPlan.RequireVariant(architecture, family.Variant);
            using StoreFolder folder = StoreFolder.Take(ModelsFolder, model.Id);
            using DownloadFolder download = new(Home, model, family);
            if (family.HashGap is { } gap)
                progress?.Report((0, family.Bytes, $"{gap}; {Consequence(download.Request.Pin?.Sha256)}"));
            FileFingerprint original = await (_downloader ?? new Downloader())
                .DownloadAsync(download.Request, progress, cancellation);
            Receipt receipt = Receipt.Empty(model.Id) with
            {
                Family = family.Name,
                Original = original,
                AddedAt = _time.GetUtcNow(),
                IsPublished = true,
                Variant = family.Variant,
                Source = Downloader.Shown(family.Url),
                Licence = family.Licence,
            };
            ImportedModel imported = Stage(folder, architecture, download.Request.Target, family.Variant, wanted: null, moves: true);
            download.Request.Pin?.Keep(original.Sha256);
            return Publish(folder, download.Request.Target, imported, receipt with { Notes = imported.Notes });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    /// <summary>Adds an ONNX classifier of the user's to every catalogue that is joined with this store: a copy, weights inside.</summary>
    /// <param name="model">With id, name, labels, <see cref="ModelDefinition.Preprocess"/>, parameters and multiply-accumulates.</param>
    /// <returns>The model as catalogues have it.</returns>
    /// <exception cref="VisionException">The id is none or taken, the model is not to be trusted, or cannot be copied.</exception>
    public ModelDefinition Add(ModelDefinition model) => Guarded(() => Added.Add(model));

    /// <summary>The classifiers that were added, by id; with what is wrong with one that is left out, a sentence, else null.</summary>
    public IReadOnlyList<(string Id, string? Problem)> ListAdded() => [.. Added.List().Select(entry => (entry.Id, entry.Problem))];

    /// <summary>Deletes a classifier that was added. The file it was copied from stays.</summary>
    /// <returns>False if there was none.</returns>
    public bool RemoveAdded(string id) => Guarded(() => Added.Remove(id));

    /// <summary>Compares a model's files with its receipt, byte for byte.</summary>
    /// <returns>What is wrong, as the end of a sentence; null if nothing is.</returns>
    /// <exception cref="VisionException">The store does not have the model.</exception>
    public string? Verify(string id) => Guarded(() =>
    {
        if (Find(id) is null)
            throw NotHere(id);
        using StoreFolder folder = StoreFolder.Take(ModelsFolder, id);
        StoredModel model = Find(id) ?? throw NotHere(id);
        return model.Problem ?? model.Receipt.Files
            .Where(file => FileFingerprint.Of(Path.Combine(model.Folder, file.Name)) != file)
            .Select(file => $"{file.Name} has another SHA-256 than when it arrived")
            .FirstOrDefault();
    });

    /// <summary>Deletes a model's weights and what is left of its downloads. A file they were imported from stays.</summary>
    /// <returns>False if there was nothing.</returns>
    public bool Remove(string id) => Guarded(() =>
    {
        string[] downloads = DownloadFolder.Of(Home, id);
        if (downloads.Length == 0 && Find(id) is null)
            return false;
        using StoreFolder folder = StoreFolder.Take(ModelsFolder, id);
        bool removed = folder.Remove();
        foreach (string download in downloads)
            Directory.Delete(download, recursive: true);
        return removed || downloads.Length > 0;
    });

    internal AddedModels Added => new(AddedFolder);

    private static string Consequence(string? pinned) => pinned is null
        ? "what comes now counts, and later downloads must be the same"
        : $"it must be that of the first download, {pinned}";

    private ImportedModel Stage(
        StoreFolder folder, Architecture architecture, string file, string variant, WantedWeights? wanted, bool moves)
    {
        folder.Prepare();
        return (_importer ?? WeightImport.Import)(architecture, variant, file, folder.Staging, wanted, moves);
    }

    private static StoredModel Publish(StoreFolder folder, string file, ImportedModel imported, Receipt receipt)
    {
        receipt = receipt with
        {
            OnnxFile = Path.GetFileName(imported.OnnxFile),
            Files = [.. Directory.GetFiles(folder.Staging).Order(StringComparer.Ordinal).Select(FileFingerprint.Of)],
        };
        bool isSame = imported.WasConverted || file.EndsWith(ShardedFile.NameEnding, StringComparison.OrdinalIgnoreCase)
            || receipt.Files.Any(stored => stored.Sha256 == receipt.Original.Sha256);
        if (!isSame)
            throw new VisionException($"'{file}' changed while it was read; try again when nobody writes it.");
        receipt.Write(folder.Staging);
        folder.Publish();
        return new StoredModel(receipt.Id, folder.Path, receipt, problem: null);
    }

    private void RequireFree(ImportPlan plan, string id, bool isNamed)
    {
        if (id == plan.ModelId && !isNamed)
            return;
        OwnModel.RequireId(id);
        StoredModel? there = Find(id);
        if (id == plan.ModelId || there is { Problem: null, BasedOn: null })
            throw new VisionException($"'{id}' is a model of the catalogue; one of yours needs another id.");
        if (there is not null && !isNamed)
        {
            throw new VisionException($"There is a model '{id}' in the store already, from '{there.Source}': "
                + "give this one an id of its own, or the same to replace it.");
        }
    }

    private static VisionException NotHere(string id) => new($"There are no weights of '{id}' in the model store.");

    private VisionException Unusable(Exception e) => new($"The model store '{Home}' cannot be used: {e.Message}", e);

    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }
}
