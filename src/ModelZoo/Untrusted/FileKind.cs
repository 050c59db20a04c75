namespace RealtimeCnn.ModelZoo;

/// <summary>What a file is that is no ONNX model, by its first bytes: more use than the byte at which it stops making sense.</summary>
internal static class FileKind
{
    private const int Longest = 16;

    private static readonly (int At, byte[] Bytes, string Kind)[] Known =
    [
        (0, [0x89, (byte)'P', (byte)'N', (byte)'G'], "a picture"),
        (0, [0xFF, 0xD8, 0xFF], "a picture"),
        (0, [.. "GIF8"u8], "a picture"),
        (0, [(byte)'I', (byte)'I', 42, 0], "a picture"),
        (0, [(byte)'M', (byte)'M', 0, 42], "a picture"),
        (8, [.. "WEBP"u8], "a picture"),
        (8, [.. "AVI "u8], "a video"),
        (4, [.. "ftyp"u8], "a video"),
        (0, [0x1A, 0x45, 0xDF, 0xA3], "a video"),
        (0, [.. "PK\u0003\u0004"u8], "an archive, as PyTorch's weights are ('models import' takes those)"),
        (8, [.. "{\""u8], "safetensors weights ('models import' takes those)"),
        (0, [0x89, (byte)'H', (byte)'D', (byte)'F'], "a file of Keras"),
        (4, [.. "TFL3"u8], "a file of TensorFlow Lite"),
        (0, [.. "%PDF"u8], "a document"),
    ];

    /// <summary>The end of a sentence about the file; null if it cannot be told.</summary>
    public static string? NotOnnx(UntrustedFile file)
    {
        Span<byte> start = stackalloc byte[Longest];
        start = start[..(int)Math.Min(Longest, file.Length)];
        try
        {
            file.Read(0, start);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return null; // whatever was wrong with it before is told
        }
        foreach ((int at, byte[] bytes, string kind) in Known)
        {
            if (start.Length >= at && start[at..].StartsWith(bytes))
                return $"it is {kind}, not an ONNX model";
        }
        return null;
    }
}
