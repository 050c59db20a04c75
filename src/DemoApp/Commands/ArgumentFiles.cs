using System.CommandLine.Parsing;
using System.Text;

namespace RealtimeCnn.DemoApp;

/// <summary>
/// Arguments that stand in a file, named as @FILE: some on a line, those with spaces in quotes, lines that begin with # left out. A file
/// may name another one. What never ends, such as a device or a file that names itself, is refused.
/// </summary>
internal sealed class ArgumentFiles
{
    private const int MostFiles = 16;
    private const int MostBytes = 1 << 16;

    private int _files;

    /// <summary>Why one was not read; null if all were.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads a file. As System.CommandLine's delegate of this name has it.</summary>
    /// <param name="path">What stands behind the @.</param>
    /// <param name="arguments">What to put in its place; null if there is an error.</param>
    /// <param name="error">Why it is not read; null if it is.</param>
    public bool TryReplaceToken(string path, out IReadOnlyList<string>? arguments, out string? error)
    {
        (arguments, error) = (null, null);
        try
        {
            if (++_files > MostFiles)
                throw new IOException($"more than {MostFiles} such files are named");
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] bytes = new byte[MostBytes + 1];
            int count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (count > MostBytes)
                throw new IOException($"it is longer than {MostBytes:N0} bytes");
            arguments = [.. Encoding.UTF8.GetString(bytes, 0, count).Split('\n').SelectMany(Arguments)];
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            error = $"@{path}: its arguments cannot be read: {OutputFile.Reason(e)}.";
            Problem ??= error;
            return false;
        }
    }

    private static IEnumerable<string> Arguments(string line) =>
        line.TrimStart().StartsWith('#') ? [] : CommandLineParser.SplitCommandLine(line.Trim());
}
