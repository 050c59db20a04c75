namespace RealtimeCnn.Vulkan;

/// <summary>The compiled shaders, which lie in this assembly. Any thread.</summary>
internal static class Shaders
{
    /// <summary>Reads one.</summary>
    /// <param name="name">File name in the folder shaders.</param>
    public static byte[] Read(string name)
    {
        using Stream stream = typeof(Shaders).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The shader {name} is not part of this build.");
        byte[] code = new byte[stream.Length];
        stream.ReadExactly(code);
        return code;
    }
}
