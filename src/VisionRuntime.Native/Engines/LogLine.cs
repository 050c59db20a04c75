namespace RealtimeCnn.Native;

/// <summary>One line of what engines tell.</summary>
/// <param name="Level">RCNN_LOG_ERROR and so on.</param>
/// <param name="AtNs">When, by <see cref="Clock"/>.</param>
/// <param name="Engine">Name of the engine.</param>
/// <param name="Text">The line.</param>
internal sealed record LogLine(int Level, long AtNs, string Engine, string Text);
