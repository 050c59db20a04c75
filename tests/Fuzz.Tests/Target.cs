namespace RealtimeCnn.FuzzTests;

/// <summary>A reader of bytes from outside, fed from memory.</summary>
/// <param name="Name">Name, and that of its folder in the corpus.</param>
/// <param name="Read">Reads the bytes; what it throws, and its own refusal is not caught, is a fault.</param>
internal sealed record Target(string Name, Action<byte[]> Read)
{
    /// <summary>Most bytes that an execution may allocate; what it is fed has 64 KiB at most.</summary>
    public const long MaxAllocated = 96 << 20;

    /// <summary>Longest time that an execution may take of the processor; the first one is compiled in it.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    /// <summary>The inputs to begin with, by name.</summary>
    public IEnumerable<(string Name, byte[] Bytes)> Corpus =>
        from path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "corpus", Name)).Order(StringComparer.Ordinal)
        select (Path.GetFileName(path), File.ReadAllBytes(path));

    /// <summary>All targets.</summary>
    public static IReadOnlyList<Target> All { get; } = [.. ZooTargets.All, .. CaptureTargets.All];

    /// <summary>The target of a name; null if there is none.</summary>
    public static Target? Find(string name) => All.FirstOrDefault(target => target.Name == name);

    public override string ToString() => Name;
}
