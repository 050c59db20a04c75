using System.Text;

namespace RealtimeCnn.DemoApp;

/// <summary>Lines for the user, from any thread. A terminal that is gone is no reason to fail: there is nobody to tell.</summary>
internal static class Say
{
    /// <summary>A text of several lines in one, whoever wrote it.</summary>
    public static string OneLine(string text)
    {
        const StringSplitOptions Filled = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        return string.Join(' ', VisionException.Plain(text).Split('\n', Filled));
    }

    /// <summary>On standard output.</summary>
    /// <returns>Why it could not be said; null if it was.</returns>
    public static string? Line(string text)
    {
        try
        {
            Console.Out.WriteLine(VisionException.Plain(text));
            return null;
        }
        catch (IOException e)
        {
            return $"Standard output cannot be written: {OutputFile.Reason(e)}.";
        }
    }

    /// <summary>On standard error.</summary>
    public static void Error(string text)
    {
        try
        {
            using Stream error = StandardStream.Error();
            error.Write(Encoding.UTF8.GetBytes(VisionException.Plain(text) + Environment.NewLine));
        }
        catch (IOException)
        {
        }
    }
}
