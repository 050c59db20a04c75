namespace RealtimeCnn.ModelZoo;

/// <summary>
/// What both forms of PyTorch files share: tensors are strided views of storages. Contiguous ones are read from the file directly;
/// for the others, and for compressed storages, the whole storage is held in memory, one at a time.
/// </summary>
internal abstract class TorchFile : TensorFile
{
    /// <summary>Largest storage that is unpacked or gathered in memory; VGG-16's first dense layer has 411 MB.</summary>
    protected const int MaxStorageInMemory = 1 << 30;

    private readonly Dictionary<StoredTensor, TorchTensor> _views = new(ReferenceEqualityComparer.Instance);
    private (TorchStorage Storage, byte[] Bytes)? _loaded;

    /// <summary>Makes the table of tensors.</summary>
    /// <param name="file">The file.</param>
    /// <param name="stateDict">Checked views.</param>
    /// <param name="storageOffsets">Where each storage begins in the file, by key; -1 for a compressed one.</param>
    protected TorchFile(
        UntrustedFile file, StateDict stateDict, IReadOnlyDictionary<string, long> storageOffsets) : base(file)
    {
        List<TensorTable> tables = [];
        foreach ((string key, IReadOnlyList<TorchTensor> tensors) in stateDict.Dictionaries)
        {
            StoredTensor[] stored = [.. tensors.Select(tensor => Describe(tensor, storageOffsets[tensor.Storage.Key]))];
            foreach ((StoredTensor tensor, TorchTensor view) in stored.Zip(tensors))
                _views.Add(tensor, view);
            tables.Add(new TensorTable(key, stored));
        }
        Tables = tables;
        if (stateDict.Foreign.Count > 0)
            Notes = [$"Other objects of the checkpoint were left alone, nothing of them was run: {Printable.FirstTen(stateDict.Foreign)}."];
    }

    /// <inheritdoc/>
    public override string Ending => ".pth";

    /// <inheritdoc/>
    public override IReadOnlyList<TensorTable> Tables { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notes { get; } = [];

    /// <summary>Reads a whole storage.</summary>
    protected abstract byte[] Load(TorchStorage storage);

    /// <summary>Checks the checksum of a storage that is not compressed, where there is one. Called often for the same.</summary>
    protected virtual void VerifyChecksum(TorchStorage storage)
    {
    }

    /// <inheritdoc/>
    protected override void VerifyChecksum(StoredTensor tensor) => VerifyChecksum(_views[tensor].Storage);

    /// <inheritdoc/>
    protected override void ReadPart(StoredTensor tensor, long start, Span<byte> destination)
    {
        TorchTensor view = _views[tensor];
        if (tensor.Offset >= 0)
        {
            VerifyChecksum(view.Storage);
            File.Read(tensor.Offset + start, destination);
            return;
        }
        if (_loaded?.Storage != view.Storage)
        {
            _loaded = null; // let go of the old one first
            _loaded = (view.Storage, Load(view.Storage));
        }
        Gather(view, _loaded.Value.Bytes, start / view.Storage.ElementSize, destination);
    }

    private static StoredTensor Describe(TorchTensor tensor, long storageOffset)
    {
        int size = tensor.Storage.ElementSize;
        long offset = storageOffset >= 0 && tensor.IsContiguous ? checked(storageOffset + (tensor.Start * size)) : -1;
        return new StoredTensor(
            tensor.Name, tensor.Storage.Type, tensor.Shape, offset, checked(TensorShape.ElementCount(tensor.Shape) * size));
    }

    // Walks the view in row-major order from the element with the given number on.
    private static void Gather(TorchTensor view, byte[] storage, long first, Span<byte> destination)
    {
        int size = view.Storage.ElementSize, rank = view.Shape.Length;
        Span<long> index = stackalloc long[TensorShape.MaxRank];
        long position = view.Start;
        for (int i = rank - 1; i >= 0; i--)
        {
            (first, index[i]) = Math.DivRem(first, Math.Max(view.Shape[i], 1));
            position += index[i] * view.Strides[i];
        }
        for (; destination.Length > 0; destination = destination[size..])
        {
            storage.AsSpan(checked((int)(position * size)), size).CopyTo(destination);
            for (int i = rank - 1; i >= 0; i--)
            {
                position += view.Strides[i];
                if (++index[i] < view.Shape[i])
                    break;
                position -= view.Shape[i] * view.Strides[i];
                index[i] = 0;
            }
        }
    }
}
