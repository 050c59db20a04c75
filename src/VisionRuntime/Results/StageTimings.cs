using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>
/// When one frame passed each stage, in raw <see cref="Stopwatch"/> ticks. The differences add up:
/// capture + preprocess + infer + present = total.
/// </summary>
public struct StageTimings
{
    /// <summary>The picture arrived at this machine, as well as the source can know: <see cref="Frame.CapturedAt"/>.</summary>
    public long CapturedAt;

    /// <summary>The vision thread took the frame.</summary>
    public long AcquiredAt;

    /// <summary>The input tensor was complete.</summary>
    public long PreprocessedAt;

    /// <summary>The scores were read and ranked.</summary>
    public long InferredAt;

    /// <summary>The result was shown, or handed to the user's code; 0 until then.</summary>
    public long PresentedAt;

    /// <summary>Milliseconds from the picture's arrival until the vision thread took it.</summary>
    public readonly double CaptureMs => Milliseconds(CapturedAt, AcquiredAt);

    /// <summary>Milliseconds of resize, crop and normalise.</summary>
    public readonly double PreprocessMs => Milliseconds(AcquiredAt, PreprocessedAt);

    /// <summary>Milliseconds of the network and ranking.</summary>
    public readonly double InferMs => Milliseconds(PreprocessedAt, InferredAt);

    /// <summary>Milliseconds of painting and presenting; 0 until presented.</summary>
    public readonly double PresentMs => PresentedAt == 0 ? 0 : Milliseconds(InferredAt, PresentedAt);

    /// <summary>Milliseconds from capture to present (to the scores, until presented): the latency a user sees.</summary>
    public readonly double TotalMs => Milliseconds(CapturedAt, PresentedAt == 0 ? InferredAt : PresentedAt);

    private static double Milliseconds(long from, long to) => (to - from) * 1000.0 / Stopwatch.Frequency;
}
