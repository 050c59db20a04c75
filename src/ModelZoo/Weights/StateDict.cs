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

/// <summary>
/// Gives meaning to the pickle of a PyTorch checkpoint: which dictionaries of tensors it holds, and where in which storage they lie.
/// </summary>
internal sealed class StateDict
{
    private const int MaxNesting = 4;
    private const int MaxDictionaries = 16;
    private const int MaxKeyLength = 128;

    // Where training scripts put the state dict in a checkpoint.
    private static readonly string[] Wrappers =
        ["", "state_dict", "model_state_dict", "model", "model_state", "net", "network", "weights", "params"];

    private readonly Dictionary<string, TorchStorage> _storages = [];
    private readonly SortedSet<string> _foreign = new(StringComparer.Ordinal);

    /// <summary>All storages that the pickle mentions, by key.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    /// <summary>
    /// The dictionaries of tensors by the keys that lead there (<c>model.state_dict</c>, empty for the top), the likeliest first; tensors
    /// in the order of their dictionary.
    /// </summary>
    public IReadOnlyList<(string Key, IReadOnlyList<TorchTensor> Tensors)> Dictionaries { get; private set; } = [];

    /// <summary>The tensors of the first.</summary>
    public IReadOnlyList<TorchTensor> Tensors => Dictionaries[0].Tensors;

    /// <summary>Classes and functions that other objects of the checkpoint name.</summary>
    public IReadOnlyCollection<string> Foreign => _foreign;

    /// <summary>Reads a pickle that holds a state dict, perhaps inside a checkpoint.</summary>
    /// <param name="pickle">Begins with the pickle.</param>
    /// <param name="maxTensors">How many tensors are accepted.</param>
    /// <param name="length">How many bytes the pickle has.</param>
    /// <exception cref="InvalidDataException">It is broken, not allowed, or holds no state dict.</exception>
    /// <exception cref="OverflowException">Sizes fit no integer.</exception>
    public static StateDict Read(ReadOnlySpan<byte> pickle, int maxTensors, out int length)
    {
        StateDict result = new();
        object? root = Pickle.Read(pickle, result.ResolveStorage, out length, result._foreign);
        if (root is PickleOpaque { Name: var name })
            throw new InvalidDataException($"it holds a whole object, {Printable.Name(name)}; save model.state_dict() instead");
        result.Dictionaries = [.. Find(root).Select(found => (found.Key, ToTensors(found.Dictionary, maxTensors)))];
        return result;
    }

    // All dictionaries of tensors, the likeliest first: those with few tensors beside one with many (a metric, a mean) come last. Averages
    // over the training come before the weights of its last step: that is what was evaluated.
    private static IEnumerable<(string Key, PickleDictionary Dictionary)> Find(object? root)
    {
        List<(string Key, PickleDictionary Dictionary, int Count)> found = [];
        List<string> others = [];
        Search(root, (key, dictionary) =>
        {
            int count = dictionary.Items.Count(item => IsTensor(item.Value));
            object? foreign = dictionary.Items.FirstOrDefault(item => item.Value is PickleOpaque or PickleGlobal).Value;
            bool isNamed = dictionary.Items.All(item => item.Key is string || !IsTensor(item.Value));
            if (count > 0 && foreign is null && isNamed)
                found.Add((key, dictionary, count));
            else if (foreign is not null)
                others.Add($"{(count > 0 ? "among its tensors" : "in it")} is {Printable.Name(NameOf(foreign))}");
            else if (!isNamed)
                others.Add("the name of a tensor is no text");
        });
        if (found.Count == 0)
        {
            throw new InvalidDataException("it holds no state dict (a dictionary of tensors and nothing else, at the top or inside another)"
                + (others.Count > 0 ? $": {others[0]}; save model.state_dict() alone" : ""));
        }
        int most = found.Max(each => each.Count);
        return found.OrderBy(each => each.Count * 2 < most).ThenBy(each => Rank(each.Key)).Take(MaxDictionaries)
            .Select(each => (each.Key, each.Dictionary));
    }

    private static string NameOf(object foreign) => foreign is PickleOpaque opaque ? opaque.Name : ((PickleGlobal)foreign).Name;

    // A value may stand in many places, even within itself: each is looked at once.
    private static void Search(object? root, Action<string, PickleDictionary> visit)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Queue<(string Key, object? Value, int Depth)> next = new([("", root, 0)]);
        while (next.TryDequeue(out (string Key, object? Value, int Depth) at))
        {
            if (at.Value is not PickleDictionary dictionary || !seen.Add(dictionary))
                continue;
            visit(at.Key, dictionary);
            if (at.Depth + 1 == MaxNesting)
                continue;
            Dictionary<string, PickleDictionary> inner = []; // of two with one key the last one counts, as in Python
            foreach ((object? key, object? value) in dictionary.Items)
            {
                if (key is string { Length: <= MaxKeyLength } name && value is PickleDictionary wrapped && !TensorNames.IsOptimizer(name))
                    inner[name] = wrapped;
            }
            foreach ((string name, PickleDictionary wrapped) in inner)
                next.Enqueue((at.Key.Length == 0 ? name : $"{at.Key}.{name}", wrapped, at.Depth + 1));
        }
    }

    private static int Rank(string key)
    {
        if (TensorNames.IsAverage(key))
            return -1;
        int known = Array.IndexOf(Wrappers, key[(key.LastIndexOf('.') + 1)..]);
        return known < 0 ? Wrappers.Length : known;
    }

    private static List<TorchTensor> ToTensors(PickleDictionary dictionary, int maxTensors)
    {
        List<TorchTensor> tensors = [];
        HashSet<string> names = [];
        foreach ((object? key, object? value) in dictionary.Items)
        {
            if (!IsTensor(value))
                continue;
            string name = (string)key!;
            if (!names.Add(name))
                throw new InvalidDataException($"its state dict holds '{Printable.Name(name)}' twice");
            if (names.Count > maxTensors)
                throw new InvalidDataException($"it has more than {maxTensors:N0} tensors");
            tensors.Add(ToTensor(name, (PickleCall)value!));
        }
        return tensors;
    }

    private static bool IsTensor(object? value) => value is PickleCall
    {
        Function.Name: PickleGlobals.RebuildTensor or PickleGlobals.RebuildOldTensor
                or PickleGlobals.RebuildParameter or PickleGlobals.Parameter,
    };

    // ("storage", class, key, device, count), and in legacy files (view key, start, count) or None.
    private object ResolveStorage(object? id)
    {
        if (id is PickleTuple { Items: ["module", PickleGlobal whole, ..] }) // class and source of a whole model, before 1.6
            return whole;
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
