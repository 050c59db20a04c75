using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>One request for a model, from the question to its answer: who may end it, and who hears how far it is.</summary>
/// <remarks>
/// Any thread. Disposed by who waits for the answer; ending it afterwards does nothing. Whoever ends it goes on at once: what follows, the
/// asker's code among it, runs on threads of the pool.
/// </remarks>
internal sealed class SwapRequest : IDisposable
{
    public const string Superseded = "superseded by a later request";
    public const string Disposed = "the engine was disposed";
    private const string Cancelled = "the swap was cancelled";

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ends = new();
    private readonly CancellationTokenRegistration[] _endedBy;
    private readonly CancellationToken _user;
    private readonly CancellationToken _disposing;
    private readonly IProgress<SwapStage>? _progress;
    private readonly EngineNotices _notices;
    private SwapStage? _told;
    private bool _isOver;

    /// <param name="definition">What is asked for.</param>
    /// <param name="progress">Hears how far it is; somebody else's, and what it throws is told and changes nothing.</param>
    /// <param name="user">The caller's.</param>
    /// <param name="disposing">The engine's end.</param>
    /// <param name="notices">Told what <paramref name="progress"/> threw.</param>
    public SwapRequest(
        ModelDefinition definition, IProgress<SwapStage>? progress, CancellationToken user, CancellationToken disposing,
        EngineNotices notices)
    {
        (Definition, _progress, _user, _disposing, _notices) = (definition, progress, user, disposing, notices);
        _endedBy = [.. new[] { user, disposing }.Select(token => token.UnsafeRegister(static one => ((SwapRequest)one!).End(), this))];
    }

    /// <summary>What is asked for.</summary>
    public ModelDefinition Definition { get; }

    /// <summary>Stopwatch ticks.</summary>
    public long AskedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>For the load.</summary>
    public LoadWatch Watch => new(_ends.Token, Tell);

    private string WhyEnded => _disposing.IsCancellationRequested ? Disposed : _user.IsCancellationRequested ? Cancelled : Superseded;

    /// <summary>The report of one that ended before its time.</summary>
    /// <param name="from">Id of the running model.</param>
    public SwapReport Ended(string? from) => Wish.Ended(from, Definition, AskedAt, WhyEnded);

    /// <summary>Ends it: nobody wants its model any more.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (!_isOver)
                _ = _ends.CancelAsync();
        }
    }

    /// <summary>Tells how far it is.</summary>
    public void Tell(SwapStage stage)
    {
        lock (_lock)
        {
            // Where backends are tried in turn, each loads and warms.
            if (_progress is null || _isOver || _ends.IsCancellationRequested || stage <= _told)
                return;
            _told = stage;
        }
        try
        {
            _progress.Report(stage);
        }
        catch (Exception e)
        {
            _notices.Warn($"The progress of the swap to '{Definition.Id}' was not taken: {e.Message}");
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _isOver = true;
        foreach (CancellationTokenRegistration one in _endedBy)
            one.Unregister();
    }
}
