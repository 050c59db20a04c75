namespace RealtimeCnn.ModelZoo;

/// <summary>One tensor of a weights file: contiguous, row-major.</summary>
/// <param name="Name">State-dict name as stored.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Dimensions; empty for a scalar.</param>
/// <param name="Offset">Where its bytes begin in the file; -1 where they do not lie there as such.</param>
/// <param name="ByteCount">How many bytes.</param>
/// <param name="Part">Which of <see cref="TensorFile.Parts"/> it lies in.</param>
internal sealed record StoredTensor(string Name, ElementType Type, long[] Shape, long Offset, long ByteCount, int Part = 0);

/// <summary>The tensors of a file that belong together.</summary>
/// <param name="Key">Where a checkpoint keeps them: <c>state_dict</c>, <c>model.state_dict</c>; empty for the top.</param>
/// <param name="Tensors">In the file's order; names are unique.</param>
internal sealed record TensorTable(string Key, IReadOnlyList<StoredTensor> Tensors);

/// <summary>
/// A weights file whose table of tensors was read and checked; the values stay in the file, which stays open. One thread at a time.
/// </summary>
internal abstract class TensorFile(UntrustedFile file) : IDisposable
{
    /// <summary>Most tensors a file may hold; the networks here have about a thousand.</summary>
    protected const int MaxTensors = 1 << 16;

    /// <summary>Full path with symbolic links resolved.</summary>
    public string Path => File.Path;

    /// <summary>Name of the format, for messages: "safetensors", "PyTorch zip", "PyTorch legacy pickle", "Caffe model".</summary>
    public abstract string Format { get; }

    /// <summary>Usual ending of a file of this format, with its dot.</summary>
    public abstract string Ending { get; }

    /// <summary>The sets of tensors it holds, the likeliest to be meant first: one, except for checkpoints.</summary>
    public abstract IReadOnlyList<TensorTable> Tables { get; }

    /// <summary>All tensors of the first table.</summary>
    public IReadOnlyList<StoredTensor> Tensors => Tables[0].Tensors;

    /// <summary>The files that the values lie in, by <see cref="StoredTensor.Part"/>: itself, or the shards that it lists.</summary>
    public virtual IReadOnlyList<TensorFile> Parts => [this];

    /// <summary>What the user should know, one sentence each.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>The file itself.</summary>
    protected UntrustedFile File { get; } = file;

    /// <summary>Opens a file of any known format, told apart by its content (a Caffe model by its ending).</summary>
    /// <exception cref="VisionException">
    /// The file is missing, of no known format, or broken; the message names it and the reason.
    /// </exception>
    public static TensorFile Open(string path) => Open(UntrustedFile.Open(path), path);

    /// <summary>The same of a file that is open, or bytes; it is closed with the result, or at once where that fails.</summary>
    /// <param name="file">What to read.</param>
    /// <param name="path">What it is called.</param>
    /// <exception cref="VisionException">As above.</exception>
    public static TensorFile Open(UntrustedFile file, string path)
    {
        try
        {
            return Parse(file, path);
        }
        catch (Exception e)
        {
            file.Dispose();
            if (Explain(path, e) is { } reason)
                throw reason;
            throw;
        }
    }

    /// <summary>Copies one tensor's bytes out of the file, whatever the way they are stored.</summary>
    /// <exception cref="VisionException">The file cannot be read or is broken.</exception>
    public void Read(StoredTensor tensor, Span<byte> destination)
    {
        if (destination.Length != tensor.ByteCount)
            throw new ArgumentException($"{tensor.Name} has {tensor.ByteCount} bytes, not {destination.Length}.", nameof(destination));
        Read(tensor, 0, destination);
    }

    /// <summary>Copies a part of one tensor's bytes.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="start">First byte, counted from the tensor's first; a whole element.</param>
    /// <param name="destination">Whole elements.</param>
    /// <exception cref="VisionException">The file cannot be read or is broken.</exception>
    public void Read(StoredTensor tensor, long start, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, tensor.ByteCount - destination.Length);
        try
        {
            ReadPart(tensor, start, destination);
        }
        catch (Exception e) when (Explain(Path, e) is { } reason)
        {
            throw reason;
        }
    }

    /// <summary>Checks a tensor's bytes against the file's checksum, where it has any, before they are used in place.</summary>
    /// <exception cref="VisionException">The checksum is wrong.</exception>
    public void Verify(StoredTensor tensor)
    {
        try
        {
            VerifyChecksum(tensor);
        }
        catch (Exception e) when (Explain(Path, e) is { } reason)
        {
            throw reason;
        }
    }

    /// <summary>Closes the file.</summary>
    public virtual void Dispose() => File.Dispose();

    /// <summary>Copies a part that lies inside the tensor. Throws <see cref="InvalidDataException"/> where the file is broken.</summary>
    protected abstract void ReadPart(StoredTensor tensor, long start, Span<byte> destination);

    /// <summary>Throws <see cref="InvalidDataException"/> where a checksum is wrong.</summary>
    protected virtual void VerifyChecksum(StoredTensor tensor)
    {
    }

    private static TensorFile Parse(UntrustedFile file, string path)
    {
        byte[] start = file.Read(0, (int)Math.Min(file.Length, 16));
        if (path.EndsWith(ShardedFile.NameEnding, StringComparison.OrdinalIgnoreCase))
            return ShardedFile.Parse(file, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        if (ZipDirectory.LooksLikeZip(start))
            return TorchZipFile.Parse(file);
        if (TorchLegacyFile.LooksLikeLegacy(start))
            return TorchLegacyFile.Parse(file);
        if (file.Path.EndsWith(CaffeModelFile.NameEnding, StringComparison.OrdinalIgnoreCase))
            return new CaffeModelFile(file);
        if (SafetensorsFile.LooksLikeSafetensors(start)
            || file.Path.EndsWith(SafetensorsFile.NameEnding, StringComparison.OrdinalIgnoreCase))
        {
            return new SafetensorsFile(file);
        }
        throw new InvalidDataException(
            "it is neither a safetensors file nor a PyTorch state dict (.pth, zip or legacy), nor called .caffemodel or .index.json");
    }

    // The readers say what is wrong; only here it is known with which file.
    private static VisionException? Explain(string path, Exception e) => e switch
    {
        OverflowException => new VisionException($"Weights file '{path}' is broken: it states sizes that no file has.", e),
        InvalidDataException => new VisionException($"Weights file '{path}' is broken or not supported: {e.Message.TrimEnd('.')}.", e),
        IOException or UnauthorizedAccessException => new VisionException($"Weights file '{path}' cannot be read: {e.Message}", e),
        _ => null,
    };
}
