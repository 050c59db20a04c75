namespace RealtimeCnn;

/// <summary>What is known of a GPU that preprocesses: whether it works, and when one that failed is tried again.</summary>
/// <param name="clock">For the retries.</param>
/// <remarks>One thread at a time.</remarks>
internal sealed class GpuHealth(TimeProvider clock)
{
    private bool _hasWorked;
    private bool _gaveUp;
    private long _readySince;
    private long _failedAt;
    private TimeSpan _retryDelay;

    /// <summary>Whether it has failed and not been ready since.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Why it failed last, or null.</summary>
    public string? Failure => Exception?.Message;

    /// <summary>The same as it was thrown.</summary>
    public VisionException? Exception { get; private set; }

    /// <summary>Whether it may be opened now: it was not given up, and not a moment ago it failed.</summary>
    public bool MayOpen => !_gaveUp && (!HasFailed || clock.GetElapsedTime(_failedAt) >= _retryDelay);

    /// <summary>It is asked for again.</summary>
    /// <param name="outright">By name: it is tried at once, whatever was before.</param>
    public void AskAgain(bool outright) => (_gaveUp, HasFailed) = (false, HasFailed && !outright);

    /// <summary>It is ready.</summary>
    public void BeReady() => (_hasWorked, HasFailed, _readySince) = (true, false, clock.GetTimestamp());

    /// <summary>It has failed.</summary>
    /// <param name="why">With words for a user.</param>
    /// <param name="wasReady">It was, until now.</param>
    /// <param name="isOptional">One that never worked is left alone from now on.</param>
    /// <returns>Why, and that it is tried again if it is.</returns>
    public string Fail(VisionException why, bool wasReady, bool isOptional)
    {
        _gaveUp = isOptional && !_hasWorked;
        bool wasStable = wasReady && clock.GetElapsedTime(_readySince) > GpuRetry.Last;
        _retryDelay = _retryDelay == default || wasStable ? GpuRetry.First : GpuRetry.After(_retryDelay);
        (HasFailed, _failedAt, Exception) = (true, clock.GetTimestamp(), why);
        return _gaveUp ? why.Message : $"{why.Message.TrimEnd('.')}. The GPU is tried again";
    }
}
