using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace RealtimeCnn.ModelZoo;

/// <summary>
/// Finds weights that are not a number or infinite, as a training that diverged leaves them, before they replace good ones. Reads every
/// value once, a megabyte at a time.
/// </summary>
internal static class FiniteValues
{
    private const int ChunkLength = 1 << 20;

    /// <summary>Checks values.</summary>
    /// <exception cref="VisionException">One is not finite.</exception>
    public static void Require(ReadOnlySpan<float> values, string file, string tensor)
    {
        // One vectorised pass; not a number is taken for the largest.
        if (values.IsEmpty || float.IsFinite(TensorPrimitives.MaxMagnitude(values)))
            return;
        throw new VisionException($"Weights file '{file}' is broken: tensor '{Printable.Name(tensor)}' holds values that are not a number "
            + "or infinite (a training that diverged?).");
    }

    /// <summary>Checks a tensor of float32.</summary>
    /// <exception cref="VisionException">A value is not finite, or cannot be read.</exception>
    public static void Require(TensorFile file, BoundTensor tensor)
    {
        byte[] chunk = new byte[Math.Min(ChunkLength, tensor.Stored.ByteCount)];
        for (long at = tensor.SkippedBytes; at < tensor.Stored.ByteCount; at += chunk.Length)
        {
            Span<byte> part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, tensor.Stored.ByteCount - at));
            file.Read(tensor.Stored, at, part);
            Require(MemoryMarshal.Cast<byte, float>(part), file.Path, tensor.Stored.Name);
        }
    }

    /// <summary>
    /// Checks the tensors that an ONNX graph stores, inside or beside it. Single numbers may be limits: they are left alone.
    /// </summary>
    /// <param name="onnx">A file that was checked by <see cref="OnnxGuard"/>.</param>
    /// <exception cref="VisionException">A value is not finite.</exception>
    public static void Require(string onnx)
    {
        using UntrustedFile graph = UntrustedFile.Open(onnx);
        Dictionary<string, UntrustedFile> beside = [];
        try
        {
            foreach (OnnxValues tensor in OnnxValues.In(graph).Where(tensor => tensor.Count > 1))
            {
                UntrustedFile? file = tensor.Location.Length == 0 ? graph : beside.GetValueOrDefault(tensor.Location);
                if (file is null)
                {
                    string path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(onnx))!, tensor.Location);
                    beside.Add(tensor.Location, file = UntrustedFile.Open(path));
                }
                foreach ((long offset, long length) in tensor.Places)
                    Require(file, offset, length, tensor, onnx);
            }
        }
        catch (InvalidDataException e)
        {
            throw new VisionException($"ONNX file '{onnx}' is not accepted: {e.Message.TrimEnd('.')}.", e);
        }
        finally
        {
            foreach (UntrustedFile file in beside.Values)
                file.Dispose();
        }
    }

    private static void Require(UntrustedFile file, long offset, long length, OnnxValues tensor, string onnx)
    {
        int size = tensor.Type.Size();
        byte[] bytes = new byte[Math.Min(ChunkLength, length / size * size)];
        float[] values = new float[bytes.Length / size];
        for (long end = offset + (length / size * size); offset < end; offset += bytes.Length)
        {
            Span<byte> part = bytes.AsSpan(0, (int)Math.Min(bytes.Length, end - offset));
            file.Read(offset, part);
            Elements.ToSingle(tensor.Type, part, values);
            Require(values.AsSpan(0, part.Length / size), onnx, tensor.Name);
        }
    }
}
