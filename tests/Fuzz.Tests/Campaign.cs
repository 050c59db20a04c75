using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;

namespace RealtimeCnn.FuzzTests;

/// <summary>
/// Feeds a target with damaged inputs in this process. Inputs that reach new code are damaged further, where the assemblies tell. The
/// input of the moment lies in a mapped file: whatever happens to the process, it is there.
/// </summary>
internal sealed class Campaign : IDisposable
{
    private readonly Target _target;
    private readonly Mutator _mutator;
    private readonly Coverage _coverage = new();
    private readonly List<byte[]> _pool = [];
    private readonly MemoryMappedFile _last;
    private readonly MemoryMappedViewAccessor _view;

    /// <param name="target">What to feed.</param>
    /// <param name="seed">Of everything random.</param>
    /// <param name="folder">Where the input of the moment, and one that is a fault, are written; made if it is missing.</param>
    public Campaign(Target target, int seed, string folder)
    {
        (_target, Seed, Folder) = (target, seed, Directory.CreateDirectory(folder).FullName);
        _mutator = new Mutator(seed);
        Last = Path.Combine(Folder, $"{target.Name}.last");
        _last = MemoryMappedFile.CreateFromFile(Last, FileMode.Create, mapName: null, sizeof(int) + (1 << 20));
        _view = _last.CreateViewAccessor();
    }

    public int Seed { get; }

    public string Folder { get; }

    /// <summary>Where the input of the moment is, behind four bytes of its length.</summary>
    public string Last { get; }

    /// <summary>Executions so far. Any thread.</summary>
    public long Executions { get; private set; }

    /// <summary>Longest execution, in time of the processor, and most bytes that one has allocated.</summary>
    public (TimeSpan Time, long Allocated) Worst { get; private set; }

    /// <summary>Inputs that were kept because they reached new code, those of the corpus included.</summary>
    public IReadOnlyList<byte[]> Kept => _pool;

    /// <summary>Branches that were taken; 0 where the assemblies are not instrumented.</summary>
    public int Branches => _coverage.Branches;

    /// <summary>Feeds the corpus, and then what is made of it, until it is over.</summary>
    /// <param name="isOver">Asked after each execution.</param>
    /// <exception cref="FaultException">A fault was found.</exception>
    public void Run(Func<bool> isOver)
    {
        byte[][] corpus = [.. _target.Corpus.Select(input => input.Bytes)];
        foreach (byte[] input in corpus)
            Execute(input);
        if (_pool.Count == 0)
            _pool.AddRange(corpus);
        while (!isOver())
            Execute(_mutator.Mutate(Pick(), _pool[_mutator.Next(_pool.Count)]));
    }

    /// <summary>The smallest of them that reach every branch together; none where the assemblies are not instrumented.</summary>
    public IReadOnlyList<byte[]> Smallest()
    {
        HashSet<int> reached = [];
        List<byte[]> smallest = [];
        foreach (byte[] input in _pool.OrderBy(input => input.Length))
        {
            _coverage.Begin();
            _target.Read(input);
            int before = reached.Count;
            reached.UnionWith(_coverage.Taken());
            if (reached.Count > before)
                smallest.Add(input);
        }
        return smallest;
    }

    /// <summary>Writes an input that is a fault.</summary>
    /// <returns>Its full path.</returns>
    public string Save(byte[] input)
    {
        string name = $"{_target.Name}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}";
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, input);
        return path;
    }

    public void Dispose()
    {
        _view.Dispose();
        _last.Dispose();
    }

    // As often one of those that were found last: there is most to be found behind them. Of two the shorter, or all would grow.
    private byte[] Pick()
    {
        const int Latest = 16;
        int from = _pool.Count > Latest && _mutator.Next(2) == 0 ? _pool.Count - Latest : 0;
        byte[] one = _pool[from + _mutator.Next(_pool.Count - from)], other = _pool[from + _mutator.Next(_pool.Count - from)];
        return one.Length < other.Length ? one : other;
    }

    private void Execute(byte[] input)
    {
        _view.Write(0, input.Length);
        _view.WriteArray(sizeof(int), input, 0, input.Length);
        _coverage.Begin();
        TimeSpan start = Environment.CpuUsage.TotalTime; // not the clock's, which goes on while others have the processor
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            _target.Read(input);
        }
        catch (Exception e)
        {
            throw new FaultException($"{e.GetType().Name}: {e.Message}", Save(input), e);
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TimeSpan time = Environment.CpuUsage.TotalTime - start;
        Executions++;
        Worst = (time > Worst.Time ? time : Worst.Time, Math.Max(allocated, Worst.Allocated));
        if (allocated > Target.MaxAllocated)
            throw new FaultException($"{allocated:N0} bytes were allocated", Save(input));
        if (time > Target.MaxTime)
            throw new FaultException($"it took {time.TotalSeconds:0.0} s of the processor", Save(input));
        if (_coverage.IsNew())
            _pool.Add(input);
    }
}

/// <summary>An input that a reader did not stand.</summary>
internal sealed class FaultException(string problem, string path, Exception? inner = null)
    : Exception($"{problem}; the input is {path}", inner);
