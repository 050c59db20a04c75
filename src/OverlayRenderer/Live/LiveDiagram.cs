namespace RealtimeCnn.OverlayRenderer;

/// <summary>The running network's diagram: drawn and measured in the background, once per model.</summary>
/// <param name="engine">Borrowed; measures.</param>
/// <param name="changed">Called on another thread when there is more to show.</param>
/// <param name="notify">Called on another thread with what went wrong.</param>
internal sealed class LiveDiagram(VisionEngine engine, Action? changed, Action<string> notify) : IDisposable
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(0.5);

    private readonly Dictionary<string, NetworkDiagram> _measured = [];
    private readonly SemaphoreSlim _measuring = new(1);
    private readonly CancellationTokenSource _ended = new();
    private volatile NetworkDiagram? _drawn;
    private volatile ModelDefinition? _of;
    private string? _hiddenFor;

    /// <summary>The diagram of a model as far as it is known: of arithmetic at first, of time as soon as that is measured.</summary>
    public NetworkDiagram? Of(ModelDefinition? model) => ReferenceEquals(_of, model) ? _drawn : null;

    /// <summary>Whether the user asked for it, whatever runs.</summary>
    public bool IsAskedFor { get; private set; }

    /// <summary>
    /// Whether it is shown for a model: if the user asked for it, or if the model has no weights, so that its blocks and times are all
    /// that is true of it, until the user puts it away.
    /// </summary>
    public bool IsFor(ModelDefinition? model) => IsAskedFor || (model is { IsTrained: false } && model.Id != _hiddenFor);

    /// <summary>Takes the user's wish.</summary>
    public void Ask(bool shown, ModelDefinition? model)
    {
        (IsAskedFor, _hiddenFor) = (shown, shown ? null : model?.Id);
        DrawIfShown(model);
    }

    /// <summary>Draws and measures a model that it is shown for.</summary>
    public void DrawIfShown(ModelDefinition? model)
    {
        if (model is not null && IsFor(model))
            Draw(model);
    }

    /// <summary>Draws and measures a model, unless that is under way or done. Does not block.</summary>
    public void Draw(ModelDefinition model) => _ = DrawAsync(model);

    /// <summary>
    /// Ends a measurement that is under way and waits for it, but not for a network that does not stop. Calling it twice does nothing.
    /// </summary>
    public void Dispose()
    {
        if (_ended.IsCancellationRequested)
            return;
        _ended.Cancel();
#pragma warning disable RS0030 // The end of an object, which a session must not outlive without need.
        if (!_measuring.Wait(LongestEnd))
            return;
#pragma warning restore RS0030
        _measuring.Dispose();
        _ended.Dispose();
    }

    private async Task DrawAsync(ModelDefinition model)
    {
        if (ReferenceEquals(model, _of))
            return;
        (_of, _drawn) = (model, null);
        try
        {
            await Task.Run(() => DrawAndMeasureAsync(model)).ConfigureAwait(false);
        }
        catch (VisionException e)
        {
            notify(e.Message);
        }
        catch (OperationCanceledException)
        {
            // The view is being disposed.
        }
    }

    private async Task DrawAndMeasureAsync(ModelDefinition model)
    {
        NetworkDiagram drawn = NetworkDiagram.Of(model);
        Show(model, drawn);
        // One at a time: two profiles at once would measure each other.
        await _measuring.WaitAsync(_ended.Token).ConfigureAwait(false);
        try
        {
            if (!ReferenceEquals(model, _of))
                return; // the user has gone on
            if (!_measured.TryGetValue(model.Id, out NetworkDiagram? measured))
            {
                measured = Measure(drawn, model);
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

    private NetworkDiagram Measure(NetworkDiagram drawn, ModelDefinition model)
    {
        try
        {
            return drawn.WithTimes(engine.Profile(model, _ended.Token));
        }
        catch (VisionException e)
        {
            return drawn.WithoutTimes(e.Message);
        }
    }

    private void Show(ModelDefinition model, NetworkDiagram diagram)
    {
        if (!ReferenceEquals(model, _of))
            return;
        _drawn = diagram;
        changed?.Invoke();
    }
}
