namespace RealtimeCnn.ModelZoo;

/// <summary>A model whose weights are in the <see cref="ModelStore"/>, and where they came from.</summary>
public sealed record StoredModel
{
    internal StoredModel(string id, string folder, Receipt receipt, string? problem)
    {
        Id = id;
        Folder = folder;
        Receipt = receipt;
        Problem = problem;
    }

    /// <summary>Id of the model.</summary>
    public string Id { get; }

    /// <summary>Its folder, full path.</summary>
    public string Folder { get; }

    /// <summary>Why it cannot be used, as the end of a sentence; null if it can.</summary>
    public string? Problem { get; }

    /// <summary>Full path of the graph that runs.</summary>
    public string OnnxFile => Path.Combine(Folder, Receipt.OnnxFile);

    /// <summary>Size of its files together.</summary>
    public long Bytes => Receipt.Files.Sum(file => file.Bytes);

    /// <summary>Name of the weights to show: the published ones, or the user's file.</summary>
    public string WeightsName => IsPublished && Family is not null ? Family : Source;

    /// <summary>The published weights whose input and licence apply; null if the catalogue lists none for the model.</summary>
    public string? Family => Receipt.Family;

    /// <summary>True if the file came from the family's address or has its SHA-256; false for a file of the user's own.</summary>
    public bool IsPublished => Receipt.IsPublished;

    /// <summary>
    /// Id of the catalogue's model whose network it is, where it is a model of the user's under an id of its own; else null.
    /// </summary>
    public string? BasedOn => Receipt.BasedOn;

    /// <summary>Form of the network, such as <c>transform_input</c>; empty for the usual one.</summary>
    public string Variant => Receipt.Variant;

    /// <summary>Address or file name that the weights came from.</summary>
    public string Source => Receipt.Source;

    /// <summary>SHA-256 of the file as it came, in lower-case hex; empty where the receipt is broken.</summary>
    public string Sha256 => Receipt.Original.Sha256;

    /// <summary>Licence of the weights; null if unknown.</summary>
    public string? Licence => Receipt.Licence;

    /// <summary>When they arrived.</summary>
    public DateTimeOffset AddedAt => Receipt.AddedAt;

    /// <summary>What the import had to say, one sentence each.</summary>
    public IReadOnlyList<string> Notes => Receipt.Notes;

    internal Receipt Receipt { get; }

    /// <summary>The catalogue's model with these weights; as it is, if they are damaged or another model's.</summary>
    internal ModelDefinition Equip(ModelDefinition model) => this is not { Problem: null, BasedOn: null } ? model : model with
    {
        File = OnnxFile,
        StoredFile = OnnxFile,
        IsTrained = true,
        WeightsName = WeightsName,
        Variant = Variant,
        Preprocess = model.PublishedWeights.FirstOrDefault(known => known.Name == Family)?.Preprocess ?? model.Preprocess,
        Rule = null, // it was measured with the weights of the card
    };
}
