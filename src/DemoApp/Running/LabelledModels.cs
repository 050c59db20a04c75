namespace RealtimeCnn.DemoApp;

/// <summary>
/// The models of a run by their names, with the class names of <c>--labels</c>: those go to the ONNX files among the models, which have
/// none of their own, or, where there is no file, to the first model.
/// </summary>
internal sealed class LabelledModels
{
    private readonly ModelCatalogue _catalogue;
    private readonly DemoOptions _options;
    private readonly bool _areForFiles;

    /// <exception cref="VisionException">A model does not exist.</exception>
    public LabelledModels(ModelCatalogue catalogue, DemoOptions options)
    {
        (_catalogue, _options) = (catalogue, options);
        Notices.Tell(catalogue);
        string first = options.Model ?? FirstModel.Usual;
        _areForFiles = options.Swaps.Select(swap => swap.Model).Prepend(first).Any(IsFile);
        First = options.ReadAs(Find(first, isFirst: true));
        if (options.Labels is not null)
            Notices.Tell(_areForFiles && !IsFile(first) ? Find(options.Swaps.First(swap => IsFile(swap.Model)).Model) : First);
    }

    /// <summary>The model to begin with.</summary>
    public ModelDefinition First { get; }

    /// <summary>A model of the script.</summary>
    /// <exception cref="VisionException">It does not exist, or the labels cannot be read.</exception>
    public ModelDefinition Find(string name, bool isFirst = false) =>
        _catalogue.Resolve(name, (_areForFiles ? IsFile(name) : isFirst) ? _options.Labels : null);

    private bool IsFile(string name) => !_catalogue.Models.Contains(_catalogue.Resolve(name));
}
