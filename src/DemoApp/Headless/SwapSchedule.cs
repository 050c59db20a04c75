using System.Diagnostics;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Asks for the swaps of <c>--swap-at</c> at their frames, and for those of <c>--tour</c> evenly over the run: by time if it has a
/// duration, by frames if it has a number of frames.
/// </summary>
internal sealed class SwapSchedule
{
    private readonly VisionEngine _engine;
    private readonly Queue<(int Frame, ModelDefinition Model)> _scripted = new();
    private readonly Queue<ModelDefinition> _tour = new();
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly Func<long, double> _progress = _ => 0;
    private readonly int _stops;

    /// <exception cref="VisionException">A model of the script does not exist.</exception>
    public SwapSchedule(VisionEngine engine, DemoOptions options, ModelDefinition first)
    {
        _engine = engine;
        foreach (SwapAt swap in options.Swaps)
            _scripted.Enqueue((swap.Frame, engine.Catalogue.Resolve(swap.Model, options.Labels)));
        if (!options.Tour)
            return;
        // Once around those that have a key, starting behind the first model.
        List<ModelDefinition> all = [.. engine.Catalogue.Models.Where(model => model.Key is not null)];
        int start = all.FindIndex(model => model.Id == first.Id);
        foreach (ModelDefinition model in all.Skip(start + 1).Concat(all.Take(Math.Max(0, start))))
            _tour.Enqueue(model);
        _stops = _tour.Count + 1;
        TimeSpan duration = options.Duration ?? options.DefaultDuration;
        _progress = options is { Frames: int frames, Duration: null }
            ? done => (double)done / frames
            : _ => Stopwatch.GetElapsedTime(_startedAt) / duration;
    }

    /// <summary>Call once per frame, on the vision thread. Allocates only when a swap is due.</summary>
    public void Update(long framesDone)
    {
        if (_scripted.TryPeek(out (int Frame, ModelDefinition Model) next) && framesDone >= next.Frame)
            _ = _engine.SwapAsync(_scripted.Dequeue().Model);
        else if (_tour.Count > 0 && _engine.Models.State != SlotState.Loading && _progress(framesDone) * _stops >= _stops - _tour.Count)
            _ = GoToAsync(_tour.Dequeue(), thereafter: _tour.TryPeek(out ModelDefinition? stop) ? stop : null);
    }

    // The tour leaves out models that the catalogue has in between, so it loads its own next one ahead.
    private async Task GoToAsync(ModelDefinition model, ModelDefinition? thereafter)
    {
        if (await _engine.Models.SwapAsync(model) && thereafter is not null)
            await _engine.Models.PrefetchAsync(thereafter);
    }
}
