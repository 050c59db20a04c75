using System.Collections.Immutable;
using System.Diagnostics;

namespace RealtimeCnn;

/// <summary>
/// Holds the running model and swaps it while frames flow. A swap loads, checks and warms the new model in the background and publishes
/// it with one atomic exchange; the vision thread adopts it at its next frame boundary and sends the old one to be disposed elsewhere.
/// A load that fails leaves the running model as it is. If the GPU that a model runs on is lost, the CPU takes over as soon as the model is
/// loaded there, and the GPU is tried again after 1 s, 2 s, 4 s, up to a minute.
/// </summary>
/// <remarks>
/// Swaps, prefetches and the status members are for any thread; <see cref="Current"/>, adoption and disposal belong to the vision thread,
/// which never takes a lock. No reference counts: a model has exactly one owner at any time, a load, the vision thread, or the models kept
/// warm.
/// </remarks>
internal sealed partial class ModelSlot : IAsyncDisposable
{
    private const int NoRequest = -1;

    private readonly SemaphoreSlim _oneLoadAtATime = new(1);
    private readonly EngineNotices _notices;
    private readonly Lock _asking = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly PreprocessSwitch _preprocess;
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
    /// <param name="options">How models are loaded; null for the defaults.</param>
    /// <param name="notices">Told what happens.</param>
    /// <param name="clock">For the time between two tries of a lost GPU; null for the system's.</param>
    public ModelSlot(
        Func<ModelDefinition, InferenceOptions, LoadWatch, LoadedModel> load, InferenceOptions? options, EngineNotices notices,
        TimeProvider? clock = null)
    {
        (_notices, Log) = (notices, new SwapLog(notices));
        Supply = new ModelSupply(load, notices);
        _options = options ?? new InferenceOptions();
        _clock = clock ?? TimeProvider.System;
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
    public SwapReport Refuse(string model, string reason) =>
        Log.Finish(new SwapReport { From = _currentId, To = model, Error = reason }, Log.Status.Loading is null ? Log.Latest : NoRequest);

    // One at a time: inside the gate. Of what nobody asked for there is no request.
    private async Task<SwapReport> LoadAndOfferAsync(Wish wish, SwapRequest? request = null)
    {
        LoadWatch watch = request?.Watch ?? new LoadWatch(_disposing.Token);
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
            string reason = e is VisionException ? e.Message : $"Model '{wish.Definition.Id}' cannot be loaded: {e.Message}";
            return Log.Finish(wish.Ended(_currentId, reason) with { WasCancelled = false }, wish.Request, wish.Cause);
        }
    }

    /// <summary>As <see cref="VisionEngine.SwitchPreprocessAsync"/>.</summary>
    public Task<string?> SwitchPreprocessAsync(string to) =>
        _preprocess.AskAsync(to, (Options with { Preprocess = to }).SwitchMode);

    /// <summary>Ends all loads, and begins none any more. Any thread; returns at once.</summary>
    public void EndLoads()
    {
        Log.End();
        _ = _disposing.CancelAsync();
    }

    /// <summary>
    /// Gives up the running model, any that is ready, and those kept warm. Vision thread; returns at once, and completes when no load is
    /// under way any more and all is freed.
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
            await Supply.Settled.ConfigureAwait(false);
            Published? ready = Interlocked.Exchange(ref _published, null);
            Overtaken(ready, null);
            ready?.Model.Dispose();
            last?.Dispose();
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
            LoadedModel? old = Current;
            Current = _adopted.Model;
            _running = new RunningModel(Current.Definition, Current.Options.Lost?.Reason);
            _currentOffer = _adopted.Wish.Offer;
            if (old is not null)
                ThreadPool.QueueUserWorkItem(Supply.Warm.Put, old, preferLocal: false); // disposes what does not fit
        }
        _preprocess.Apply(Current, Options.SwitchMode);
    }

    /// <summary>Tells that the current model has scored a frame. Vision thread.</summary>
    public void Scored(long sequence, long scoredAt)
    {
        if (_adopted is { } adopted)
        {
            _adopted = null;
            string? from = _currentId;
            _currentId = Current!.Definition.Id;
            double gapMs = from is null ? 0 : Stopwatch.GetElapsedTime(_lastScoresAt, scoredAt).TotalMilliseconds;
            Log.Finish(adopted.Ran(from, sequence, gapMs), adopted.Wish.Request, adopted.Wish.Cause);
        }
        _lastScoresAt = scoredAt;
        _preprocess.Finish(Current);
    }

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
