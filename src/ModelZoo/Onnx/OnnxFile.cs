using Google.Protobuf;

namespace RealtimeCnn.ModelZoo;

/// <summary>Where graphs built here become ONNX files.</summary>
internal static class OnnxFile
{
    /// <summary>Writes a graph; its larger tensors lie where it says, beside the file.</summary>
    /// <exception cref="IOException">It cannot be written, or there is a file of this name.</exception>
    public static void Write(string path, Onnx.ModelProto graph)
    {
        using FileStream stream = new(path, FileMode.CreateNew);
        graph.WriteTo(stream);
    }

    /// <summary>The same as bytes.</summary>
    public static byte[] ToBytes(Onnx.ModelProto graph) => graph.ToByteArray();
}
