namespace RealtimeCnn;

/// <summary>
/// Loaded models that do not run, kept so that going back to one costs nothing. The one used least recently goes first when the
/// budget is spent, or the memory of the GPU that it lies on.
/// </summary>
/// <remarks>
/// Any thread but the vision thread, which never waits here. Owns what was put in until it is taken out or evicted; evicted models are
/// disposed on the thread that put.
/// </remarks>
internal sealed class WarmModels : IDisposable
{
    private const double MostOfGpu = 0.75; // the rest is for the running model's next rival, and for who else shares the GPU

    private readonly Lock _lock = new();
    private readonly LinkedList<LoadedModel> _models = []; // most recently used first
    private long _budgetBytes;
    private bool _disposed;

    /// <summary>Most bytes of weights to keep; models above it are disposed at once.</summary>
    public long BudgetBytes
    {
        get => Interlocked.Read(ref _budgetBytes);
        set
        {
            Interlocked.Exchange(ref _budgetBytes, value);
            Evict();
        }
    }

    /// <summary>What is kept, most recently used first.</summary>
    public IReadOnlyList<ModelDefinition> Kept
    {
        get
        {
            lock (_lock)
                return [.. _models.Select(model => model.Definition)];
        }
    }

    /// <summary>Takes a model out, loaded in a way that serves; null if it is not here. The caller owns it.</summary>
    public LoadedModel? Take(ModelDefinition definition, InferenceOptions options)
    {
        lock (_lock)
        {
            LoadedModel? found = _models.FirstOrDefault(model => model.Definition == definition && model.Options.LoadsAs(options));
            if (found is not null)
                _models.Remove(found);
            return found;
        }
    }

    /// <summary>Hands a model over; it is disposed if there is no room for it.</summary>
    public void Put(LoadedModel model)
    {
        lock (_lock)
            _models.AddFirst(model);
        Evict();
    }

    /// <summary>Disposes those that run on a GPU: one was lost, and its models with it.</summary>
    public void DropGpu()
    {
        List<LoadedModel> dropped;
        lock (_lock)
        {
            dropped = [.. _models.Where(model => model.IsOnGpu)];
            dropped.ForEach(model => _models.Remove(model));
        }
        dropped.ForEach(model => model.Dispose());
    }

    /// <summary>Disposes everything, and from now on whatever is put in.</summary>
    public void Dispose()
    {
        lock (_lock)
            _disposed = true;
        Evict();
    }

    private void Evict()
    {
        List<LoadedModel> evicted = [];
        lock (_lock)
        {
            long room = _disposed ? -1 : BudgetBytes;
            for (LinkedListNode<LoadedModel>? node = _models.First, next; node is not null; node = next)
            {
                next = node.Next;
                long bytes = node.Value.WeightBytes;
                if (bytes <= room)
                {
                    room -= bytes;
                    continue;
                }
                evicted.Add(node.Value);
                _models.Remove(node);
            }
        }
        evicted.ForEach(model => model.Dispose());
        while (TakeFromFullGpu() is { } last)
            last.Dispose();
    }

    // How much of a GPU's memory a model takes only the driver knows: one goes, and the GPU is asked again.
    private LoadedModel? TakeFromFullGpu()
    {
        lock (_lock)
        {
            if (_models.LastOrDefault(model => model.IsOnGpu) is not { DeviceMemory: { } memory } last
                || memory.Used <= MostOfGpu * memory.Granted)
                return null;
            _models.Remove(last);
            return last;
        }
    }
}
