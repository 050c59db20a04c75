namespace RealtimeCnn;

/// <summary>A backend computes something else than the processor does: it will the next time, too.</summary>
internal sealed class WrongAnswerException(string message) : VisionException(message);
