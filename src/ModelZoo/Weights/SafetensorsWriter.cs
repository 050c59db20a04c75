using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RealtimeCnn.ModelZoo;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">State-dict name.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="Read">Fills the span with the elements from the given index on.</param>
internal sealed record TensorToWrite(string Name, long[] Shape, Action<long, Span<float>> Read);

/// <summary>Writes float32 <c>.safetensors</c> files, a megabyte at a time.</summary>
internal static class SafetensorsWriter
{
    private const int ChunkLength = 1 << 18;

    // So that float tensors are aligned in a mapped file, and a cache line's worth so that vectors are.
    private const int DataAlignment = 64;

    /// <summary>Writes a new file.</summary>
    /// <param name="path">Must not exist.</param>
    /// <param name="tensors">In the order they are to lie in.</param>
    public static void Write(string path, IReadOnlyList<TensorToWrite> tensors)
    {
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(Header(tensors));
        float[] chunk = new float[ChunkLength];
        foreach (TensorToWrite tensor in tensors)
        {
            long count = TensorShape.ElementCount(tensor.Shape);
            for (long start = 0; start < count; start += ChunkLength)
            {
                Span<float> part = chunk.AsSpan(0, (int)Math.Min(ChunkLength, count - start));
                tensor.Read(start, part);
                file.Write(MemoryMarshal.AsBytes(part));
            }
        }
    }

    private static byte[] Header(IReadOnlyList<TensorToWrite> tensors)
    {
        using MemoryStream bytes = new();
        bytes.Write(stackalloc byte[SafetensorsFile.PrefixLength]);
        using (Utf8JsonWriter json = new(bytes))
        {
            long offset = 0;
            json.WriteStartObject();
            foreach (TensorToWrite tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", "F32");
                WriteIntegers(json, "shape", tensor.Shape);
                long end = offset + (TensorShape.ElementCount(tensor.Shape) * sizeof(float));
                WriteIntegers(json, "data_offsets", [offset, end]);
                json.WriteEndObject();
                offset = end;
            }
            json.WriteEndObject();
        }
        while (bytes.Length % DataAlignment != 0)
            bytes.WriteByte((byte)' ');
        byte[] header = bytes.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - SafetensorsFile.PrefixLength);
        return header;
    }

    private static void WriteIntegers(Utf8JsonWriter json, string key, ReadOnlySpan<long> values)
    {
        json.WriteStartArray(key);
        foreach (long value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
