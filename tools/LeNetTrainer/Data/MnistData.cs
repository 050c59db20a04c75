using System.Buffers.Binary;

namespace RealtimeCnn.LeNetTrainer;

/// <summary>Handwritten digits, 28x28, white ink on black, one byte a pixel.</summary>
internal sealed record MnistData(byte[] Images, byte[] Labels)
{
    public const int Side = 28;
    public const int Pixels = Side * Side;

    public int Count => Labels.Length;

    public ReadOnlySpan<byte> Image(int index) => Images.AsSpan(index * Pixels, Pixels);

    public static MnistData LoadTraining(string folder) => Load(folder, "train");

    public static MnistData LoadTest(string folder) => Load(folder, "t10k");

    /// <summary>The images in [start, start + count), sharing nothing with this set.</summary>
    public MnistData Slice(int start, int count) =>
        new(Images[(start * Pixels)..((start + count) * Pixels)], Labels[start..(start + count)]);

    private static MnistData Load(string folder, string part)
    {
        // idx: a magic number naming type and rank, then one big-endian size per axis, then the bytes.
        byte[] images = Read(folder, part + "-images-idx3-ubyte", 0x803, 16, out int count);
        byte[] labels = Read(folder, part + "-labels-idx1-ubyte", 0x801, 8, out int labelCount);
        if (labelCount != count || images.Length != count * Pixels || labels.Length != count)
            throw new TrainerException($"The {part} images and labels in {folder} do not belong together; run 'fetch' again.");
        return new MnistData(images, labels);
    }

    private static byte[] Read(string folder, string name, int magic, int header, out int count)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
            throw new TrainerException($"{path} is missing; run 'fetch' first.");
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length < header || BinaryPrimitives.ReadInt32BigEndian(bytes) != magic)
            throw new TrainerException($"{path} is not an idx file of the expected kind; run 'fetch' again.");
        count = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4));
        return bytes[header..];
    }
}
