using System.Globalization;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp;

/// <summary>What the user of a live view can ask for beyond what it shows: other models and processors, pictures, videos.</summary>
/// <remarks>
/// For the window's thread. Nothing blocks; what cannot be had is said in the overlay, never thrown. Borrows engine and view; owns the
/// recording.
/// </remarks>
internal sealed class LiveControls : IDisposable
{
    private readonly VisionEngine _engine;
    private readonly LiveView _view;
    private readonly PausableSource? _source;
    private readonly Action? _wake;
    private Recording? _recording;
    private int _backend = -1;

    /// <param name="engine">Over a <see cref="PausableSource"/>, another model sees the same picture while it stands still.</param>
    /// <param name="view">Shows what was asked for.</param>
    /// <param name="wake">Called on any thread when a swap is through; null for none.</param>
    /// <param name="pulls">Gets weights; null for those that go to the user's store. Owned.</param>
    public LiveControls(VisionEngine engine, LiveView view, Action? wake = null, WeightPulls? pulls = null)
    {
        (_engine, _view, _source, _wake) = (engine, view, engine.Source as PausableSource, wake);
        Weights = new WeightOffers(engine, view, SwapAsync, pulls ?? new WeightPulls(engine, new ModelStore()));
        view.FrameShown += RecordFrame;
    }

    /// <summary>Weights that are missing, and how they come.</summary>
    public WeightOffers Weights { get; }

    /// <summary>Whether a video could not be written to its end.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Swaps to another model. Any thread.</summary>
    /// <returns>Whether it can be had: a failure is shown, not thrown.</returns>
    public async Task<bool> SwapAsync(ModelDefinition model)
    {
        bool ready = (await _engine.SwapAsync(model).ConfigureAwait(false)).Ok;
        _source?.Repeat();
        _wake?.Invoke();
        return ready;
    }

    /// <summary>Swaps to the model that has a key in the catalogue.</summary>
    public Task<bool> SwapToKeyAsync(string key) =>
        _engine.Catalogue.Models.FirstOrDefault(model => model.Key == key) is { } model
            ? SwapAsync(model)
            : Refuse($"No model has the key {key}");

    /// <summary>Swaps to the model after the one asked for last, in the catalogue's order and around.</summary>
    public Task<bool> NextModelAsync() =>
        Wanted is { } model && _engine.Catalogue.Next(model) is { } next ? SwapAsync(next) : Refuse("There is no other model");

    /// <summary>Swaps to the model before it.</summary>
    public Task<bool> PreviousModelAsync() =>
        Wanted is { } model && _engine.Catalogue.Previous(model) is { } previous ? SwapAsync(previous) : Refuse("There is no other model");

    /// <summary>
    /// At a place in the window, in pixels: swaps to the model of the overlay's list, takes an offer, or pulls the weights that a card says
    /// are missing; elsewhere does nothing.
    /// </summary>
    public Task ClickAsync(int x, int y) =>
        _view.IsCardAt(x, y) ? (Weights.IsOffering ? Weights.TakeOfferAsync() : Weights.ToggleAsync())
        : _view.ModelAt(x, y) is { } model ? SwapAsync(model)
        : Task.CompletedTask;

    /// <summary>
    /// Moves preprocessing from the CPU to the GPU or back, at the next frame; if there is no GPU to be had, that is said, and why.
    /// </summary>
    /// <returns>Completes with that frame.</returns>
    public async Task<bool> NextPreprocessorAsync()
    {
        if (_view.Result is null)
            return await Refuse("There is no model yet").ConfigureAwait(false);
        string other = _view.IsPreprocessOnGpu ? "cpu" : InferenceOptions.AnyGpu;
        Task<string?> switched = _engine.SwitchPreprocessAsync(other);
        _source?.Repeat();
        return await switched.ConfigureAwait(false) is not { } why
            || await Refuse($"Only {_view.Result?.Preprocess} here: {why}").ConfigureAwait(false);
    }

    /// <summary>
    /// Loads the running model again with the next backend that this system has; if there is no other one, that is said, and why.
    /// </summary>
    public async Task<bool> NextBackendAsync()
    {
        IReadOnlyList<IInferenceBackend> all = _engine.Options.Backends;
        int running = _backend >= 0 ? _backend : Math.Max(0, all.ToList().FindIndex(backend => backend.Name == _view.Result?.Backend));
        string? gpu = _engine.Options.Gpu;
        List<string> problems = [];
        for (int step = 1; step < all.Count; step++)
        {
            IInferenceBackend next = all[(running + step) % all.Count];
            if (await Task.Run(() => next.Problem(gpu, out _)).ConfigureAwait(false) is { } problem) // it may open a GPU
            {
                problems.Add($"{next.Name} cannot be used: {problem.TrimEnd('.')}");
                continue;
            }
            _backend = (running + step) % all.Count;
            return await ReloadAsync(_engine.Options with { Backend = next.Name }).ConfigureAwait(false);
        }
        string only = $"Only {all[running].Name} here";
        return await Refuse(problems.Count == 0 ? only : $"{only}; {string.Join("; ", problems)}").ConfigureAwait(false);
    }

    /// <summary>
    /// Lets models tell where they look, or not any more. The running one is loaded again for that, and goes on meanwhile; one of which no
    /// map can be made runs on without, and the overlay says why.
    /// </summary>
    public Task<bool> ToggleAttentionAsync()
    {
        Task<bool> reloaded = ReloadAsync(_engine.Options with { Explains = !_engine.Options.Explains });
        _source?.Repeat(); // a map that is not wished for any more goes at once
        return reloaded;
    }

    /// <summary>Saves what is shown into the current folder.</summary>
    public void SaveScreenshot() => _ = SaveScreenshotAsync(FileName("png"));

    /// <summary>Writes the frame with the overlay as PNG, in the frame's own size; says so in the overlay.</summary>
    /// <returns>Completes when the file is written: false if it could not be, or there is no frame yet.</returns>
    public async Task<bool> SaveScreenshotAsync(string path)
    {
        if (_view.Result is null)
            return await Refuse("There is no picture yet").ConfigureAwait(false);
        using var canvas = new BgraCanvas();
        _view.Compose(canvas);
        try
        {
            await Task.Run(() => OutputFile.Write(path, canvas.WritePng)).ConfigureAwait(false);
            _view.Notify($"Saved {path}");
            return true;
        }
        catch (VisionException e)
        {
            _view.Notify(e.Message);
            return false;
        }
    }

    /// <summary>Starts a video in the current folder, or finishes the one being made.</summary>
    public void ToggleRecording()
    {
        if (_recording is null)
            StartRecording(FileName("mp4"));
        else
            FinishRecording();
    }

    /// <summary>Starts a video of every frame that is shown from now on.</summary>
    public void StartRecording(string path)
    {
        _recording = new Recording(path, started: line => Say.Line(line), failed: line =>
        {
            Say.Error(line);
            _view.Notify(line);
        });
        _view.IsRecording = true;
    }

    /// <summary>Finishes the video being made, if there is one.</summary>
    /// <returns>What it came to; null if there is none.</returns>
    public RecordingEnd? FinishRecording()
    {
        if (_recording is not { } recording)
            return null;
        _view.IsRecording = false;
        _recording = null;
        using (recording)
        {
            if (recording.Finish() is not { } end)
                return null;
            HasFailed |= end.Failure is not null; // which is told already
            if (end.Failure is null)
                _view.Notify($"Saved {RunEnd.Text(end)}");
            return end;
        }
    }

    /// <summary>Finishes a video that is not.</summary>
    public void Dispose()
    {
        _view.FrameShown -= RecordFrame;
        Weights.Dispose();
        _recording?.Dispose();
    }

    private ModelDefinition? Wanted => _engine.Loading ?? _view.Model;

    private void RecordFrame(FrameResult result)
    {
        if (_recording is not { } recording)
            return;
        if (recording.IsOver)
        {
            FinishRecording();
            return;
        }
        _view.Compose(recording.Next);
        recording.Take(result.Timings.CapturedAt);
    }

    private async Task<bool> ReloadAsync(InferenceOptions options)
    {
        if (Wanted is not { } model)
            return await Refuse("There is no model yet").ConfigureAwait(false);
        InferenceOptions before = _engine.Options;
        _engine.Options = options;
        bool ready = await SwapAsync(model).ConfigureAwait(false);
        if (!ready && ReferenceEquals(_engine.Options, options))
            _engine.Options = before; // later swaps are to work
        return ready;
    }

    private Task<bool> Refuse(string why)
    {
        _view.Notify(why);
        return Task.FromResult(false);
    }

    private static string FileName(string ending) =>
        string.Create(CultureInfo.InvariantCulture, $"realtimecnn-{DateTime.Now:yyyyMMdd-HHmmss-fff}.{ending}");
}
