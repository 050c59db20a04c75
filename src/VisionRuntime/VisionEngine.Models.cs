namespace RealtimeCnn;

/// <content>The engine's models: which there are, which runs, how another one comes.</content>
public sealed partial class VisionEngine
{
    /// <summary>
    /// Models known by id; set it when weights have come or gone, as in <c>engine.Catalogue = ModelCatalogue.Load()</c>. Loaded models stay
    /// as they are. Any thread.
    /// </summary>
    public ModelCatalogue Catalogue
    {
        get => Volatile.Read(ref _catalogue);
        set => Volatile.Write(ref _catalogue, value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <summary>
    /// How models are loaded from now on; the running one's preprocessing follows at its next frame, without loading. Any thread.
    /// </summary>
    public InferenceOptions Options
    {
        get => Models.Options;
        set => Models.Options = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// Bytes of weights that may stay loaded beside the running model, so that swapping back is immediate, and that
    /// <see cref="NextModel"/> is there before it is asked for; the model used least recently goes first. Models on a GPU stay only while
    /// this program uses less than three quarters of the GPU's memory that the system grants it. 0, the default, keeps none. Any thread.
    /// </summary>
    public long KeepWarmBytes
    {
        get => Models.Supply.Warm.BudgetBytes;
        set => Models.Supply.Warm.BudgetBytes = value;
    }

    /// <summary>
    /// Tells which model is likely to be asked for after another, null for none: where models are kept warm it is loaded ahead as soon as
    /// the other is ready. The catalogue's next unless set. Called on threads of the pool; an exception counts as none, and is told.
    /// </summary>
    public Func<ModelDefinition, ModelDefinition?> NextModel
    {
        get => Models.Supply.Next;
        set => Models.Supply.Next = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The running model, or null while there is none; owned by the engine, valid until the next tick.</summary>
    public LoadedModel? Model => Models.Current;

    /// <summary>The model being loaded, or null; the one before, if any, goes on running. Any thread.</summary>
    public ModelDefinition? Loading => Models.Log.Status.Loading;

    /// <summary>Why the last swap failed, or null. Any thread.</summary>
    public string? SwapError => Models.Log.Status.Error;

    /// <summary>The swap that finished last, or null. Any thread.</summary>
    public SwapReport? LastSwap => Models.Log.Last;

    /// <summary>All finished swaps, oldest first; a copy. Any thread.</summary>
    public IReadOnlyList<SwapReport> Swaps => Models.Log.All;

    /// <summary>The slot behind all that this class tells of models.</summary>
    internal ModelSlot Models { get; }

    /// <summary>
    /// Asks for another model by catalogue id or ONNX path; the running one goes on until the new one is warm. A request made while another
    /// loads supersedes it. Any thread; returns at once.
    /// </summary>
    /// <param name="model">Id or path.</param>
    /// <param name="cancellation">Ends the swap at once, until the model is ready; what runs goes on.</param>
    /// <param name="progress">
    /// Hears how far it is, on threads of the pool and of the load; <see cref="Progress{T}"/> passes it to the caller's.
    /// </param>
    /// <returns>
    /// Completes when the new model is ready and runs from the next frame on, or with the reason why not in
    /// <see cref="SwapReport.Error"/>, that the engine was disposed among them; it does not fail. The first frame is reported by
    /// <see cref="SwapFinished"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException">Within the task: there is no model.</exception>
    public async Task<SwapReport> SwapAsync(
        string model, CancellationToken cancellation = default, IProgress<SwapStage>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelDefinition definition;
        try
        {
            definition = Catalogue.Resolve(model);
        }
        catch (VisionException e)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // who asks does not wait for who listens
            return Models.Refuse(model, e.Message);
        }
        return await Models.SwapAsync(definition, cancellation, progress).ConfigureAwait(false);
    }

    /// <summary>The same for a model already looked up, or made of bytes of the program's.</summary>
    /// <inheritdoc cref="SwapAsync(string, CancellationToken, IProgress{SwapStage}?)"/>
    public async Task<SwapReport> SwapAsync(
        ModelDefinition model, CancellationToken cancellation = default, IProgress<SwapStage>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return await Models.SwapAsync(model, cancellation, progress).ConfigureAwait(false);
    }

    /// <summary>
    /// Moves preprocessing to another processor: the running model's at its next frame, without loading it again, and from then on that of
    /// every other. If the GPU cannot be had, the CPU goes on and nothing changes. Any thread.
    /// </summary>
    /// <param name="to">As <see cref="InferenceOptions.Preprocess"/>; not "scalar", which has to be loaded.</param>
    /// <returns>Completes with that frame: null, or why it could not be done.</returns>
    /// <exception cref="ArgumentException">It is the scalar reference.</exception>
    public Task<string?> SwitchPreprocessAsync(string to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return Models.SwitchPreprocessAsync(to);
    }

    /// <summary>
    /// Measures where a network's time goes: runs it a few times on the CPU, on a session of its own beside whatever runs. Any thread;
    /// blocks for as long as it takes.
    /// </summary>
    /// <param name="definition">The model.</param>
    /// <param name="cancellation">Ends the measurement between two runs.</param>
    /// <returns>
    /// Milliseconds by name of the graph's node. A node that was fused with its successors stands under the name of one of them; changes of
    /// memory layout, which belong to no node, stand under names of their own.
    /// </returns>
    /// <exception cref="VisionException">The model cannot be loaded or run, or the profile cannot be written.</exception>
    public IReadOnlyDictionary<string, double> Profile(ModelDefinition definition, CancellationToken cancellation = default) =>
        ModelProfiler.Measure(definition, Options, cancellation: cancellation);
}
