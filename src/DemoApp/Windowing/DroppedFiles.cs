using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// What to do with files that were dropped onto the window: the first picture, video or folder that can be shown is shown, the first
/// network that runs is run, the first weights that fit the running network are imported for it. What is left out or of no use is said.
/// </summary>
/// <param name="engine">Borrowed.</param>
/// <param name="view">Borrowed; says what became of them.</param>
/// <param name="controls">Borrowed.</param>
/// <param name="sources">Borrowed.</param>
/// <param name="store">Where weights go; null for the user's.</param>
/// <remarks>For the window's thread; throws nothing.</remarks>
internal sealed class DroppedFiles(
    VisionEngine engine, LiveView view, LiveControls controls, SourceControls sources, ModelStore? store = null)
{
    private static readonly string[] WeightEndings = [".safetensors", ".pth", ".pt", ".caffemodel"];

    private enum Kind
    {
        Source,
        Weights,
        Network,
    }

    /// <summary>Takes files, the first usable one of each kind.</summary>
    /// <returns>Completes when each is in use or told of.</returns>
    public async Task TakeAsync(IReadOnlyList<string> paths)
    {
        List<string> told = [], leftOut = [];
        HashSet<Kind> done = [];
        foreach ((string path, Kind kind) in paths.Select(path => (path, KindOf(path))).OrderBy(file => file.Item2))
        {
            if (done.Contains(kind))
            {
                leftOut.Add(Shown.FileName(path));
                continue;
            }
            (bool isUsed, string text) = await TakeAsync(path, kind).ConfigureAwait(false);
            told.Add(text);
            if (isUsed)
                done.Add(kind);
        }
        if (leftOut.Count > 0)
            told.Add($"Left out: {Shown.List(leftOut)}.");
        if (told.Count > 0)
            view.Notify(string.Join(' ', told));
    }

    private static Kind KindOf(string path)
    {
        if (Directory.Exists(path))
            return Kind.Source;
        string ending = Path.GetExtension(path);
        return ending.Equals(".onnx", StringComparison.OrdinalIgnoreCase) ? Kind.Network
            : WeightEndings.Contains(ending, StringComparer.OrdinalIgnoreCase) ? Kind.Weights
            : Kind.Source;
    }

    private async Task<(bool IsUsed, string Text)> TakeAsync(string path, Kind kind)
    {
        string name = Shown.FileName(path);
        try
        {
            switch (kind)
            {
                case Kind.Network:
                    ModelDefinition network = ModelDefinition.FromFile(path, labelsPath: null);
                    return await controls.SwapAsync(network).ConfigureAwait(false)
                        ? (true, $"Running '{name}'.")
                        : (false, $"'{name}' does not run: {Shown.Line(engine.SwapError ?? "another model was asked for")}");
                case Kind.Weights:
                    return (true, await ImportAsync(path, name).ConfigureAwait(false));
                default:
                    if (await sources.ShowAsync(path).ConfigureAwait(false) is not { } why)
                        return (true, $"Showing '{name}'.");
                    return (false, Directory.Exists(path)
                        ? $"'{name}' cannot be shown: {Shown.Line(why)}"
                        : $"'{name}' is no picture, video, network (.onnx) or weights: {Shown.Line(why)}");
            }
        }
        catch (VisionException e)
        {
            return (false, Shown.Line(e.Message));
        }
    }

    private async Task<string> ImportAsync(string path, string name)
    {
        if ((engine.Loading ?? view.Model) is not { } running)
            throw new VisionException($"'{name}' is of no use yet: no network runs that it could be for.");
        view.Notify($"Importing '{name}' for {running.Name}");
        ModelStore weights = store ?? new ModelStore();
        StoredModel added = await Task.Run(() => weights.Import(running, path)).ConfigureAwait(false);
        ModelDefinition equipped = ModelCatalogue.Load(store: weights).Get(added.Id);
        string imported = $"Imported '{name}' for {running.Name}";
        return await controls.SwapAsync(equipped).ConfigureAwait(false)
            ? $"{imported}: {Shown.Name(added.Id)} runs with it."
            : $"{imported}, which does not run with it: {Shown.Line(engine.SwapError ?? "another model was asked for")}";
    }
}
