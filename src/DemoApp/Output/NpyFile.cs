using System.Text;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Writes NumPy's .npy format, version 1.0 (numpy.lib.format): magic, header length, a Python dict padded to 64 bytes, raw data.
/// </summary>
internal static class NpyFile
{
    public static void Write(string path, ReadOnlyMemory<byte> data, TensorType type, params int[] shape) =>
        OutputFile.Write(path, stream => WriteTo(stream, data, type, shape));

    public static void WriteTo(Stream stream, ReadOnlyMemory<byte> data, TensorType type, int[] shape)
    {
        string element = type switch { TensorType.UInt8 => "|u1", TensorType.Float16 => "<f2", _ => "<f4" };
        string header = $"{{'descr': '{element}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}";
        const int Prefix = 10, Alignment = 64;
        int length = (Prefix + header.Length + 1 + Alignment - 1) / Alignment * Alignment - Prefix;
        stream.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)length, (byte)(length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n"));
        stream.Write(data.Span);
    }
}
