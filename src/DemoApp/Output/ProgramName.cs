namespace RealtimeCnn.DemoApp;

/// <summary>What somebody types to start this program again: help and errors name only what the shell knows.</summary>
internal static class ProgramName
{
    private const string Tool = "realtimecnn";

    /// <summary>A script of the repository says how it was typed; else it is the installed tool, or a library that dotnet runs.</summary>
    public static string Typed { get; } = Of(
        Environment.GetEnvironmentVariable("REALTIMECNN_COMMAND"), Environment.ProcessPath, Environment.GetCommandLineArgs()[0],
        Environment.GetEnvironmentVariable("PATH"));

    /// <summary>The same, of what the environment says.</summary>
    internal static string Of(string? script, string? process, string library, string? path)
    {
        if (!string.IsNullOrWhiteSpace(script))
            return Quoted(script);
        if (Path.GetFileNameWithoutExtension(process) != Tool)
            return $"dotnet {Quoted(library)}";
        string folder = Path.GetDirectoryName(process)!;
        return path?.Split(Path.PathSeparator).Any(known => Path.TrimEndingDirectorySeparator(known) == folder) == true
            ? Tool
            : Quoted(process!);
    }

    private static string Quoted(string path) => path.Contains(' ') ? $"\"{path}\"" : path;
}
