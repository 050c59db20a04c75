namespace RealtimeCnn;

/// <summary>What ONNX Runtime says when it fails, fit for one line.</summary>
internal static class OrtMessage
{
    private const int Longest = 300;

    /// <summary>Whether ONNX Runtime itself, or a library that it or we need, is not there or does not fit.</summary>
    public static bool IsMissing(Exception e) => e is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException
        or BadImageFormatException or FileLoadException or FileNotFoundException;

    /// <summary>What is missing, and what to do; a type's initializer hides the reason two exceptions deep.</summary>
    public static string Missing(Exception e)
    {
        Exception root = e.GetBaseException();
        string advice = root is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException
            ? "the program lacks ONNX Runtime's native library, or has one that does not fit: reference the package "
                + "Microsoft.ML.OnnxRuntime, or its .DirectML or .Gpu, in the program itself"
            : "a part of the program is missing";
        string said = OneLine(root);
        int more = said.IndexOf(". ", StringComparison.Ordinal); // .NET goes on about tools to find out with
        return $"{advice} ({(more > 0 ? said[..more] : said.TrimEnd('.'))})";
    }

    /// <summary>
    /// The message without its line breaks, shortened: ONNX Runtime's span lines and may quote a whole graph, with whatever its names hold.
    /// </summary>
    public static string OneLine(Exception e)
    {
        const StringSplitOptions Filled = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        string[] lines = VisionException.Plain(e.Message).Split('\n', Filled);
        string line = string.Join(' ', lines);
        return line.Length <= Longest ? line : line[..Longest] + "...";
    }
}
