using System.Text;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Text in UTF-8 on Windows too, in a terminal, a file and a pipe; otherwise it is in the code page of the console, which knows neither the
/// lines of a table nor most names.
/// </summary>
internal static class Utf8Output
{
    /// <summary>Comes before the first output. The console, which outlives this program, has its code page back at the end.</summary>
    public static void Begin()
    {
        if (!OperatingSystem.IsWindows())
            return;
        Encoding before = Console.OutputEncoding;
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.OutputEncoding = before;
    }
}
