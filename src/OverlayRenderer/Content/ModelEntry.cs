namespace RealtimeCnn.OverlayRenderer;

/// <summary>One model in the list.</summary>
/// <param name="Id">Catalogue id, as in <see cref="FrameResult.Model"/>.</param>
/// <param name="DisplayName">Name to show; a year in brackets at its end, "VGG-16 (2014)", is set apart.</param>
/// <param name="Key">Key that switches to it.</param>
/// <param name="Unavailable">True if it cannot be loaded here, for example because its weights are missing.</param>
internal readonly record struct ModelEntry(string Id, string DisplayName, string Key, bool Unavailable = false)
{
    /// <summary>The models of a catalogue, in its order.</summary>
    public static ModelEntry[] AllOf(ModelCatalogue catalogue) =>
        [.. catalogue.Models.Select(model => new ModelEntry(model.Id, model.DisplayName, model.Key ?? ""))];
}
