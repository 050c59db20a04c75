using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

/// <summary>An X server without a screen, on a display of its own; ./test installs it. No window manager runs.</summary>
internal sealed class VirtualDisplay : IDisposable
{
    private readonly Process _server;

    public VirtualDisplay(int width = 1280, int height = 720)
    {
        // -displayfd: the server itself looks for a free number and says which when it is ready.
        var start = new ProcessStartInfo("Xvfb") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { "-displayfd", "1", "-screen", "0", $"{width}x{height}x24", "-nolisten", "tcp", "-noreset" })
            start.ArgumentList.Add(argument);
        _server = Machine.Start(start);
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        string? number = _server.StandardOutput.ReadLine();
        Assert.That(int.TryParse(number, CultureInfo.InvariantCulture, out int display), Is.True, "Xvfb did not start.");
        Name = $":{display}";
    }

    /// <summary>What DISPLAY is to be.</summary>
    public string Name { get; }

    /// <summary>The server ends at once, as if the machine's had crashed.</summary>
    public void Kill()
    {
        _server.Kill();
        _server.WaitForExit();
    }

    /// <summary>Runs a program on this display and returns what it wrote.</summary>
    public string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DISPLAY"] = Name;
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }

    public void Dispose()
    {
        if (!_server.HasExited)
            Kill();
        _server.Dispose();
    }
}
