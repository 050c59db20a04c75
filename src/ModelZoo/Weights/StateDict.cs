namespace RealtimeCnn.ModelZoo;

/// <summary>A block of values that tensors are views of.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Element type.</param>
/// <param name="ElementSize">Bytes of one element.</param>
/// <param name="Count">Number of elements.</param>
internal sealed record TorchStorage(string Key, ElementType Type, int ElementSize, long Count)
{
    /// <summary>Bytes of all elements.</summary>
    public long ByteCount => Count * ElementSize;
}

/// <summary>A tensor: a strided view of a storage. Checked to lie inside it.</summary>
/// <param name="Name">State-dict name.</param>
/// <param name="Storage">Holds the values.</param>
/// <param name="Start">Element of the storage that is the tensor's first.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="Strides">Elements from one to the next along each dimension; not negative.</param>
internal sealed record TorchTensor(string Name, TorchStorage Storage, long Start, long[] Shape, long[] Strides)
{
    /// <summary>Whether the elements lie side by side in row-major order.</summary>
    public bool IsContiguous
    {
        get
        {
            long stride = 1;
            for (int i = Shape.Length - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != stride)
                    return Shape.Contains(0);
                stride *= Shape[i];
            }
            return true;
        }
    }
}

/// <summary>Gives meaning to the pickle of a PyTorch state dict: which tensors it holds, and where in which storage they lie.</summary>
internal sealed class StateDict
{
    private const int MaxNesting = 4;

    // Where training scripts put the state dict in a checkpoint.
    private static readonly string[] Wrappers = ["state_dict", "model_state_dict", "model"];

    private readonly Dictionary<string, TorchStorage> _storages = [];

    /// <summary>All storages that the pickle mentions, by key.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    /// <summary>The tensors, in the order of the state dict.</summary>
    public IReadOnlyList<TorchTensor> Tensors { get; private set; } = [];

    /// <summary>Reads a pickle that holds a state dict, perhaps inside a checkpoint.</summary>
    /// <param name="pickle">Begins with the pickle.</param>
    /// <param name="maxTensors">How many tensors are accepted.</param>
    /// <param name="length">How many bytes the pickle has.</param>
    /// <exception cref="InvalidDataException">It is broken, not allowed, or holds no state dict.</exception>
    /// <exception cref="OverflowException">Sizes fit no integer.</exception>
    public static StateDict Read(ReadOnlySpan<byte> pickle, int maxTensors, out int length)
    {
        StateDict result = new();
        object? root = Pickle.Read(pickle, result.ResolveStorage, out length);
        PickleDictionary dictionary = FindTensors(root);
        List<TorchTensor> tensors = [];
        HashSet<string> names = [];
        foreach ((object? key, object? value) in dictionary.Items)
        {
            if (!IsTensor(value))
                continue;
            if (key is not string name)
                throw new InvalidDataException("its state dict has a tensor whose name is no text");
            if (!names.Add(name))
                throw new InvalidDataException($"its state dict holds '{Printable.Name(name)}' twice");
            if (names.Count > maxTensors)
                throw new InvalidDataException($"it has more than {maxTensors:N0} tensors");
            tensors.Add(ToTensor(name, (PickleCall)value!));
        }
        result.Tensors = tensors;
        return result;
    }

    private static PickleDictionary FindTensors(object? root)
    {
        object? value = root;
        for (int depth = 0; depth < MaxNesting && value is PickleDictionary dictionary; depth++)
        {
            if (dictionary.Items.Any(item => IsTensor(item.Value)))
                return dictionary;
            value = Wrappers.Select(dictionary.Find).FirstOrDefault(inner => inner is PickleDictionary);
        }
        throw new InvalidDataException("it holds no state dict (a dictionary of tensors, at the top or under 'state_dict' or 'model')");
    }

    private static bool IsTensor(object? value) => value is PickleCall
    {
        Function.Name: PickleGlobals.RebuildTensor or PickleGlobals.RebuildOldTensor
                or PickleGlobals.RebuildParameter or PickleGlobals.Parameter,
    };

    // ("storage", class, key, device, count), and in legacy files (view key, start, count) or None.
    private object ResolveStorage(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal type, string key, string, long count, ..] items } || items.Length > 6 ||
            !PickleGlobals.Storages.TryGetValue(type.Name, out (ElementType Type, int Size) element))
        {
            throw new InvalidDataException("its pickle refers to something that is no storage");
        }
        if (count < 0 || count > long.MaxValue / element.Size)
            throw new InvalidDataException($"its storage '{Printable.Name(key)}' states {count} elements");
        TorchStorage storage = new(key, element.Type, element.Size, count);
        if (!_storages.TryAdd(key, storage) && _storages[key] != storage)
            throw new InvalidDataException($"its storage '{Printable.Name(key)}' is stated twice with different sizes or types");
        return items is [.., PickleTuple view] ? ResolveView(storage, view) : new StorageView(storage, 0, count);
    }

    private static StorageView ResolveView(TorchStorage storage, PickleTuple view)
    {
        if (view.Items is not [string, long start, long count] || start < 0 || count < 0 || start > storage.Count - count)
            throw new InvalidDataException($"a view of its storage '{Printable.Name(storage.Key)}' does not lie inside");
        return new StorageView(storage, start, count);
    }

    private static TorchTensor ToTensor(string name, PickleCall call)
    {
        // A parameter is a tensor in a wrapper; a wrapper in a wrapper is never written.
        if (call.Function.Name is PickleGlobals.RebuildParameter or PickleGlobals.Parameter)
            call = call.Arguments is [PickleCall inner, ..] ? inner : throw Unusable(name);
        if (call.Function.Name is not (PickleGlobals.RebuildTensor or PickleGlobals.RebuildOldTensor) ||
            call.Arguments is not [StorageView view, long start, PickleTuple sizes, PickleTuple steps, ..] ||
            sizes.Items.Length != steps.Items.Length || sizes.Items.Length > TensorShape.MaxRank)
        {
            throw Unusable(name);
        }
        long[] shape = Integers(name, sizes), strides = Integers(name, steps);
        RequireInside(name, view, start, shape, strides);
        return new TorchTensor(name, view.Storage, view.Start + start, shape, strides);
    }

    private static void RequireInside(string name, StorageView view, long start, long[] shape, long[] strides)
    {
        bool isEmpty = TensorShape.ElementCount(shape) == 0;
        long last = start;
        for (int i = 0; i < shape.Length && !isEmpty; i++)
            last = checked(last + ((shape[i] - 1) * strides[i]));
        if (start < 0 || strides.Any(stride => stride < 0) || (isEmpty ? start > view.Count : last >= view.Count))
            throw new InvalidDataException($"'{Printable.Name(name)}' reaches beyond its storage");
    }

    private static long[] Integers(string name, PickleTuple tuple) =>
        Array.ConvertAll(tuple.Items, item => item is long value ? value : throw Unusable(name));

    private static InvalidDataException Unusable(string name) => new($"'{Printable.Name(name)}' is not described as a tensor should be");

    private sealed record StorageView(TorchStorage Storage, long Start, long Count);
}
