namespace RealtimeCnn.ModelZoo;

/// <summary>A model whose weights are in the <see cref="ModelStore"/>.</summary>
/// <param name="Id">Id of the model.</param>
/// <param name="Folder">Its folder, full path.</param>
/// <param name="Receipt">Where the weights came from.</param>
/// <param name="Problem">Why it cannot be used, as the end of a sentence; null if it can.</param>
public sealed record StoredModel(string Id, string Folder, Receipt Receipt, string? Problem)
{
    /// <summary>Full path of the graph that runs.</summary>
    public string OnnxFile => Path.Combine(Folder, Receipt.OnnxFile);

    /// <summary>Size of its files together.</summary>
    public long Bytes => Receipt.Files.Sum(file => file.Bytes);
}
