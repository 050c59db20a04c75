using System.Diagnostics;

namespace RealtimeCnn.OverlayRenderer;

/// <summary>
/// Averages scores over the last frames, so that a ranking can be read while single frames disagree: for each class an exponential
/// moving average over time, <c>s += (1 - exp(-dt / tau)) (score - s)</c>, where a class that a frame does not rank scores 0.
/// Another model starts afresh. One thread at a time; allocates nothing.
/// </summary>
/// <remarks>Results hold the best ten classes only, so what it averages of lesser ones is a lower bound.</remarks>
internal sealed class PredictionSmoother
{
    // More classes than results hold: one that falls out of the best ten fades rather than vanishing.
    private const int MaxClasses = 64;
    private const float Forgotten = 1e-4f;

    private readonly Prediction[] _classes = new Prediction[MaxClasses];
    private int _count;
    private string _model = "";
    private long _lastAt;
    private double _seconds = 0.3;

    /// <summary>Time constant tau in seconds, above 0: after it, 63 % of a change are followed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or not finite.</exception>
    public double Seconds
    {
        get => _seconds;
        set
        {
            if (!double.IsFinite(value) || value <= 0)
                throw new ArgumentOutOfRangeException(nameof(value), $"A time constant of {value} s is not above 0.");
            _seconds = value;
        }
    }

    /// <summary>Takes the next result.</summary>
    public void Add(FrameResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        long now = result.Timings.CapturedAt;
        if (result.Model != _model)
            (_model, _count) = (result.Model, 0);
        double passed = Math.Max(0, (now - _lastAt) / (double)Stopwatch.Frequency);
        float share = _count == 0 ? 1 : (float)(1 - Math.Exp(-passed / _seconds));
        _lastAt = now;

        for (int i = 0; i < _count; i++)
            _classes[i] = _classes[i] with { Score = _classes[i].Score * (1 - share) };
        foreach (ref readonly Prediction prediction in result.Top)
        {
            int at = IndexOf(prediction.ClassId);
            if (at < 0)
            {
                at = _count < MaxClasses ? _count++ : MaxClasses - 1; // the last is the least
                _classes[at] = prediction with { Score = 0 };
            }
            _classes[at] = _classes[at] with { Score = _classes[at].Score + share * prediction.Score };
        }
        Sort();
        while (_count > 0 && _classes[_count - 1].Score < Forgotten)
            _count--;
    }

    /// <summary>Replaces a result's predictions by the averages, best first.</summary>
    public void CopyTo(FrameResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        result.SetTop(_classes.AsSpan(0, Math.Min(_count, FrameResult.MaxPredictions)));
    }

    /// <summary>Starts afresh.</summary>
    public void Clear() => _count = 0;

    private int IndexOf(int classId)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_classes[i].ClassId == classId)
                return i;
        }
        return -1;
    }

    // By insertion: the order hardly changes from frame to frame.
    private void Sort()
    {
        for (int i = 1; i < _count; i++)
        {
            Prediction moving = _classes[i];
            int at = i;
            for (; at > 0 && _classes[at - 1].Score < moving.Score; at--)
                _classes[at] = _classes[at - 1];
            _classes[at] = moving;
        }
    }
}
