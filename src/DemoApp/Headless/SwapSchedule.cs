using System.Diagnostics;

namespace RealtimeCnn.DemoApp.Headless;

/// <summary>Asks for the swaps of <c>--swap-at</c> at their frames, and for those of <c>--tour</c> every few seconds.</summary>
internal sealed class SwapSchedule
{
    private static readonly TimeSpan TourStop = TimeSpan.FromSeconds(3);

    private readonly VisionEngine _engine;
    private readonly Queue<(int Frame, ModelDefinition Model)> _scripted = new();
    private readonly Queue<ModelDefinition> _tour = new();
    private long _stopSince = Stopwatch.GetTimestamp();

    /// <exception cref="VisionException">A model of the script does not exist.</exception>
    public SwapSchedule(VisionEngine engine, DemoOptions options, ModelDefinition first)
    {
        _engine = engine;
        foreach (SwapAt swap in options.Swaps)
            _scripted.Enqueue((swap.Frame, engine.Catalogue.Resolve(swap.Model, options.Labels)));
        if (!options.Tour)
            return;
        // Once around, starting behind the first model.
        IReadOnlyList<ModelDefinition> all = engine.Catalogue.Models;
        int start = Math.Max(0, all.ToList().FindIndex(model => model.Id == first.Id));
        for (int i = 1; i < all.Count; i++)
            _tour.Enqueue(all[(start + i) % all.Count]);
    }

    /// <summary>Call once per frame, on the vision thread. Allocates only when a swap is due.</summary>
    public void Update(long framesDone)
    {
        if (_scripted.TryPeek(out (int Frame, ModelDefinition Model) next) && framesDone >= next.Frame)
            _ = _engine.Models.SwapAsync(_scripted.Dequeue().Model);
        else if (_tour.Count > 0 && _engine.Models.State != SlotState.Loading && Stopwatch.GetElapsedTime(_stopSince) >= TourStop)
        {
            _stopSince = Stopwatch.GetTimestamp();
            _ = _engine.Models.SwapAsync(_tour.Dequeue());
        }
    }
}
