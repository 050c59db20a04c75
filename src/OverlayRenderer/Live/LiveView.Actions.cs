using System.Diagnostics;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>What a user can ask of a live view.</summary>
public sealed partial class LiveView
{
    private int _backend = -1;
    private IReadOnlyList<KeyHelp> _help = [];
    private bool _showsHelp;
    private bool _showsInput;
    private bool _isMirrored;
    private long _recordingSince;
    private string? _status;

    /// <summary>The state in words, for a title bar: the model and whatever is not as usual.</summary>
    public string Status => _status ??= DescribeStatus();

    /// <summary>Keys of the line at the bottom of the overlay.</summary>
    public IReadOnlyList<KeyHelp> Keys
    {
        get => _content.Keys;
        set => _content.Keys = value;
    }

    /// <summary>All keys, for <see cref="ShowsHelp"/>.</summary>
    public IReadOnlyList<KeyHelp> Help
    {
        get => _help;
        set => _help = value;
    }

    /// <summary>How much the overlay shows.</summary>
    public OverlayMode Overlay
    {
        get => _content.Mode;
        set
        {
            _content.Mode = value;
            Changed();
        }
    }

    /// <summary>Whether the picture stands still. Models can be swapped meanwhile, and see the same picture again.</summary>
    public bool IsPaused
    {
        get => _content.Paused;
        set
        {
            _content.Paused = value;
            if (_source is not null)
                _source.IsPaused = value;
            Changed();
        }
    }

    /// <summary>Whether left and right of the picture change places on screen. The model sees it as it is.</summary>
    public bool IsMirrored
    {
        get => _isMirrored;
        set
        {
            _isMirrored = value;
            _mustRedraw = true;
            Changed();
        }
    }

    /// <summary>Whether scores are averaged over the last frames, each frame's own marked beside them.</summary>
    public bool IsSmoothed
    {
        get => _content.IsSmoothed;
        set
        {
            _content.IsSmoothed = value;
            if (_shown is not null)
            {
                _content.Result.CopyFrom(_shown.Result);
                if (value)
                    ShowSmoothed(_shown.Result);
            }
            Changed();
        }
    }

    /// <summary>Predictions in the list, 1 to <see cref="FrameResult.MaxPredictions"/>; other values become the nearest of these.</summary>
    public int PredictionCount
    {
        get => _content.PredictionCount;
        set
        {
            _content.PredictionCount = Math.Clamp(value, 1, FrameResult.MaxPredictions);
            Changed();
        }
    }

    /// <summary>Whether the tensor that the model saw is shown.</summary>
    public bool ShowsInput
    {
        get => _showsInput;
        set
        {
            _showsInput = value;
            _frames.WithInput = value;
            _content.Input = null; // until a frame brings it along
            _source?.Repeat();
            Changed();
        }
    }

    /// <summary>Whether all keys are explained.</summary>
    public bool ShowsHelp
    {
        get => _showsHelp;
        set
        {
            _showsHelp = value;
            _content.Help = value ? _help : [];
            Changed();
        }
    }

    /// <summary>Swaps to another model. Any thread.</summary>
    /// <returns>As <see cref="VisionEngine.SwapAsync(ModelDefinition)"/>: a failure is shown, not thrown.</returns>
    public async Task<bool> SwapAsync(ModelDefinition model)
    {
        bool ready = await _engine.SwapAsync(model).ConfigureAwait(false);
        _source?.Repeat();
        _wake?.Invoke();
        return ready;
    }

    /// <summary>Swaps to the model that has a key in the catalogue.</summary>
    public Task<bool> SwapToKeyAsync(string key) =>
        _engine.Catalogue.Models.FirstOrDefault(model => model.Key == key) is { } model ? SwapAsync(model) : Refuse($"No model has the key {key}");

    /// <summary>Swaps to the model after the one asked for last, in order of publication and around.</summary>
    public Task<bool> NextModelAsync() => Wanted is { } model && _engine.Catalogue.Next(model) is { } next ? SwapAsync(next) : Refuse("There is no other model");

    /// <summary>Swaps to the model before it.</summary>
    public Task<bool> PreviousModelAsync() =>
        Wanted is { } model && _engine.Catalogue.Previous(model) is { } previous ? SwapAsync(previous) : Refuse("There is no other model");

    /// <summary>Swaps to the model of the overlay's list at a place in the window, in pixels; elsewhere does nothing.</summary>
    public Task<bool> ClickAsync(int x, int y) =>
        _overlay.ModelAt(x, y) is >= 0 and int index ? SwapAsync(_engine.Catalogue.Models[index]) : Task.FromResult(false);

    /// <summary>Moves preprocessing from the CPU to the GPU or back, at the next frame; if the GPU cannot be had, that is said, and the CPU goes on.</summary>
    /// <returns>Completes with that frame.</returns>
    public async Task<bool> NextPreprocessorAsync()
    {
        if (_shown is null)
            return await Refuse("There is no model yet").ConfigureAwait(false);
        Task<string?> switched = _engine.Models.SwitchPreprocessAsync(_shown.IsPreprocessOnGpu ? "cpu" : InferenceOptions.AnyGpu);
        _source?.Repeat();
        return await switched.ConfigureAwait(false) is not { } why || await Refuse($"Preprocessing stays as it is: {why}").ConfigureAwait(false);
    }

    /// <summary>Loads the running model again with the next backend; what cannot be had is said, and the running one stays.</summary>
    public Task<bool> NextBackendAsync()
    {
        string[] names = [.. _engine.Models.Options.Backends.Select(backend => backend.Name)];
        if (_backend < 0)
            _backend = Array.IndexOf(names, _shown?.Result.Backend);
        _backend = (_backend + 1) % names.Length;
        return ReloadAsync(_engine.Models.Options with { Backend = names[_backend] });
    }

    /// <summary>Off, compact, full, and around.</summary>
    public void NextOverlay() => Overlay = Overlay switch { OverlayMode.Off => OverlayMode.Compact, OverlayMode.Compact => OverlayMode.Full, _ => OverlayMode.Off };

    /// <summary>Writes the frame with the overlay as PNG, in the frame's own size; says so in the overlay.</summary>
    /// <returns>Completes when the file is written: false if it could not be, or there is no frame yet.</returns>
    public async Task<bool> SaveScreenshotAsync(string path)
    {
        if (_shown is null)
            return await Refuse("There is no picture yet").ConfigureAwait(false);
        using var canvas = new BgraCanvas();
        Compose(canvas);
        try
        {
            await Task.Run(() => canvas.SavePng(path)).ConfigureAwait(false);
            Notify($"Saved {path}");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Notify($"The picture was not saved: {e.Message}");
            return false;
        }
    }

    /// <summary>Starts handing pictures to a recorder, or stops it.</summary>
    /// <param name="recorder">Null to stop. The caller finishes the one before.</param>
    public void Record(IPictureSink? recorder)
    {
        Recorder = recorder;
        _recordingSince = Stopwatch.GetTimestamp();
        Changed();
    }

    /// <summary>The newest line of news, shown or not any more; null before the first. Any thread.</summary>
    public string? News => _notice?.Text;

    /// <summary>Shows a line of news for a few seconds. Any thread.</summary>
    public void Notify(string notice)
    {
        _notice = new Notice(notice, Stopwatch.GetTimestamp() + NoticeTime);
        _wake?.Invoke();
    }

    /// <summary>Draws the frame on screen with the overlay, in the frame's own size.</summary>
    /// <exception cref="InvalidOperationException">There is no frame yet.</exception>
    public void Compose(BgraCanvas into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (_shown is null)
            throw new InvalidOperationException("There is no picture yet.");
        _composer.Compose(_shown.Frame, IsMirrored, _content, into);
    }

    private ModelDefinition? Wanted => _engine.Models.Loading ?? _shown?.Model;

    private async Task<bool> ReloadAsync(InferenceOptions options)
    {
        if (Wanted is not { } model)
            return await Refuse("There is no model yet").ConfigureAwait(false);
        InferenceOptions before = _engine.Models.Options;
        _engine.Models.Options = options;
        bool ready = await SwapAsync(model).ConfigureAwait(false);
        if (!ready && _engine.Models.Options == options)
            _engine.Models.Options = before; // later swaps are to work
        return ready;
    }

    private Task<bool> Refuse(string why)
    {
        Notify(why);
        return Task.FromResult(false);
    }

    private void Changed()
    {
        _status = null;
        _overlay.Refresh();
    }

    private string DescribeStatus()
    {
        List<string> words = [_content.ModelDisplayName.Length > 0 ? _content.ModelDisplayName : "no model yet"];
        if (IsPaused)
            words.Add("paused");
        if (Recorder is not null)
            words.Add("recording");
        if (IsMirrored)
            words.Add("mirrored");
        if (IsSmoothed)
            words.Add("smoothed");
        if (ShowsInput)
            words.Add("input");
        if (ShowsDiagram)
            words.Add("diagram");
        if (ShowsHelp)
            words.Add("help");
        if (Overlay != OverlayMode.Full)
            words.Add($"overlay {(Overlay == OverlayMode.Off ? "off" : "compact")}");
        return string.Join(" · ", words);
    }
}
