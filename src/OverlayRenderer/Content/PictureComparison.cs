namespace RealtimeCnn.OverlayRenderer;

/// <summary>What several networks say of one picture, as far as they have answered. Immutable: another one takes its place.</summary>
/// <param name="Title">Which picture, in a few words.</param>
/// <param name="Rows">The networks, in the order in which they run.</param>
/// <param name="Note">What else there is to say of them.</param>
internal sealed record PictureComparison(string Title, IReadOnlyList<ComparisonRow> Rows, string Note);
