using System.Text.RegularExpressions;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Models of the user's: a network of the catalogue with weights, and perhaps classes, of their own, under an id of their own. All that is
/// known of them stands in their receipt.
/// </summary>
internal static partial class OwnModel
{
    private const int MaxIdLength = 64;

    /// <summary>Those of a store that are based on these models; one that cannot be read has none.</summary>
    public static IEnumerable<ModelDefinition> AllOf(ModelStore store, IReadOnlyList<ModelDefinition> catalogue)
    {
        Dictionary<string, ModelDefinition> byId = catalogue.ToDictionary(model => model.Id);
        try
        {
            return
            [
                .. store.List().Where(stored => stored.BasedOn is { } basis && byId.ContainsKey(basis) && !byId.ContainsKey(stored.Id))
                    .Select(stored => Define(stored, byId[stored.BasedOn!])),
            ];
        }
        catch (VisionException)
        {
            return [];
        }
    }

    /// <summary>The model as the catalogue would describe it.</summary>
    /// <param name="stored">What the store has; <see cref="StoredModel.BasedOn"/> is <paramref name="model"/>'s id.</param>
    /// <param name="model">The catalogue's model.</param>
    public static ModelDefinition Define(StoredModel stored, ModelDefinition model)
    {
        Receipt receipt = stored.Receipt;
        (long parameters, long macs) = (model.Parameters, model.Macs);
        if (receipt.Classes is { } classes && Architecture.Find(model.Architecture ?? "") is { } network)
            (_, parameters, macs) = network.Measure(receipt.Variant, classes);
        WeightFamily? family = model.PublishedWeights.FirstOrDefault(known => known.Name == stored.Family);
        return model with
        {
            Id = stored.Id,
            Name = $"{stored.Id}, {model.Name}", // in a narrow list the end is cut
            Year = null,
            Key = null,
            Rule = null,
            Parameters = parameters,
            Macs = macs,
            PublishedWeights = [],
            ShipsWithCatalogue = false,
            Content = default,
            File = stored.OnnxFile,
            StoredFile = stored.OnnxFile,
            IsTrained = true,
            WeightsName = stored.WeightsName,
            Variant = stored.Variant,
            Preprocess = family?.Preprocess ?? model.Preprocess,
            Labels = receipt.Labels is { } labels ? new LabelList([.. labels]) : model.Labels,
            Classes = receipt.Classes,
            BasedOn = model.Id,
        };
    }

    /// <summary>An id for a model that was given none: of the network's and the file's name.</summary>
    public static string IdFor(string modelId, string file)
    {
        string name = Path.GetFileName(file).ToLowerInvariant();
        string stem = Foreign().Replace(name.Split('.', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "", "-").Trim('-', '_');
        string id = stem.Length == 0 || stem == modelId ? $"{modelId}-own"
            : stem.StartsWith(modelId, StringComparison.Ordinal) ? stem
            : $"{modelId}-{stem}";
        return id.Length <= MaxIdLength ? id : id[..MaxIdLength].TrimEnd('-', '_');
    }

    /// <summary>Holds an id that was given to the alphabet of the catalogue's, which is safe in names of files.</summary>
    /// <exception cref="VisionException">It is none.</exception>
    public static void RequireId(string id)
    {
        if (!CatalogueEntry.IsName(id) || id.EndsWith('.'))
            throw new VisionException($"'{Printable.Name(id)}' is no id: up to {MaxIdLength} of a-z, 0-9, _, . and -.");
    }

    [GeneratedRegex("[^a-z0-9_-]+")]
    private static partial Regex Foreign();
}
