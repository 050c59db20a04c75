namespace RealtimeCnn;

/// <summary>Whoever waits for a load: ends it when it is not wanted any more, and hears how far it is.</summary>
/// <param name="Cancellation">Ends the load; it then throws <see cref="OperationCanceledException"/>.</param>
/// <param name="Told">Called on the thread that loads; null where nobody listens.</param>
/// <param name="Works">To be called by the thread that does the work when it begins, for the time limit; null where there is none.</param>
/// <param name="IsRemedy">
/// Whether it brings a model back that served well: then it may begin however many networks that were given up go on.
/// </param>
internal readonly record struct LoadWatch(
    CancellationToken Cancellation, Action<SwapStage>? Told = null, Action? Works = null, bool IsRemedy = false);
