namespace RealtimeCnn.OverlayRenderer;

/// <summary>The running network's diagram: drawn and measured in the background, once per model.</summary>
public sealed partial class LiveView
{
    private readonly Dictionary<string, NetworkDiagram> _measured = [];
    private readonly SemaphoreSlim _measuring = new(1);
    private readonly CancellationTokenSource _ended = new();
    private volatile NetworkDiagram? _diagram;
    private volatile ModelDefinition? _diagramOf;
    private bool _showsDiagram;

    /// <summary>
    /// Whether the blocks of the running model are shown, with their share of the time. The time is measured on a session of its own in
    /// the background, once per model: frames go on meanwhile, a little slower.
    /// </summary>
    public bool ShowsDiagram
    {
        get => _showsDiagram;
        set
        {
            _showsDiagram = value;
            if (value && _namedModel is not null)
                _ = DrawDiagramAsync(_namedModel, _namedOptions!);
            Changed();
        }
    }

    private async Task DrawDiagramAsync(ModelDefinition model, InferenceOptions options)
    {
        if (ReferenceEquals(model, _diagramOf))
            return;
        (_diagramOf, _diagram) = (model, null);
        try
        {
            await Task.Run(() => DrawAndMeasure(model, options)).ConfigureAwait(false);
        }
        catch (VisionException e)
        {
            Notify(e.Message);
        }
        catch (OperationCanceledException)
        {
            // The view is being disposed.
        }
    }

    private void DrawAndMeasure(ModelDefinition model, InferenceOptions options)
    {
        NetworkDiagram drawn = NetworkDiagram.Of(model);
        Show(model, drawn);
        _measuring.Wait(_ended.Token); // one at a time: two profiles at once would measure each other
        try
        {
            if (!ReferenceEquals(model, _diagramOf))
                return; // the user has gone on
            if (!_measured.TryGetValue(model.Id, out NetworkDiagram? measured))
            {
                measured = Measure(drawn, model, options);
                _ended.Token.ThrowIfCancellationRequested();
                _measured[model.Id] = measured;
            }
            Show(model, measured);
        }
        finally
        {
            _measuring.Release();
        }
    }

    private NetworkDiagram Measure(NetworkDiagram drawn, ModelDefinition model, InferenceOptions options)
    {
        try
        {
            return drawn.WithTimes(ModelProfiler.Measure(model, options, cancellation: _ended.Token));
        }
        catch (VisionException)
        {
            return drawn.WithoutTimes();
        }
    }

    private void Show(ModelDefinition model, NetworkDiagram diagram)
    {
        if (!ReferenceEquals(model, _diagramOf))
            return;
        _diagram = diagram;
        _wake?.Invoke();
    }
}
