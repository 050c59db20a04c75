using System.Text.Json;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// ONNX classifiers that the user added to the catalogue: a folder for each, with a <c>catalogue.json</c> of one entry and the files that
/// it names. Each is read by itself, so that a broken one takes no other with it. Any thread.
/// </summary>
/// <param name="folder">Full path of the folder that holds them.</param>
internal sealed class AddedModels(string folder)
{
    private const string CatalogueName = "catalogue.json", GraphName = "model.onnx", LabelsName = "labels.json";
    private const long MaxEntryBytes = 1 << 20;
    private const int MaxModels = 1000;

    /// <summary>Every entry by its id, the name of its folder, and what is wrong with it; then it has no model.</summary>
    public IReadOnlyList<(string Id, ModelDefinition? Model, string? Problem)> List()
    {
        try
        {
            return !Directory.Exists(folder) ? [] :
            [
                .. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.'))
                    .Order(StringComparer.Ordinal).Take(MaxModels).Select(Read),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [("", null, $"The models in '{folder}' cannot be read: {e.Message}")];
        }
    }

    /// <summary>Keeps a copy of a classifier, checked to be one that can be run.</summary>
    /// <param name="model">With the id, the labels and the preprocessing that it is to have.</param>
    /// <exception cref="VisionException">Its id is none or taken, or it cannot be copied.</exception>
    public ModelDefinition Add(ModelDefinition model)
    {
        OwnModel.RequireId(model.Id);
        if (Directory.Exists(Path.Combine(folder, model.Id)))
            throw new VisionException($"There is a model '{model.Id}' in '{folder}' already: remove it first, or take another id.");
        using StoreFolder place = StoreFolder.Take(folder, model.Id);
        place.Prepare();
        using (FileStream graph = new(Path.Combine(place.Staging, GraphName), FileMode.CreateNew))
            model.Export(graph);
        if (model.Labels.Count > 0)
        {
            File.WriteAllBytes(
                Path.Combine(place.Staging, LabelsName),
                JsonSerializer.SerializeToUtf8Bytes([.. model.Labels], CatalogueJson.Default.StringArray));
        }
        CatalogueEntry entry = new()
        {
            Id = model.Id,
            Name = model.Name,
            Parameters = model.Parameters,
            Macs = model.Macs,
            File = GraphName,
            Labels = model.Labels.Count > 0 ? LabelsName : null,
            Output = model.Output,
            Scores = model.Scores,
            Preprocess = model.Preprocess ?? throw new ArgumentException("It has no preprocessing.", nameof(model)),
        };
        File.WriteAllBytes(
            Path.Combine(place.Staging, CatalogueName),
            JsonSerializer.SerializeToUtf8Bytes(new CatalogueFile([entry]), CatalogueJson.Default.CatalogueFile));
        place.Publish();
        (_, ModelDefinition? added, string? problem) = Read(model.Id);
        return added ?? throw new VisionException(problem!);
    }

    /// <summary>Deletes an added model, broken or not.</summary>
    /// <returns>False if there was none of this id.</returns>
    public bool Remove(string id)
    {
        if (List().All(entry => entry.Id != id))
            return false;
        using StoreFolder place = StoreFolder.Take(folder, id);
        return place.Remove();
    }

    private (string Id, ModelDefinition? Model, string? Problem) Read(string id)
    {
        string path = Path.Combine(folder, id);
        try
        {
            return (id, Define(id, path), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException or VisionException)
        {
            return (id, null, $"The added model in '{Printable.Name(path)}' is left out: {e.Message.TrimEnd('.')}.");
        }
    }

    private static ModelDefinition Define(string id, string path)
    {
        FolderFiles files = new(path);
        if (UntrustedFile.Regular(Path.Combine(path, CatalogueName), "Catalogue").Length > MaxEntryBytes)
            throw new VisionException($"its {CatalogueName} has more than {MaxEntryBytes:N0} bytes.");
        if (files.Read().Models is not [{ File: { } file, Architecture: null } entry] || entry.Id != id)
            throw new VisionException($"its {CatalogueName} has to hold one entry, with the id '{Printable.Name(id)}' and a file.");
        UntrustedFile.Regular(Path.Combine(path, file), "Its file");
        return entry.Define(files) with { Name = Printable.Name(entry.Name), Key = null, ShipsWithCatalogue = false, IsAdded = true };
    }
}
