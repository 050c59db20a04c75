namespace RealtimeCnn.ModelZoo;

/// <summary>A model that comes as a stream of the caller's.</summary>
internal static class ModelStream
{
    /// <summary>Reads it to its end; it is not closed.</summary>
    /// <exception cref="VisionException">It cannot be read, or is too long.</exception>
    public static byte[] ReadAll(string id, Stream onnx)
    {
        try
        {
            long length = onnx.CanSeek ? Math.Max(0, onnx.Length - onnx.Position) : 0;
            if (length > Array.MaxLength)
                throw new IOException($"it has {length:N0} bytes, at most {Array.MaxLength:N0} are read");
            using MemoryStream bytes = new((int)length);
            onnx.CopyTo(bytes);
            return bytes.Capacity == bytes.Length ? bytes.GetBuffer() : bytes.ToArray();
        }
        catch (Exception e) when (e is not (VisionException or OperationCanceledException or OutOfMemoryException)) // a stream's own
        {
            throw new VisionException($"Model '{id}' cannot be read from its stream: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
