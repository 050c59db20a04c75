using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>A model that is to be loaded, and for whom.</summary>
/// <param name="Definition">Which.</param>
/// <param name="Options">How.</param>
/// <param name="Request">Number of the request that it belongs to.</param>
/// <param name="AskedAt">Stopwatch ticks.</param>
/// <param name="Offer">How many models that somebody asked for have been offered once this one is.</param>
/// <param name="Cause">Why.</param>
internal sealed record Wish(
    ModelDefinition Definition, InferenceOptions Options, int Request, long AskedAt, int Offer, LoadCause Cause = LoadCause.Request)
{
    /// <summary>The report of one that ended before its time.</summary>
    public SwapReport Ended(string? from, string reason) => Ended(from, Definition, AskedAt, reason);

    /// <summary>The same for a request that had no turn.</summary>
    public static SwapReport Ended(string? from, ModelDefinition definition, long askedAt, string reason) => new()
    {
        From = from,
        To = definition.Id,
        LoadMs = Stopwatch.GetElapsedTime(askedAt).TotalMilliseconds,
        Error = reason,
        WasCancelled = true,
    };
}

/// <summary>A warm model that waits for the vision thread.</summary>
/// <param name="Model">Owned by whoever takes this.</param>
/// <param name="Wish">Why it is here.</param>
/// <param name="LoadMs">As <see cref="SwapReport.LoadMs"/>.</param>
internal sealed record Published(LoadedModel Model, Wish Wish, double LoadMs)
{
    /// <summary>The report once it has scored a frame.</summary>
    /// <param name="from">Id of the model before.</param>
    /// <param name="frame">As <see cref="SwapReport.AtFrame"/>.</param>
    /// <param name="gapMs">As <see cref="SwapReport.GapMs"/>.</param>
    public SwapReport Ran(string? from, long frame, double gapMs) =>
        new() { From = from, To = Model.Definition.Id, AtFrame = frame, LoadMs = LoadMs, GapMs = gapMs };

    /// <summary>The report if it failed on the first frame that it saw.</summary>
    /// <param name="from">Id of the model before, which comes back.</param>
    /// <param name="why">What it failed with.</param>
    public SwapReport TakenBack(string? from, VisionException why) =>
        Wish.Ended(from, SwapReport.WentBack(from, why)) with { WasCancelled = false, WasTakenBack = true, LoadMs = LoadMs };
}
