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
        catch (Exception e) when (WhyUnwritten(e) is { } reason)
        {
            return $"Standard output cannot be written: {reason}.";
        }
    }

    /// <summary>Why standard output was not written, if that is what an exception is about: a file's names the file. Else null.</summary>
    public static string? WhyUnwritten(Exception e) => e switch
    {
        { Message: var text } when text.Contains('\'') => null,
        UnauthorizedAccessException => "it is closed, or open for reading only", // what .NET makes of EBADF
        IOException => OutputFile.Reason(e),
        _ => null,
    };

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
