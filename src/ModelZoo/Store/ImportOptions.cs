namespace RealtimeCnn.ModelZoo;

/// <summary>How a weights file of the user's is to be taken, where it does not say so itself: as for <see cref="ModelStore.Import(
/// ModelDefinition, string, string?, string?, string?, string?, string?, int?)"/>.</summary>
internal sealed record ImportOptions(
    string? Family = null, string? Variant = null, string? Key = null, string? Id = null, string? LabelsPath = null, int? Classes = null);
