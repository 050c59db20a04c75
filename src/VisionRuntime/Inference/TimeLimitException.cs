namespace RealtimeCnn;

/// <summary>
/// A model took longer than it may, to be loaded or to answer, and was stopped: <see cref="InferenceOptions.TimeLimit"/>.
/// </summary>
/// <param name="message">Which model, what it was doing, and the limit.</param>
public sealed class TimeLimitException(string message) : VisionException(message);
