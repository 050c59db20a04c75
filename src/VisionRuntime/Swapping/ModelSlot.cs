using System.Collections.Immutable;
using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>
/// Holds the running model and swaps it while frames flow. A swap loads, checks and warms the new model in the background and publishes
/// it with one atomic exchange; the vision thread adopts it at its next frame boundary and sends the old one to be disposed elsewhere.
/// A load that fails leaves the running model; one that fails on frames gives way to the one before. If a model's GPU is lost, the CPU
/// takes over as soon as the model is loaded there, and the GPU is tried again.
/// </summary>
/// <remarks>
/// Swaps, prefetches and the status members are for any thread; <see cref="Current"/>, adoption and disposal belong to the vision thread,
/// which never takes a lock. No reference counts: a model has exactly one owner at any time, a load, the vision thread, or the models kept
/// warm.
/// </remarks>
internal sealed class ModelSlot : IAsyncDisposable
{
    private readonly SemaphoreSlim _oneLoadAtATime = new(1);
    private readonly EngineNotices _notices;
    private readonly Lock _asking = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly PreprocessSwitch _preprocess;
    private readonly Probation _probation;
    private readonly TimeProvider _clock;
    private Task _recovery = Task.CompletedTask;
    private SwapRequest? _asked; // the latest
    private Published? _published;
    private Published? _adopted;
    private string? _currentId;
    private long _lastScoresAt;
    private int _offers; // models offered that somebody asked for; a recovery's count as the one that they stand in for
    private int _currentOffer;
    private int _begun; // the latest request that has had its turn; inside the gate
    private InferenceOptions _options;
    private volatile RunningModel? _running;

    /// <summary>Makes an empty slot.</summary>
    /// <param name="load">Loads and warms a model, on a thread of its own; a <see cref="VisionException"/> tells why it cannot.</param>
    /// <param name="options">As <see cref="Options"/>; null for the defaults.</param>
    /// <param name="notices">Told what happens.</param>
    /// <param name="clock">For the time between two tries of a lost GPU; null for the system's.</param>
    public ModelSlot(
        Func<ModelDefinition, InferenceOptions, LoadWatch, LoadedModel> load, InferenceOptions? options, EngineNotices notices,
        TimeProvider? clock = null)
    {
        (_notices, Log) = (notices, new SwapLog(notices));
        Supply = new ModelSupply(load, notices);
        _probation = new Probation(Supply.Warm);
        (_options, _clock) = (options ?? new InferenceOptions(), clock ?? TimeProvider.System);
        _preprocess = new PreprocessSwitch(
            to => ImmutableInterlocked.Update(ref _options, static (before, to) => before with { Preprocess = to }, to));
    }

    /// <summary>As <see cref="VisionEngine.Options"/>.</summary>
    public InferenceOptions Options
    {
        get => Volatile.Read(ref _options);
        set => Volatile.Write(ref _options, value);
    }

    /// <summary>Where models come from, and which are kept. Any thread.</summary>
    public ModelSupply Supply { get; }

    /// <summary>Cancelled when all ends. Any thread.</summary>
    public CancellationToken Ending => _disposing.Token;

    /// <summary>The running model, or null. Vision thread only; owned by the slot.</summary>
    public LoadedModel? Current { get; private set; }

    /// <summary>What <see cref="Current"/> is, for other threads; null while there is none.</summary>
    public RunningModel? Running => _running;

    /// <summary>What is being loaded, and how the loads before it ended. Any thread.</summary>
    public SwapLog Log { get; }

    /// <summary>
    /// Loads a model in the background and offers it to the vision thread; then loads the one after it ahead, where models are kept warm. A
    /// request for another model ends the load of the one before at once.
    /// </summary>
    /// <param name="definition">Which.</param>
    /// <param name="cancellation">Ends the swap until the model is offered.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <returns>
    /// Completes when the model is warm and offered (it runs from the next frame on), or cannot be; the report says why. Never fails.
    /// </returns>
    public async Task<SwapReport> SwapAsync(
        ModelDefinition definition, CancellationToken cancellation = default, IProgress<SwapStage>? progress = null)
    {
        using var request = new SwapRequest(definition, progress, cancellation, _disposing.Token, _notices);
        if (_disposing.IsCancellationRequested)
            return request.Ended(_currentId);
        int number;
        SwapRequest? before;
        lock (_asking)
            (number, before, _asked) = (Log.Ask(definition, request.AskedAt), _asked, request);
        if (before?.Definition != definition)
            before?.End();
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // who asks does not wait for what follows

        SwapReport report;
        try
        {
            request.Tell(SwapStage.Waiting);
            await _oneLoadAtATime.WaitAsync(request.Watch.Cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Log.Finish(request.Ended(_currentId), number);
        }
        try
        {
            _begun = Math.Max(_begun, number);
            var wish = new Wish(definition, Options, number, request.AskedAt, _offers + 1);
            report = number == Log.Latest
                ? await LoadAndOfferAsync(wish, request).ConfigureAwait(false)
                : Log.Finish(request.Ended(_currentId), number);
        }
        finally
        {
            _oneLoadAtATime.Release();
        }
        if (!report.Ok)
            return report;
        request.Tell(SwapStage.Ready);
        Supply.PrefetchAfter(definition, Options, _disposing.Token);
        return report;
    }

    /// <summary>Reports a request that names no model there is. What runs, and what is being loaded, goes on.</summary>
    public SwapReport Refuse(string model, string reason) => Log.Refuse(_currentId, model, reason);

    // Inside the gate. What nobody asked for has no request.
    private async Task<SwapReport> LoadAndOfferAsync(Wish wish, SwapRequest? request = null)
    {
        LoadWatch watch = request?.Watch ?? new LoadWatch(_disposing.Token, IsRemedy: true);
        try
        {
            LoadedModel model = await Supply.TakeOrLoadAsync(wish.Definition, wish.Options, watch).ConfigureAwait(false);
            Volatile.Write(ref _offers, wish.Offer);
            var ready = new Published(model, wish, Stopwatch.GetElapsedTime(wish.AskedAt).TotalMilliseconds);
            if (Interlocked.Exchange(ref _published, ready) is { } neverRan)
            {
                Supply.Warm.Put(neverRan.Model);
                Overtaken(neverRan, ready.Wish);
            }
            return new SwapReport { From = _currentId, To = wish.Definition.Id, LoadMs = ready.LoadMs };
        }
        catch (OperationCanceledException) when (watch.Cancellation.IsCancellationRequested)
        {
            SwapReport ended = request?.Ended(_currentId) ?? wish.Ended(_currentId, SwapRequest.Disposed);
            return Log.Finish(ended, wish.Request, wish.Cause);
        }
        catch (Exception e)
        {
            string reason = e is VisionException ? e.Message : $"Model '{wish.Definition.Id}' cannot be loaded: {OrtMessage.OneLine(e)}";
            return Log.Finish(wish.Ended(_currentId, reason) with { WasCancelled = false }, wish.Request, wish.Cause);
        }
    }

    /// <summary>As <see cref="VisionEngine.SwitchPreprocessAsync"/>.</summary>
    public Task<string?> SwitchPreprocessAsync(string to) => _preprocess.AskAsync(to, (Options with { Preprocess = to }).SwitchMode);

    /// <summary>Ends all loads, and begins none any more. Any thread; returns at once.</summary>
    public void EndLoads()
    {
        Log.End();
        _ = _disposing.CancelAsync();
    }

    /// <summary>
    /// Gives up the running model, any that is ready, and those kept warm. Vision thread; returns at once, and completes when all is freed.
    /// A load that does not end within a second frees what is its own when it does.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        EndLoads();
        _preprocess.Close();
        LoadedModel? last = Current;
        Overtaken(_adopted, null);
        (Current, _running, _adopted) = (null, null, null);
        return new ValueTask(Task.Run(async () =>
        {
            await _recovery.ConfigureAwait(false);
            await _oneLoadAtATime.WaitAsync().ConfigureAwait(false);
            await Supply.SettleAsync().ConfigureAwait(false);
            Published? ready = Interlocked.Exchange(ref _published, null);
            Overtaken(ready, null);
            ready?.Model.Dispose();
            last?.Dispose();
            await _probation.EndAsync().ConfigureAwait(false);
            Supply.Warm.Dispose();
            _oneLoadAtATime.Release();
        }));
    }

    /// <summary>Frame boundary: takes over a model that became ready. Vision thread.</summary>
    public void Adopt()
    {
        if (Volatile.Read(ref _published) is not null)
        {
            Published next = Interlocked.Exchange(ref _published, null)!;
            Overtaken(_adopted, next.Wish);
            _adopted = next;
            _probation.Begin(next.Model.Definition, Current);
            Take(next.Model);
            _currentOffer = next.Wish.Offer;
        }
        _preprocess.Apply(Current, Options.SwitchMode);
    }

    /// <summary>Tells that the current model has scored a frame, and when the source stood still last. Vision thread.</summary>
    public void Scored(long sequence, long scoredAt, long stoodStillAt = 0)
    {
        if (_adopted is { } adopted)
        {
            _adopted = null;
            string? from = _currentId;
            _currentId = Current!.Definition.Id;
            double gapMs = from is null ? 0 : Stopwatch.GetElapsedTime(Math.Max(_lastScoresAt, stoodStillAt), scoredAt).TotalMilliseconds;
            Log.Finish(adopted.Ran(from, sequence, gapMs), adopted.Wish.Request, adopted.Wish.Cause);
        }
        _lastScoresAt = scoredAt;
        _probation.Passed();
        _preprocess.Finish(Current);
    }

    /// <summary>The current model failed on a frame: if it has to go, the one that served before comes back. Vision thread.</summary>
    public void Failed(VisionException why)
    {
        if (!_probation.IsOver(why.InnerException is TimeoutException))
            return;
        string failed = Current!.Definition.Id;
        if (_probation.TakeBefore(Current) is { } before)
        {
            Log.Finish(_adopted!.TakenBack(_currentId, why), _adopted.Wish.Request, _adopted.Wish.Cause);
            _adopted = null;
            Take(before);
        }
        else if (_probation.ServedBefore() is { } served)
        {
            Log.TakeBack(served.Definition.Id, failed, why);
            Recover(offer => RestoreAsync(served.Definition, served.Options, offer, LoadCause.StandIn));
        }
    }

    /// <summary>The GPU of the current model is lost: there is no model until the CPU has it. Vision thread.</summary>
    public void Lose(DeviceLostException reason)
    {
        LoadedModel lost = Current!;
        _notices.Warn($"The GPU that ran '{lost.Definition.Id}' is lost: {reason.Message}");
        _probation.GiveUpBefore();
        (Current, _running, _adopted) = (null, null, null);
        Recover(offer => GpuRecovery.RunAsync(
            lost, reason, Supply.Warm, _clock, Ending, () => IsOver(offer),
            (options, cause) => RestoreAsync(lost.Definition, options, offer, cause)));
    }

    // One that still waits for its next try has nothing to do any more, and ends by itself.
    private void Recover(Func<int, Task> recovery)
    {
        int offer = _currentOffer;
        _recovery = Task.WhenAll(_recovery, Task.Run(() => recovery(offer)));
    }

    // What was asked for meanwhile comes first; if it cannot be loaded, this model is still to be had back. False if that cannot be either.
    private async Task<bool> RestoreAsync(ModelDefinition definition, InferenceOptions options, int offer, LoadCause cause)
    {
        await _oneLoadAtATime.WaitAsync().ConfigureAwait(false);
        try
        {
            if (IsOver(offer))
                return false;
            long now = Stopwatch.GetTimestamp();
            Log.Restore(definition, now);
            var wish = new Wish(definition, options, _begun, now, offer, cause);
            return (await LoadAndOfferAsync(wish).ConfigureAwait(false)).Ok;
        }
        finally
        {
            _oneLoadAtATime.Release();
        }
    }

    // Whether something that was asked for later is ready, or all ends.
    private bool IsOver(int offer) => _disposing.IsCancellationRequested || Volatile.Read(ref _offers) != offer;

    private void Take(LoadedModel model) =>
        (Current, _running) = (model, new RunningModel(model.Definition, model.Options.Lost?.Reason));

    // A swap that ends before a frame is scored; if nothing comes after it, because the engine does.
    private void Overtaken(Published? before, Wish? by)
    {
        // Of one offer: the GPU is back before the processor's model ran, and nobody asked for either.
        if (before is null || before.Wish.Offer == by?.Offer)
            return;
        string reason = by is null ? SwapRequest.Disposed : SwapRequest.Superseded;
        Log.Finish(before.Wish.Ended(_currentId, reason) with { LoadMs = before.LoadMs }, before.Wish.Request);
    }
}
