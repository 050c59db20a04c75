namespace RealtimeCnn;

/// <summary>How the elements of a stored tensor are encoded; little-endian.</summary>
internal enum ElementType
{
    /// <summary>IEEE single.</summary>
    Float32,

    /// <summary>IEEE half.</summary>
    Float16,

    /// <summary>The upper half of a single.</summary>
    BFloat16,

    /// <summary>IEEE double.</summary>
    Float64,

    /// <summary>Integers and others that no weight uses, such as <c>num_batches_tracked</c>.</summary>
    Other,
}

/// <summary>One tensor of a weights file: contiguous, row-major.</summary>
/// <param name="Name">State-dict name as stored.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Dimensions; empty for a scalar.</param>
/// <param name="Offset">Where its bytes begin in the file; -1 where they do not lie there as such.</param>
/// <param name="ByteCount">How many bytes.</param>
internal sealed record StoredTensor(string Name, ElementType Type, long[] Shape, long Offset, long ByteCount);

/// <summary>A weights file whose table of tensors was read and checked; the values stay in the file.</summary>
internal abstract class TensorFile
{
    /// <summary>Full path.</summary>
    public abstract string Path { get; }

    /// <summary>Name of the format, for messages: "safetensors", "PyTorch zip", "PyTorch legacy pickle".</summary>
    public abstract string Format { get; }

    /// <summary>All tensors, in the file's order; names are unique.</summary>
    public abstract IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>Copies one tensor's bytes out of the file, whatever the way they are stored.</summary>
    public abstract void Read(StoredTensor tensor, Span<byte> destination);

    /// <summary>Opens a file of any known format, told apart by its content.</summary>
    /// <exception cref="VisionException">The file is missing, of no known format, or broken; the message names it and the reason.</exception>
    public static TensorFile Open(string path) => throw new VisionException($"Weights file '{path}' cannot be read yet.");
}
