using System.Diagnostics;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// What the list and the card say of one model beyond its name: whether its weights are here, how large they are, how far they are on their
/// way, and what a frame costs. What comes of a download may be set on any thread, the rest on the painting one.
/// </summary>
internal sealed class ModelWeights
{
    private static readonly long Interval = Stopwatch.Frequency;
    private const double Weight = 0.1;

    private volatile string? _words;
    private volatile WeightDownload? _download;
    private double _average;
    private bool _isWarm;
    private long _shownUntil;

    /// <summary>Whether the weights are here.</summary>
    public bool AreHere { get; private set; }

    /// <summary>Bytes of the weights, or of the file to download; 0 if unknown, or if there is none.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether nobody states <see cref="Bytes"/>, so that they are told from the number of parameters.</summary>
    public bool IsEstimate { get; private set; }

    /// <summary>Milliseconds that a frame costs, from pixels to scores; not a number until measured. Renewed once a second.</summary>
    public double Milliseconds { get; private set; } = double.NaN;

    /// <summary>What the card of a model without weights says, a line each; null for the usual.</summary>
    public string? Words
    {
        get => _words;
        set => _words = value;
    }

    /// <summary>The download that is under way; null if none is.</summary>
    public WeightDownload? Download
    {
        get => _download;
        set => _download = value;
    }

    /// <summary>Takes over what a catalogue says.</summary>
    public void Describe(ModelDefinition model)
    {
        WeightFamily? published = model.PublishedWeights.FirstOrDefault();
        AreHere = model.IsTrained;
        long? stated = AreHere ? model.WeightBytes : published?.Bytes ?? published?.AboutBytes;
        IsEstimate = stated is null && published is not null;
        Bytes = stated ?? (IsEstimate ? model.Parameters * sizeof(float) : 0);
    }

    /// <summary>Takes the times of a frame.</summary>
    public void Measure(in StageTimings timings)
    {
        double ms = timings.PreprocessMs + timings.InferMs;
        if (!double.IsFinite(ms) || ms <= 0)
            return;
        if (!_isWarm) // the first frame costs what no other does
        {
            _isWarm = true;
            return;
        }
        bool isFirst = double.IsNaN(Milliseconds);
        _average = isFirst ? ms : _average + Weight * (ms - _average);
        if (!isFirst && timings.InferredAt < _shownUntil)
            return;
        (Milliseconds, _shownUntil) = (_average, timings.InferredAt + Interval);
    }

    /// <summary>Adds what is shown to a stamp. Allocates nothing.</summary>
    public void AddTo(ref HashCode stamp)
    {
        WeightDownload? download = Download;
        stamp.Add(AreHere);
        stamp.Add(Bytes);
        stamp.Add(Milliseconds);
        stamp.Add(Words);
        stamp.Add(download is null ? -1 : (int)(download.Share * 1000));
        stamp.Add(download?.Received >> 16);
    }
}
