namespace RealtimeCnn.ModelZoo;

/// <summary>What an import is to make of a file, settled before anything is written: which id, which classes, which input.</summary>
internal sealed class ImportPlan
{
    private readonly LabelList? _labels; // null: those of the catalogue's model
    private readonly Receipt _receipt;

    /// <summary>Reads the options, the labels and the file's hash.</summary>
    /// <param name="model">The model, of the catalogue.</param>
    /// <param name="file">The user's file.</param>
    /// <param name="options">How it is to be taken.</param>
    /// <param name="now">When it arrives.</param>
    /// <exception cref="VisionException">They contradict each other, the model or the file.</exception>
    public ImportPlan(ModelDefinition model, string file, ImportOptions options, DateTimeOffset now)
    {
        if (model.BasedOn is { } basis)
            throw new VisionException($"'{model.Id}' is a model of yours; to replace it, import into '{basis}' with the id '{model.Id}'.");
        Architecture = ArchitectureOf(model);
        if (Directory.Exists(file))
            throw new VisionException($"'{file}' is a folder; a file is needed, for shards their index ({ShardedFile.NameEnding}).");
        UntrustedFile.Regular(file, "Weights file");
        LabelList? labels = options.LabelsPath is { } path ? LabelList.Read(path) : null;
        RequireFitting(options, labels);
        _labels = labels is null || labels.Equals(model.Labels) ? null : labels;
        Wanted = new WantedWeights(options.Key, options.Classes ?? labels?.Count, AnyClasses: true);
        ModelId = model.Id;
        OwnId = options.Id ?? OwnModel.IdFor(model.Id, file);
        Id = options.Id is null && _labels is null ? model.Id : OwnId;
        _receipt = Recognise(model, file, options, now);
    }

    /// <summary>The network that is built.</summary>
    public Architecture Architecture { get; }

    /// <summary>What the file has to hold.</summary>
    public WantedWeights Wanted { get; }

    /// <summary>Id of the catalogue's model.</summary>
    public string ModelId { get; }

    /// <summary>The id, as far as it is known without the tensors: if they tell other classes apart, it is <see cref="OwnId"/>.</summary>
    public string Id { get; }

    /// <summary>The id of a model of the user's.</summary>
    public string OwnId { get; }

    /// <summary>Form of the network; empty for the usual one.</summary>
    public string Variant => _receipt.Variant;

    /// <summary>The id that the model goes by, now that its classes are known.</summary>
    public string IdOf(ImportedModel imported) => imported.Classes is null ? Id : OwnId;

    /// <summary>The receipt of what was imported, without its files.</summary>
    public Receipt ReceiptOf(ImportedModel imported)
    {
        string id = IdOf(imported);
        if (id == ModelId)
            return _receipt with { Notes = imported.Notes };
        List<string> notes = [.. imported.Notes, .. _labels?.Notes ?? []];
        LabelList? labels = _labels;
        if (labels is null && imported.Classes is { } classes)
        {
            labels = LabelList.Numbered(classes);
            notes.Add($"It tells {classes:N0} classes apart, which have no names and are called by number; a label file would name them.");
        }
        return _receipt with { Id = id, BasedOn = ModelId, Classes = imported.Classes, Labels = labels?.ToArray(), Notes = notes };
    }

    /// <summary>The network that a model's weights are for.</summary>
    /// <exception cref="VisionException">There is none.</exception>
    public static Architecture ArchitectureOf(ModelDefinition model)
    {
        if (model.Architecture is not { } id)
            throw new VisionException($"'{model.Id}' is a file of the catalogue: it takes no other weights.");
        return Architecture.Find(id) ?? throw new VisionException($"'{model.Id}' needs the network '{id}', which is not built here.");
    }

    /// <summary>Checks the name of a form of the network.</summary>
    /// <exception cref="VisionException">There is none of this name.</exception>
    public static void RequireVariant(Architecture architecture, string variant)
    {
        if (variant.Length == 0 || architecture.Variants.Contains(variant))
            return;
        string known = architecture.Variants.Count == 0 ? "It has none." : $"Known: {string.Join(", ", architecture.Variants)}.";
        throw new VisionException(
            $"'{architecture.Id}' has no variant '{variant}'{Nearest.Suggestion(variant, architecture.Variants)} {known}");
    }

    private Receipt Recognise(ModelDefinition model, string file, ImportOptions options, DateTimeOffset now)
    {
        WeightFamily? named = options.Family is null ? null : model.Family(options.Family);
        FileFingerprint original = FileFingerprint.Of(file);
        WeightFamily? recognised = model.PublishedWeights.FirstOrDefault(known => known.Is(original.Bytes, original.Sha256));
        if (named is not null && recognised is not null && named != recognised)
            throw new VisionException($"Weights file '{file}' is '{recognised.Name}' by its SHA-256, not '{named.Name}'.");
        WeightFamily? chosen = named ?? recognised ?? model.PublishedWeights.FirstOrDefault();
        string variant = options.Variant ?? chosen?.Variant ?? "";
        RequireVariant(Architecture, variant);
        return Receipt.Empty(model.Id) with
        {
            Family = chosen?.Name,
            Original = original,
            AddedAt = now,
            IsPublished = recognised is not null,
            Variant = variant,
            Source = Path.GetFileName(file),
            Licence = recognised?.Licence,
        };
    }

    private static void RequireFitting(ImportOptions options, LabelList? labels)
    {
        if (options.Classes is < 2 or > WantedWeights.MostClasses)
            throw new VisionException($"{options.Classes:N0} classes are not possible: 2 to {WantedWeights.MostClasses:N0} are.");
        if (options.Classes is { } classes && labels is not null && labels.Count != classes)
        {
            throw new VisionException($"{classes:N0} classes are asked for, but '{options.LabelsPath}' names {labels.Count:N0}"
                + $"{WantedWeights.Reason(classes, labels.Count)}.");
        }
    }
}
