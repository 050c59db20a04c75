using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary>Runs the program as a user does: in a process of its own.</summary>
internal static partial class CommandLine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public sealed record Outcome(int ExitCode, string Output, string Error)
    {
        public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static Outcome Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        return Finish(process);
    }

    /// <summary>Starts it without a display, whatever this machine has.</summary>
    public static Process Start(params string[] arguments) => Start("", "", arguments);

    /// <summary>Runs it with variables in its environment.</summary>
    public static Outcome RunWith((string Name, string Value)[] variables, params string[] arguments)
    {
        using Process process = Start("", "", arguments, variables);
        return Finish(process);
    }

    /// <summary>Runs it where no file can become longer than so many KiB, which is an error to write as on a full disk.</summary>
    public static Outcome RunLimited(int kilobytes, params string[] arguments) =>
        RunIn($"trap '' XFSZ; ulimit -f {kilobytes}; exec \"$@\"", arguments);

    /// <summary>Runs it by a script of bash, which gets the program and its arguments as its own.</summary>
    public static Outcome RunIn(string script, params string[] arguments)
    {
        Machine.NeedsLinux("A script of bash sets the limits.");
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] all = ["-c", script, "bash", "dotnet", Path.Combine(AppContext.BaseDirectory, "realtimecnn.dll"), .. arguments];
        foreach (string argument in all)
            start.ArgumentList.Add(argument);
        start.Environment["DISPLAY"] = "";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // the runtime's own memory for it is a file, and a long one
        using Process process = Process.Start(start)!;
        return Finish(process);
    }

    /// <summary>Starts it on a display and in a folder; empty for none and for this one.</summary>
    public static Process Start(string display, string folder, string[] arguments, params (string Name, string Value)[] variables)
    {
        // A shell that starts the tests in the background has them ignore Ctrl-C, and what they start as well; env(1) undoes that.
        string[] launcher = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT,QUIT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(launcher[0], launcher[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        start.Environment["DISPLAY"] = display;
        start.Environment.Remove("WAYLAND_DISPLAY");
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "realtimecnn.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        if (OperatingSystem.IsWindows() && arguments is ["demo", ..] && !arguments.Contains("--headless"))
            start.ArgumentList.Add("--headless"); // no variable takes the display away there
        return Process.Start(start)!;
    }

    public static Outcome Finish(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The program did not end. Output: {output.Result} Error: {error.Result}");
        }
        return new Outcome(process.ExitCode, output.Result.ReplaceLineEndings("\n"), error.Result.ReplaceLineEndings("\n"));
    }

    public static void Send(Process process, Signal signal)
    {
        if (Kill(process.Id, (int)signal) != 0)
            throw new InvalidOperationException("The signal could not be sent.");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
