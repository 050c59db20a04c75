namespace RealtimeCnn.ModelZoo;

/// <summary>How a weights file of the user's is to be taken, where it does not say so itself.</summary>
public sealed record ImportOptions
{
    /// <summary>
    /// Published weights whose input the file expects. Null: those that have the file's SHA-256, else the model's default.
    /// </summary>
    public string? Family { get; init; }

    /// <summary>Form of the network, such as <c>transform_input</c>; null: as the family says.</summary>
    public string? Variant { get; init; }

    /// <summary>
    /// Where in a checkpoint the tensors stand, such as <c>model.state_dict</c>, or the prefix of their names; null: where they fit best.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>
    /// Id of a model of its own, made of a-z, 0-9, _, . and -; the catalogue's keeps its weights beside it. Null: the catalogue's own id
    /// for weights of the published classes, else one made of its id and the file's name.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>
    /// Path of a file of class names, as for <see cref="ModelDefinition.FromFile"/>: as many as the network tells apart. Null:
    /// the model's for as many classes as it has, else they are numbered.
    /// </summary>
    public string? LabelsPath { get; init; }

    /// <summary>How many classes the network has to tell apart, 2 to 131,072; null: as many as labels, or as the file has.</summary>
    public int? Classes { get; init; }
}
