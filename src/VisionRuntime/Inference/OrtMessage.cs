namespace RealtimeCnn;

/// <summary>What ONNX Runtime says when it fails, fit for one line.</summary>
internal static class OrtMessage
{
    private const int Longest = 300;

    /// <summary>The message without its line breaks, shortened: ONNX Runtime's span lines and may quote a whole graph.</summary>
    public static string OneLine(Exception e)
    {
        string[] lines = e.Message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string line = string.Join(' ', lines);
        return line.Length <= Longest ? line : line[..Longest] + "...";
    }
}
