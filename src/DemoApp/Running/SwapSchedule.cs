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
    private readonly List<string> _asked = []; // ids of those that were on the script
    private readonly string _first;
    private readonly Queue<ModelDefinition> _tour = new();
    private readonly ModelDefinition[] _route = [];
    private long _startedAt; // with the first frame, as the duration does
    private readonly Func<long, double> _progress = _ => 0;
    private readonly int _stops;

    /// <exception cref="VisionException">A model of the script does not exist.</exception>
    public SwapSchedule(VisionEngine engine, DemoOptions options, LabelledModels models)
    {
        (_engine, _first) = (engine, models.First.Id);
        foreach (SwapAt swap in options.Swaps)
            _scripted.Enqueue((swap.Frame, models.Find(swap.Model)));
        if (!options.Tour)
            return;
        ModelDefinition first = models.First;
        // Once around those that have a key, starting behind the first model.
        List<ModelDefinition> all = [.. engine.Catalogue.Models.Where(model => model.Key is not null)];
        int start = all.FindIndex(model => model.Id == first.Id);
        _route = [first, .. all.Skip(start + 1), .. all.Take(Math.Max(0, start))];
        foreach (ModelDefinition model in _route.Skip(1))
            _tour.Enqueue(model);
        engine.NextModel = NextOnTour;
        _stops = _tour.Count + 1;
        TimeSpan duration = options.Duration ?? options.DefaultDuration;
        _progress = options is { Frames: int frames, Duration: null }
            ? done => (double)done / frames
            : _ => Stopwatch.GetElapsedTime(_startedAt) / duration;
    }

    /// <summary>Call once per frame, on the vision thread. Allocates only when a swap is due.</summary>
    public void Update(long framesDone)
    {
        if (_startedAt == 0)
            _startedAt = Stopwatch.GetTimestamp();
        if (_scripted.TryPeek(out (int Frame, ModelDefinition Model) next) && framesDone >= next.Frame)
        {
            ModelDefinition model = _scripted.Dequeue().Model;
            _asked.Add(model.Id);
            _ = _engine.SwapAsync(model);
        }
        else if (_tour.Count > 0 && _engine.Loading is null && _progress(framesDone) * _stops >= _stops - _tour.Count)
            _ = _engine.SwapAsync(_tour.Dequeue());
    }

    /// <summary>The swaps of the script that have no report when the run is over. Not while it runs.</summary>
    /// <param name="reports">Those that have.</param>
    public IEnumerable<SwapReport> Missed(IReadOnlyList<SwapReport> reports)
    {
        List<string> open = [.. _asked];
        foreach (SwapReport report in reports)
            open.Remove(report.To);
        string running = reports.LastOrDefault(report => report.Ok)?.To ?? _first; // the engine's own may not have scored a frame yet
        return
        [
            .. open.Select(id => Report(id, "the run was over before it was ready.")),
            .. _scripted.Select(swap => Report(swap.Model.Id, $"the run was over before frame {swap.Frame}.")),
        ];

        SwapReport Report(string id, string why) => new() { From = running, To = id, Error = why, WasCancelled = true };
    }

    // The tour leaves out models that the catalogue has in between. Any thread.
    private ModelDefinition? NextOnTour(ModelDefinition after) => Array.FindIndex(_route, model => model.Id == after.Id) switch
    {
        < 0 => _engine.Catalogue.Next(after),
        int at => at + 1 < _route.Length ? _route[at + 1] : null,
    };
}
