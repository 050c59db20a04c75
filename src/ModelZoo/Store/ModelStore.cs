namespace RealtimeCnn.ModelZoo;

/// <summary>
/// The user's folder of downloaded and imported weights: <c>&lt;home&gt;/models/&lt;id&gt;/</c> holds a weights file, the graph
/// <c>&lt;id&gt;.onnx</c> over it and a <see cref="Receipt"/>. Changes are all or nothing, and one process at a time changes a model.
/// Any thread.
/// </summary>
public sealed class ModelStore
{
    private readonly Downloader _downloader;
    private readonly TimeProvider _time;
    private readonly Importer _importer;

    /// <summary>Turns a weights file into a graph that runs; see <see cref="WeightImport.Import"/>.</summary>
    internal delegate ImportedModel Importer(Architecture architecture, string variant, string file, string folder);

    /// <summary>Opens a store; nothing is written before something is added.</summary>
    /// <param name="home">Its folder; null for <see cref="DefaultHome"/>.</param>
    public ModelStore(string? home = null) : this(home, new Downloader(), TimeProvider.System, WeightImport.Import)
    {
    }

    internal ModelStore(string? home, Downloader downloader, TimeProvider time, Importer importer)
    {
        Home = Path.GetFullPath(home ?? DefaultHome);
        _downloader = downloader;
        _time = time;
        _importer = importer;
    }

    /// <summary>
    /// The environment variable <c>REALTIMECNN_HOME</c> if set; else the folder for files that can be fetched again:
    /// <c>$XDG_CACHE_HOME/realtimecnn</c> or <c>~/.cache/realtimecnn</c>, on Windows <c>RealtimeCnn</c> under the local application data.
    /// </summary>
    public static string DefaultHome
    {
        get
        {
            if (Environment.GetEnvironmentVariable("REALTIMECNN_HOME") is { Length: > 0 } home)
                return Path.GetFullPath(home);
            if (OperatingSystem.IsWindows())
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "RealtimeCnn");
            // The XDG rules: a relative path is to be ignored.
            if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache))
                return Path.Combine(cache, "realtimecnn");
            string user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return user.Length > 0 ? Path.Combine(user, ".cache", "realtimecnn") : Path.Combine(Path.GetTempPath(), "realtimecnn");
        }
    }

    /// <summary>Full path of the store.</summary>
    public string Home { get; }

    /// <summary>Full path of the folder that holds one folder per model.</summary>
    public string ModelsFolder => Path.Combine(Home, "models");

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
            string? problem = receipt.Files.Select(file => Difference(folder, file)).FirstOrDefault(difference => difference is not null);
            return new StoredModel(id, folder, receipt, problem);
        }
        catch (InvalidDataException e)
        {
            return new StoredModel(id, folder, NoReceipt(id), e.Message);
        }
    }

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
    /// Adds a weights file of the user's: links it where that is possible, else copies or converts it, and replaces what the model had.
    /// </summary>
    /// <param name="entry">The model.</param>
    /// <param name="file">The file; it is not changed.</param>
    /// <param name="family">
    /// Published weights whose input the file expects. Null: those that have the file's SHA-256, else the model's default.
    /// </param>
    /// <param name="variant">Form of the network; null: as the family says.</param>
    /// <exception cref="VisionException">The file is missing, broken, or does not fit the model; names of tensors follow on lines of their own.</exception>
    public StoredModel Import(CatalogueEntry entry, string file, string? family = null, string? variant = null) => Guarded(() =>
    {
        Architecture architecture = ArchitectureOf(entry);
        if (!File.Exists(file))
            throw new VisionException($"Weights file '{file}' does not exist.");
        WeightFamily? named = family is null ? null : entry.Family(family);
        FileFingerprint original = FileFingerprint.Of(file);
        WeightFamily? recognised = entry.Weights.FirstOrDefault(known => known.Is(original.Bytes, original.Sha256));
        if (named is not null && recognised is not null && named != recognised)
            throw new VisionException($"Weights file '{file}' is '{recognised.Name}' by its SHA-256, not '{named.Name}'.");
        WeightFamily? chosen = named ?? recognised ?? entry.Weights.FirstOrDefault();
        variant ??= chosen?.Variant ?? "";
        RequireVariant(architecture, variant);
        Receipt receipt = NewReceipt(entry, chosen, original) with
        {
            IsPublished = recognised is not null,
            Variant = variant,
            Source = Path.GetFileName(file),
            Licence = recognised?.Licence,
        };
        using StoreFolder folder = StoreFolder.Take(ModelsFolder, entry.Id);
        return Add(folder, architecture, file, receipt);
    });

    /// <summary>
    /// Downloads published weights, checks them and adds them. What a cut connection or a cancellation leaves is kept, and the next
    /// call goes on from there.
    /// </summary>
    /// <param name="entry">The model.</param>
    /// <param name="family">Its weights.</param>
    /// <param name="progress">Called on the downloading thread, a few times per second.</param>
    /// <param name="cancellation">Stops the download.</param>
    /// <exception cref="VisionException">The file cannot be had, is not what the catalogue states, or does not fit the model.</exception>
    public async Task<StoredModel> PullAsync(
        CatalogueEntry entry, WeightFamily family, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            Architecture architecture = ArchitectureOf(entry);
            RequireVariant(architecture, family.Variant);
            using StoreFolder folder = StoreFolder.Take(ModelsFolder, entry.Id);
            string downloads = DownloadFolder(entry.Id, family.Name);
            Directory.CreateDirectory(downloads);
            string target = Path.Combine(downloads, FileNameOf(entry, family));
            try
            {
                FileFingerprint original = await _downloader.DownloadAsync(
                    new DownloadRequest(family.Url, target) { Bytes = family.Bytes, Limit = Limit(entry), Sha256 = family.Sha256 }, progress, cancellation);
                Receipt receipt = NewReceipt(entry, family, original) with
                {
                    IsPublished = true,
                    Variant = family.Variant,
                    Source = Downloader.Shown(family.Url),
                    Licence = family.Licence,
                };
                return Add(folder, architecture, target, receipt);
            }
            finally
            {
                File.Delete(target); // linked into the model's folder by now, or no use
                DeleteIfEmpty(downloads);
                DeleteIfEmpty(DownloadsFolder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

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
        string[] downloads = !Directory.Exists(DownloadsFolder) ? []
            : [.. Directory.GetDirectories(DownloadsFolder).Where(path => Path.GetFileName(path).StartsWith(id + "@", StringComparison.Ordinal))];
        if (downloads.Length == 0 && Find(id) is null)
            return false;
        using StoreFolder folder = StoreFolder.Take(ModelsFolder, id);
        bool removed = folder.Remove();
        foreach (string download in downloads)
            Directory.Delete(download, recursive: true);
        return removed || downloads.Length > 0;
    });

    private StoredModel Add(StoreFolder folder, Architecture architecture, string file, Receipt receipt)
    {
        folder.Prepare();
        ImportedModel imported = _importer(architecture, receipt.Variant, file, folder.Staging);
        string link = Path.GetFileName(file.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? imported.OnnxFile : imported.WeightsFile);
        receipt = receipt with
        {
            OnnxFile = Path.GetFileName(imported.OnnxFile),
            Notes = imported.Notes,
            Files = [.. Directory.GetFiles(folder.Staging).Order(StringComparer.Ordinal).Select(Fingerprint)],
        };
        receipt.Write(folder.Staging);
        folder.Publish();
        return new StoredModel(receipt.Id, folder.Path, receipt, Problem: null);

        // A link has the bytes that were hashed already; half a gigabyte is not read twice.
        FileFingerprint Fingerprint(string path) =>
            !imported.WasCopied && Path.GetFileName(path) == link && new FileInfo(path).Length == receipt.Original.Bytes
                ? receipt.Original with { Name = link }
                : FileFingerprint.Of(path);
    }

    private Receipt NewReceipt(CatalogueEntry entry, WeightFamily? family, FileFingerprint original) => NoReceipt(entry.Id) with
    {
        Family = family?.Name,
        Original = original,
        AddedAt = _time.GetUtcNow(),
    };

    private static Receipt NoReceipt(string id) => new()
    {
        Id = id,
        Source = "unknown",
        Original = new FileFingerprint("unknown", 0, ""),
        AddedAt = DateTimeOffset.UnixEpoch,
        OnnxFile = id + ".onnx",
        Files = [],
    };

    private static string? Difference(string folder, FileFingerprint file)
    {
        var there = new FileInfo(Path.Combine(folder, file.Name));
        if (!there.Exists)
            return $"{file.Name} is missing";
        return there.Length == file.Bytes ? null : $"{file.Name} has {there.Length:N0} bytes, not the {file.Bytes:N0} that arrived";
    }

    private static Architecture ArchitectureOf(CatalogueEntry entry) =>
        entry.Architecture is null ? throw new VisionException($"'{entry.Id}' is a file of the catalogue: it takes no other weights.")
        : Architecture.Find(entry.Architecture) ?? throw new VisionException($"'{entry.Id}' needs the network '{entry.Architecture}', which is not built here.");

    private static void RequireVariant(Architecture architecture, string variant)
    {
        if (variant.Length == 0 || architecture.Variants.Contains(variant))
            return;
        string known = architecture.Variants.Count == 0 ? "It has none." : $"Known: {string.Join(", ", architecture.Variants)}.";
        throw new VisionException($"'{architecture.Id}' has no variant '{variant}'{Nearest.Suggestion(variant, architecture.Variants)} {known}");
    }

    /// <summary>
    /// The most that is taken from a server where the catalogue states no size: twice the parameters in float32 and a little. GoogLeNet's
    /// file is almost that large, because the heads used in training are in it.
    /// </summary>
    private static long Limit(CatalogueEntry entry) => (entry.Parameters * sizeof(float) * 2) + (8 << 20);

    private string DownloadsFolder => Path.Combine(Home, "downloads");

    private string DownloadFolder(string id, string family) => Path.Combine(DownloadsFolder, $"{id}@{family}");

    // As the publisher calls it, where that is a harmless name.
    private static string FileNameOf(CatalogueEntry entry, WeightFamily family)
    {
        string name = family.Url.Segments[^1];
        bool isHarmless = name.Length <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') && name[0] != '.';
        return isHarmless ? name : $"{entry.Id}.{family.Format.ToString().ToLowerInvariant()}";
    }

    private static void DeleteIfEmpty(string folder)
    {
        try
        {
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
        catch (IOException)
        {
            // Another process began a download in between: then it is not empty, and stays.
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
