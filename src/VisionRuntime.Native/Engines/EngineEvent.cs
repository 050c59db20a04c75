namespace RealtimeCnn.Native;

/// <summary>Something that happened to an engine.</summary>
/// <param name="Kind">One of <see cref="EventKind"/>.</param>
/// <param name="Swap">The request that it belongs to; 0 for none.</param>
/// <param name="Model">Id of the model.</param>
/// <param name="AtFrame">Number of the frame; -1 for none.</param>
/// <param name="Text">Why; empty where nothing failed.</param>
internal sealed record EngineEvent(int Kind, ulong Swap, string Model, long AtFrame, string Text);
