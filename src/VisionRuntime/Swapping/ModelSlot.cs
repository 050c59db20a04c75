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
internal sealed partial class ModelSlot : IDisposable
{
    private const string Superseded = "superseded by a later request";

    private readonly ModelSupply _models;
    private readonly SemaphoreSlim _oneLoadAtATime = new(1);
    private readonly SwapLog _log = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly PreprocessSwitch _preprocess;
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
    /// <param name="load">Loads and warms a model, on a thread-pool thread; a <see cref="VisionException"/> tells why it cannot.</param>
    /// <param name="options">How models are loaded; null for the defaults.</param>
    /// <param name="clock">For the time between two tries of a lost GPU; null for the system's.</param>
    public ModelSlot(
        Func<ModelDefinition, InferenceOptions, LoadedModel> load, InferenceOptions? options = null, TimeProvider? clock = null)
    {
        _models = new ModelSupply(load);
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

    /// <summary>As <see cref="VisionEngine.NextModel"/>.</summary>
    public Func<ModelDefinition, ModelDefinition?> Next { get; set; } = _ => null;

    /// <summary>As <see cref="VisionEngine.KeepWarmBytes"/>.</summary>
    public long KeepWarmBytes
    {
        get => _models.Warm.BudgetBytes;
        set => _models.Warm.BudgetBytes = value;
    }

    /// <summary>The models kept warm, most recently used first; a copy. Any thread.</summary>
    public IReadOnlyList<ModelDefinition> Warm => _models.Warm.Kept;

    /// <summary>The running model, or null. Vision thread only; owned by the slot.</summary>
    public LoadedModel? Current { get; private set; }

    /// <summary>What <see cref="Current"/> is, for other threads; null while there is none.</summary>
    public RunningModel? Running => _running;

    /// <summary>What is being loaded, and how the last load ended. Any thread.</summary>
    public SlotStatus Status => _log.Status;

    /// <summary>The swap that finished last, or null. Any thread.</summary>
    public SwapReport? LastSwap => _log.Last;

    /// <summary>All finished swaps, oldest first; a copy. Any thread.</summary>
    public IReadOnlyList<SwapReport> Swaps => _log.All;

    /// <summary>
    /// Loads a model in the background and offers it to the vision thread; then loads the one after it ahead, where models are kept warm. A
    /// request made while another loads supersedes it.
    /// </summary>
    /// <returns>
    /// Completes when the model is warm and offered (true; it runs from the next frame on), or cannot be (false; <see cref="Status"/>
    /// says why). Never throws for a bad model.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The slot was disposed.</exception>
    public async Task<bool> SwapAsync(ModelDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, this);
        long askedAt = Stopwatch.GetTimestamp();
        int request = _log.Ask(definition, askedAt);

        bool ready;
        await _oneLoadAtATime.WaitAsync().ConfigureAwait(false);
        try
        {
            _begun = Math.Max(_begun, request);
            bool isLast = request == _log.Latest && !_disposing.IsCancellationRequested;
            ready = isLast
                ? await LoadAndOfferAsync(new Wish(definition, Options, request, askedAt, _offers + 1)).ConfigureAwait(false)
                : _log.Finish(new SwapReport { From = _currentId, To = definition.Id, Error = Superseded }, request);
        }
        finally
        {
            _oneLoadAtATime.Release();
        }
        if (ready && KeepWarmBytes > 0 && NextAfter(definition) is { } next)
            _ = PrefetchAsync(next);
        return ready;
    }

    // Somebody else's code: whatever it throws, the swap was well.
    private ModelDefinition? NextAfter(ModelDefinition definition)
    {
        try
        {
            return Next(definition);
        }
        catch (Exception)
        {
            return null;
        }
    }

    // One at a time: inside the gate.
    private async Task<bool> LoadAndOfferAsync(Wish wish)
    {
        try
        {
            LoadedModel model = await _models.TakeOrLoadAsync(wish.Definition, wish.Options).ConfigureAwait(false);
            Volatile.Write(ref _offers, wish.Offer);
            var ready = new Published(model, wish, Stopwatch.GetElapsedTime(wish.AskedAt).TotalMilliseconds);
            if (Interlocked.Exchange(ref _published, ready) is { } neverRan)
                Abandon(neverRan, ready);
            return true;
        }
        catch (Exception e)
        {
            string reason = e is VisionException ? e.Message : $"Model '{wish.Definition.Id}' cannot be loaded: {e.Message}";
            double loadMs = Stopwatch.GetElapsedTime(wish.AskedAt).TotalMilliseconds;
            var report = new SwapReport { From = _currentId, To = wish.Definition.Id, LoadMs = loadMs, Error = reason };
            return _log.Finish(report, wish.Request, wish.Cause);
        }
    }

    /// <summary>As <see cref="ModelSupply.PrefetchAsync"/>, with the slot's options.</summary>
    public Task<bool> PrefetchAsync(ModelDefinition definition) => _models.PrefetchAsync(definition, Options, _disposing.Token);

    /// <summary>As <see cref="VisionEngine.SwitchPreprocessAsync"/>.</summary>
    public Task<string?> SwitchPreprocessAsync(string to) =>
        _preprocess.AskAsync(to, (Options with { Preprocess = to }).SwitchMode);

    /// <summary>Waits for loads in progress, then frees the running model, any that is ready, and those kept warm. Vision thread.</summary>
    public void Dispose()
    {
        _log.End();
        _disposing.Cancel();
#pragma warning disable RS0030 // The end of a slot: what is freed below must not be in use, and loads run on threads of their own.
        _recovery.Wait();
        _oneLoadAtATime.Wait();
        _models.Prefetching.Wait();
#pragma warning restore RS0030
        _preprocess.Close();
        Interlocked.Exchange(ref _published, null)?.Model.Dispose();
        Current?.Dispose();
        (Current, _running) = (null, null);
        _models.Warm.Dispose();
        _oneLoadAtATime.Release();
    }

    /// <summary>Frame boundary: takes over a model that became ready. Vision thread.</summary>
    public void Adopt()
    {
        if (Volatile.Read(ref _published) is not null)
        {
            _adopted = Interlocked.Exchange(ref _published, null);
            LoadedModel? old = Current;
            Current = _adopted!.Model;
            _running = new RunningModel(Current.Definition, Current.Options.Lost?.Reason);
            _currentOffer = _adopted.Wish.Offer;
            if (old is not null)
                ThreadPool.QueueUserWorkItem(_models.Warm.Put, old, preferLocal: false); // disposes what does not fit
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
            _log.Finish(
                new SwapReport
                {
                    From = from,
                    To = _currentId,
                    AtFrame = sequence,
                    LoadMs = adopted.LoadMs,
                    GapMs = from is null ? 0 : Stopwatch.GetElapsedTime(_lastScoresAt, scoredAt).TotalMilliseconds,
                },
                adopted.Wish.Request,
                adopted.Wish.Cause);
        }
        _lastScoresAt = scoredAt;
        _preprocess.Finish(Current);
    }

    private void Abandon(Published published, Published successor)
    {
        _models.Warm.Put(published.Model);
        if (published.Wish.Offer == successor.Wish.Offer)
            return; // the GPU is back before the processor's model ran: nobody asked for either
        string id = published.Model.Definition.Id;
        _log.Finish(new SwapReport { From = _currentId, To = id, LoadMs = published.LoadMs, Error = Superseded }, published.Wish.Request);
    }

    // Offer: what _offers is once it is ready.
    private sealed record Wish(
        ModelDefinition Definition, InferenceOptions Options, int Request, long AskedAt, int Offer, LoadCause Cause = LoadCause.Request);

    private sealed record Published(LoadedModel Model, Wish Wish, double LoadMs);
}
