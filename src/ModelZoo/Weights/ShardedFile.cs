using System.Text.Json;
using System.Text.RegularExpressions;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Weights in several files, as Hugging Face's libraries write large ones: <c>model.safetensors.index.json</c> or
/// <c>pytorch_model.bin.index.json</c> says which tensor lies in which file of its folder, and each of those is a weights file.
/// Format: https://huggingface.co/docs/transformers/big_models, "Sharded checkpoints".
/// </summary>
internal sealed partial class ShardedFile : TensorFile
{
    /// <summary>Ending of the index's name.</summary>
    public const string NameEnding = ".index.json";

    private const int MaxLength = 16 << 20;
    private const int MaxShards = 1000;

    private readonly TensorFile[] _shards;
    private readonly Dictionary<StoredTensor, StoredTensor> _inShard = new(ReferenceEqualityComparer.Instance);

    private ShardedFile(UntrustedFile index, TensorFile[] shards, Dictionary<string, string> map, string[] names) : base(index)
    {
        _shards = shards;
        List<StoredTensor> tensors = [];
        Dictionary<string, string> seen = [];
        for (int part = 0; part < shards.Length; part++)
        {
            foreach (StoredTensor tensor in shards[part].Tensors)
            {
                if (!seen.TryAdd(tensor.Name, names[part]))
                {
                    throw new InvalidDataException(
                        $"'{Printable.Name(tensor.Name)}' is in two of its files, '{seen[tensor.Name]}' and '{names[part]}'");
                }
                StoredTensor here = tensor with { Part = part };
                tensors.Add(here);
                _inShard.Add(here, tensor);
            }
        }
        RequireAgreement(map, seen);
        Tables = [new TensorTable("", tensors)];
        Notes = [$"The weights lie in {shards.Length} files: {Printable.FirstTen(names)}.", .. shards.SelectMany(shard => shard.Notes)];
    }

    /// <inheritdoc/>
    public override string Format => "sharded " + _shards[0].Format;

    /// <inheritdoc/>
    public override string Ending => _shards[0].Ending;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorTable> Tables { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TensorFile> Parts => _shards;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notes { get; }

    /// <summary>Whether a file is called like one of several parts: <c>model-00001-of-00002.safetensors</c>.</summary>
    public static bool IsShard(string path) => ShardName().IsMatch(System.IO.Path.GetFileName(path));

    /// <summary>Reads the index and opens the files that it names.</summary>
    /// <param name="index">The index.</param>
    /// <param name="folder">Full path of the folder that the files must lie in.</param>
    /// <exception cref="InvalidDataException">Index and files do not agree, or a file is missing or lies elsewhere.</exception>
    /// <exception cref="VisionException">One of the files is broken.</exception>
    public static ShardedFile Parse(UntrustedFile index, string folder)
    {
        Dictionary<string, string> map = ReadMap(index);
        string[] names = [.. map.Values.Distinct().Order(StringComparer.Ordinal)];
        if (names.Length is 0 or > MaxShards)
            throw new InvalidDataException($"its index names {names.Length:N0} files; 1 to {MaxShards:N0} are supported");
        foreach (string name in names)
            RequirePlain(name);
        string[] missing = [.. names.Where(name => !System.IO.File.Exists(System.IO.Path.Combine(folder, name)))];
        if (missing.Length > 0)
        {
            throw new InvalidDataException(
                $"{missing.Length} of the {names.Length} files it names are missing: "
                + Printable.FirstTen(missing));
        }
        List<TensorFile> shards = [];
        try
        {
            foreach (string name in names)
                shards.Add(OpenShard(folder, name));
            return new ShardedFile(index, [.. shards], map, names);
        }
        catch
        {
            foreach (TensorFile shard in shards)
                shard.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (TensorFile shard in _shards)
            shard.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override void ReadPart(StoredTensor tensor, long start, Span<byte> destination) =>
        _shards[tensor.Part].Read(_inShard[tensor], start, destination);

    /// <inheritdoc/>
    protected override void VerifyChecksum(StoredTensor tensor) => _shards[tensor.Part].Verify(_inShard[tensor]);

    private static Dictionary<string, string> ReadMap(UntrustedFile index)
    {
        if (index.Length > MaxLength)
            throw new InvalidDataException($"its index has {index.Length:N0} bytes, at most {MaxLength:N0} are supported");
        try
        {
            using var json = JsonDocument.Parse(index.Read(0, (int)index.Length));
            Dictionary<string, string> map = [];
            foreach (JsonProperty tensor in json.RootElement.GetProperty("weight_map").EnumerateObject())
            {
                if (!map.TryAdd(tensor.Name, tensor.Value.GetString() ?? ""))
                    throw new InvalidDataException($"its index names '{Printable.Name(tensor.Name)}' twice");
            }
            return map;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException("it is no index of weights: a 'weight_map' from tensors to files is needed", e);
        }
    }

    // The names come from outside: each must be that of a file in the folder and lead nowhere else.
    private static void RequirePlain(string name)
    {
        bool isPlain = name.Length is > 0 and <= 255 && name.Trim() == name && name is not ("." or "..") && !name.EndsWith('.')
            && !name.EndsWith(NameEnding, StringComparison.OrdinalIgnoreCase)
            && !name.Any(c => char.IsControl(c) || c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|');
        if (!isPlain)
            throw new InvalidDataException($"its index names '{Printable.Name(name)}', which is no plain name of a file in its folder");
    }

    private static TensorFile OpenShard(string folder, string name)
    {
        string path = System.IO.Path.Combine(folder, name);
        if (new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) is { } target
            && System.IO.Path.GetDirectoryName(target.FullName) != folder)
        {
            throw new InvalidDataException($"'{Printable.Name(name)}' is a link that leads out of its folder; put the file itself there");
        }
        return Open(path);
    }

    [GeneratedRegex(@"-[0-9]{5}-of-[0-9]{5}\.")]
    private static partial Regex ShardName();

    private static void RequireAgreement(Dictionary<string, string> map, Dictionary<string, string> seen)
    {
        string[] lost = [.. map.Where(pair => seen.GetValueOrDefault(pair.Key) != pair.Value)
            .Select(pair => $"{pair.Key} in {pair.Value}")];
        if (lost.Length > 0)
            throw new InvalidDataException($"{lost.Length} tensors are not where its index says: {Printable.FirstTen(lost)}");
        string[] unnamed = [.. seen.Keys.Where(name => !map.ContainsKey(name))];
        if (unnamed.Length > 0)
        {
            throw new InvalidDataException(
                $"its files hold {unnamed.Length} tensors that its index does not name: {Printable.FirstTen(unnamed)}");
        }
    }
}
