using System.Diagnostics;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary>
/// A folder with what a fresh clone has for commands, <c>./realtimecnn</c> and <c>./demo</c>, which run the program of these tests and so
/// need no build; without a display, and with a store of its own.
/// </summary>
internal sealed class TemporaryShims : IDisposable
{
    public TemporaryShims()
    {
        string program = System.IO.Path.Combine(AppContext.BaseDirectory, "realtimecnn.dll");
        Write("realtimecnn", $"REALTIMECNN_COMMAND=$0 exec dotnet '{program}' \"$@\"");
        Write("demo", "exec ./realtimecnn demo \"$@\"");
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("realtimecnn shims ").FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Runs a script of bash in the folder.</summary>
    public CommandLine.Outcome Run(string script)
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        start.Environment["DISPLAY"] = "";
        start.Environment.Remove("WAYLAND_DISPLAY");
        start.Environment["REALTIMECNN_HOME"] = At("home");
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return CommandLine.Finish(process);
    }

    /// <summary>The same, for what it writes to standard output; what it says otherwise goes there too if it fails.</summary>
    public string Bash(string script) => Run(script) is { ExitCode: 0 } outcome ? outcome.Output : $"failed: {Run(script)}";

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private void Write(string name, string line)
    {
        File.WriteAllText(At(name), $"#!/usr/bin/env bash\n{line}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(At(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
