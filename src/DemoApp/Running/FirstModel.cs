namespace RealtimeCnn.DemoApp;

/// <summary>Which model a run begins with where none was named, and which one is worth its download where there are no weights.</summary>
internal static class FirstModel
{
    /// <summary>For digits, and wherever no other weights are.</summary>
    public const string Usual = "lenet5";

    // Percent of ImageNet: below it there is AlexNet, which is five times as large as better ones.
    private const double Good = 65;

    /// <summary>The model to begin with.</summary>
    /// <param name="source">As the option <c>--source</c> has it.</param>
    /// <param name="catalogue">With the store's weights.</param>
    /// <param name="store">The store.</param>
    /// <returns>
    /// On pictures of the world the one whose weights came last; on the sample and on patterns, or without weights, the usual.
    /// </returns>
    public static string For(string source, ModelCatalogue catalogue, ModelStore store)
    {
        if (!ShowsTheWorld(source))
            return Usual;
        return catalogue.Models
            .Where(model => model.IsTrained)
            .Select(model => (model.Id, Stored: store.Find(model.Id)))
            .Where(known => known.Stored is { Problem: null } && known.Id != Usual)
            .OrderByDescending(known => known.Stored!.AddedAt)
            .Select(known => known.Id)
            .FirstOrDefault(Usual);
    }

    /// <summary>The smallest download of those that may be used for everything and are good; null if there is none.</summary>
    public static ModelDefinition? WorthItsDownload(ModelCatalogue catalogue) => catalogue.Models
        .Where(model => !model.IsTrained
            && model.PublishedWeights.FirstOrDefault() is { NonCommercial: false, Top1: >= Good } family && SizeOf(family) > 0)
        .MinBy(model => SizeOf(model.PublishedWeights[0]));

    /// <summary>Whether a source's pictures are of cameras, photographs, videos, rather than drawn here.</summary>
    public static bool ShowsTheWorld(string source)
    {
        source = source.Trim();
        return !source.Equals("sample", StringComparison.OrdinalIgnoreCase)
            && !source.StartsWith("synthetic:", StringComparison.OrdinalIgnoreCase);
    }

    private static long SizeOf(WeightFamily family) => family.Bytes ?? family.AboutBytes ?? 0;
}
