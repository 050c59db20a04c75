namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Counts a model's nodes as they are once its own functions are written out wherever they are called, which ONNX Runtime does before
/// anything else, and cannot be stopped from: a few kilobytes of functions that call each other twice make billions.
/// </summary>
internal sealed class OnnxFunctions
{
    /// <summary>
    /// Most nodes as they are written. Networks for pictures have hundreds, some thousands; language models about 20,000. ONNX Runtime
    /// 1.31.1 needs 5 s of processor time for 50,000, and stops when it is told to.
    /// </summary>
    public const int MaxNodes = 100_000;

    /// <summary>
    /// Most nodes that functions add where they are called. ONNX Runtime 1.31.1 needs 1 s for 8,000, 3 s for 16,000, 10 s for 32,000 and so
    /// on, and does not stop.
    /// </summary>
    public const int MaxWrittenOut = 20_000;

    private const int MaxDepth = 64;
    private const long Most = MaxNodes + MaxWrittenOut + 1;

    private readonly Dictionary<(string Domain, string Name, string Overload), Body> _functions = [];
    private readonly Body _graph = new();
    private Body _current;

    public OnnxFunctions() => _current = _graph;

    /// <summary>What follows are nodes of a function.</summary>
    public void BeginFunction() => _current = new Body();

    /// <summary>The function ends; what follows are nodes of the graph again.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">There is one of this name already.</exception>
    public void EndFunction((string Domain, string Name, string Overload) name)
    {
        if (!_functions.TryAdd(Known(name), _current))
            throw new InvalidDataException($"it has two functions '{Printable.Name(name.Name)}'");
        _current = _graph;
    }

    /// <summary>Takes in a node, of a graph within another as well.</summary>
    /// <param name="called">Its operator.</param>
    /// <exception cref="InvalidDataException">There are too many.</exception>
    public void Add((string Domain, string Name, string Overload) called)
    {
        if (++_current.Nodes > MaxNodes)
            throw new InvalidDataException($"it has more than {MaxNodes:N0} nodes");
        called = Known(called);
        _current.Calls[called] = _current.Calls.GetValueOrDefault(called) + 1;
    }

    /// <summary>Counts.</summary>
    /// <exception cref="InvalidDataException">There are too many nodes, or a function calls itself.</exception>
    public void RequireFew()
    {
        foreach (Body function in _functions.Values)
            Count(function, 0);
        if (Count(_graph, 0) - _graph.Nodes > MaxWrittenOut)
            throw new InvalidDataException($"its functions make more than {MaxWrittenOut:N0} nodes when they are written out");
    }

    // Two names of the standard's own operators.
    private static (string, string, string) Known((string Domain, string Name, string Overload) name) =>
        name.Domain == "ai.onnx" ? name with { Domain = "" } : name;

    // Never above what is refused anyway, so that nothing overflows.
    private long Count(Body body, int depth)
    {
        if (body.Total is { } known)
            return known;
        if (body.IsOpen)
            throw new InvalidDataException("one of its functions calls itself");
        if (depth > MaxDepth)
            throw new InvalidDataException($"its functions call each other more than {MaxDepth} deep");
        body.IsOpen = true;
        long total = body.Nodes;
        foreach ((var called, long times) in body.Calls)
        {
            if (!_functions.TryGetValue(called, out Body? function))
                continue;
            total = Math.Min(total + (times * Count(function, depth + 1)), Most);
            body.Height = Math.Max(body.Height, function.Height + 1);
        }
        if (body.Height > MaxDepth)
            throw new InvalidDataException($"its functions call each other more than {MaxDepth} deep");
        body.IsOpen = false;
        body.Total = total;
        return total;
    }

    private sealed class Body
    {
        public Dictionary<(string, string, string), long> Calls { get; } = [];

        public long Nodes { get; set; }

        public int Height { get; set; }

        public bool IsOpen { get; set; }

        public long? Total { get; set; }
    }
}
