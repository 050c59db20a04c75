namespace RealtimeCnn.OverlayRenderer;

/// <summary>One model in the list.</summary>
/// <param name="Id">Catalogue id, as in <see cref="FrameResult.Model"/>.</param>
/// <param name="DisplayName">Name to show; a year in brackets at its end, "VGG-16 (2014)", is set apart.</param>
/// <param name="Key">Key that switches to it.</param>
/// <param name="Unavailable">True if it cannot be loaded here, for example because its weights are missing.</param>
/// <param name="Weights">What is known of its weights and its speed; null for nothing.</param>
internal readonly record struct ModelEntry(
    string Id, string DisplayName, string Key, bool Unavailable = false, ModelWeights? Weights = null)
{
    /// <summary>The models of a catalogue, in its order.</summary>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="before">What is known of them already, and stays.</param>
    public static ModelEntry[] AllOf(ModelCatalogue catalogue, IReadOnlyList<ModelEntry> before)
    {
        return [.. catalogue.Models.Select(EntryOf)];

        ModelEntry EntryOf(ModelDefinition model)
        {
            ModelWeights weights = before.FirstOrDefault(entry => entry.Id == model.Id).Weights ?? new ModelWeights();
            weights.Describe(model);
            return new ModelEntry(model.Id, model.DisplayName, model.Key ?? "", Weights: weights);
        }
    }
}
