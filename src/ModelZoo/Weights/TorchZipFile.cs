namespace RealtimeCnn.ModelZoo;

/// <summary>
/// A <c>.pth</c> file as PyTorch writes it since 1.6: a zip archive of <c>data.pkl</c> and one file per storage, <c>data/0</c>,
/// <c>data/1</c>, ..., stored uncompressed and aligned so that they can be mapped.
/// </summary>
internal sealed class TorchZipFile : TorchFile
{
    // What all compressed storages together may unpack to, counted again for each time one is unpacked.
    private const long MaxUnpacked = 8L << 30;

    private readonly Dictionary<string, ZipEntry> _storages;
    private readonly HashSet<string> _verified = [];
    private long _unpacked;

    private TorchZipFile(UntrustedFile file, StateDict stateDict, Dictionary<string, ZipEntry> storages)
        : base(file, stateDict, storages.ToDictionary(pair => pair.Key, pair => pair.Value.IsDeflated ? -1 : pair.Value.Offset)) =>
            _storages = storages;

    /// <inheritdoc/>
    public override string Format => "PyTorch zip";

    /// <summary>Reads and checks the archive's directory and its pickle.</summary>
    /// <exception cref="InvalidDataException">The file is broken, suspicious, or no state dict.</exception>
    /// <exception cref="OverflowException">Sizes fit no integer.</exception>
    public static TorchZipFile Parse(UntrustedFile file)
    {
        Dictionary<string, ZipEntry> entries = ZipDirectory.Read(file).ToDictionary(entry => entry.Name);
        const string PickleName = "data.pkl";
        bool IsPickle(string name) => name.EndsWith("/" + PickleName, StringComparison.Ordinal) && name.Count(c => c == '/') == 1;
        string[] pickles = [.. entries.Keys.Where(IsPickle)];
        if (pickles is not [string pickle])
            throw new InvalidDataException($"its archive holds {pickles.Length} state dicts (*/{PickleName}); one is needed");
        string folder = pickle[..^PickleName.Length];
        if (entries.ContainsKey(folder + "constants.pkl"))
            throw new InvalidDataException("it is a TorchScript program; save model.state_dict() instead");
        RequireLittleEndian(file, entries.GetValueOrDefault(folder + "byteorder"));

        StateDict stateDict = StateDict.Read(entries[pickle].Unpack(file, Pickle.MaxLength), MaxTensors, out _);
        Dictionary<string, ZipEntry> storages = [];
        foreach (TorchStorage storage in stateDict.Dictionaries.SelectMany(one => one.Tensors).Select(tensor => tensor.Storage).Distinct())
        {
            if (!entries.TryGetValue($"{folder}data/{storage.Key}", out ZipEntry? entry) || entry.Size != storage.ByteCount)
            {
                throw new InvalidDataException(
                    $"its storage '{Printable.Name(storage.Key)}' should have {storage.ByteCount:N0} bytes, but has {entry?.Size ?? 0:N0}");
            }
            storages.Add(storage.Key, entry);
        }
        return new TorchZipFile(file, stateDict, storages);
    }

    /// <inheritdoc/>
    protected override byte[] Load(TorchStorage storage)
    {
        _unpacked += storage.ByteCount;
        if (_unpacked > MaxUnpacked)
            throw new InvalidDataException($"more than {MaxUnpacked:N0} bytes would have to be unpacked");
        return _storages[storage.Key].Unpack(File, MaxStorageInMemory);
    }

    /// <inheritdoc/>
    protected override void VerifyChecksum(TorchStorage storage)
    {
        if (_verified.Contains(storage.Key))
            return;
        _storages[storage.Key].Verify(File);
        _verified.Add(storage.Key);
    }

    private static void RequireLittleEndian(UntrustedFile file, ZipEntry? byteOrder)
    {
        const int MaxLength = 16;
        if (byteOrder is not null && !byteOrder.Unpack(file, MaxLength).AsSpan().SequenceEqual("little"u8))
            throw new InvalidDataException("its values are big-endian; save it on a little-endian machine");
    }
}
