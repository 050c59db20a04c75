using System.Buffers.Binary;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// A <c>.pth</c> file as PyTorch wrote it before 1.6: five pickles one after the other (magic number, protocol, machine, state
/// dict, keys of the storages), then each storage as its number of elements and its bytes.
/// </summary>
internal sealed class TorchLegacyFile : TorchFile
{
    private const long ProtocolVersion = 1001;

    private readonly Dictionary<string, long> _offsets;

    private TorchLegacyFile(UntrustedFile file, StateDict stateDict, Dictionary<string, long> offsets)
        : base(file, stateDict, offsets) => _offsets = offsets;

    /// <inheritdoc/>
    public override string Format => "PyTorch legacy pickle";

    // The pickle of the number 0x1950A86A20F9469CFC6C, as every version of Python writes it.
    private static ReadOnlySpan<byte> Magic => [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.'];

    /// <summary>Whether a file begins as one.</summary>
    public static bool LooksLikeLegacy(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>Reads and checks the pickles and where the storages lie.</summary>
    /// <exception cref="InvalidDataException">The file is broken, not allowed, or no state dict.</exception>
    /// <exception cref="OverflowException">Sizes fit no integer.</exception>
    public static TorchLegacyFile Parse(UntrustedFile file)
    {
        byte[] head = file.Read(0, (int)Math.Min(file.Length, Pickle.MaxLength));
        int position = Magic.Length;
        if (ReadPlain(head, ref position) is not ProtocolVersion)
            throw new InvalidDataException($"it is of another protocol version than {ProtocolVersion}");
        if (ReadPlain(head, ref position) is not PickleDictionary machine || machine.Find("little_endian") is not true)
            throw new InvalidDataException("its values are big-endian; save it on a little-endian machine");
        StateDict stateDict = StateDict.Read(head.AsSpan(position), MaxTensors, out int length);
        position += length;
        if (ReadPlain(head, ref position) is not PickleList keys)
            throw new InvalidDataException("it has no list of storages");

        Dictionary<string, long> offsets = Locate(file, stateDict, keys, position);
        IEnumerable<TorchTensor> tensors = stateDict.Dictionaries.SelectMany(dictionary => dictionary.Tensors);
        if (tensors.FirstOrDefault(tensor => !offsets.ContainsKey(tensor.Storage.Key)) is { } lost)
            throw new InvalidDataException($"the storage of '{Printable.Name(lost.Name)}' is not in it");
        return new TorchLegacyFile(file, stateDict, offsets);
    }

    /// <inheritdoc/>
    protected override byte[] Load(TorchStorage storage) => storage.ByteCount <= MaxStorageInMemory
        ? File.Read(_offsets[storage.Key], (int)storage.ByteCount)
        : throw new InvalidDataException(
            $"a storage of {storage.ByteCount:N0} bytes is not contiguous; at most {MaxStorageInMemory:N0} are supported");

    private static Dictionary<string, long> Locate(UntrustedFile file, StateDict stateDict, PickleList keys, long position)
    {
        Dictionary<string, long> offsets = [];
        foreach (object? item in keys.Items)
        {
            if (item is not string key || !stateDict.Storages.TryGetValue(key, out TorchStorage? storage)
                || !offsets.TryAdd(key, position + sizeof(long)))
            {
                throw new InvalidDataException("its list of storages does not fit its state dict");
            }
            long count = BinaryPrimitives.ReadInt64LittleEndian(file.Read(position, sizeof(long)));
            if (count != storage.Count)
            {
                throw new InvalidDataException(
                    $"its storage '{Printable.Name(key)}' should have {storage.Count:N0} elements, but has {count:N0}");
            }
            position = checked(position + sizeof(long) + storage.ByteCount);
            if (position > file.Length)
                throw new InvalidDataException($"it ends inside its storage '{Printable.Name(key)}'");
        }
        if (position != file.Length)
            throw new InvalidDataException($"its storages end at byte {position:N0}, the file at {file.Length:N0}");
        return offsets;
    }

    private static object? ReadPlain(byte[] head, ref int position)
    {
        object? value = Pickle.Read(
            head.AsSpan(position), _ => throw new InvalidDataException("its pickle refers to something outside it"), out int length);
        position += length;
        return value;
    }
}
