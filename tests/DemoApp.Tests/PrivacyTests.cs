using System.Diagnostics;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary>
/// What the program does behind its user's back, as the kernel sees it: no network, and no file outside of the temporary folder and what
/// was asked for. The temporary folder holds .NET's own pipes and, through its variable here, the shaders that Mesa keeps.
/// </summary>
[TestFixture, Platform("Linux"), Parallelizable(ParallelScope.Children)]
public partial class PrivacyTests
{
    private static readonly string Picture = Path.Combine(AppContext.BaseDirectory, "Windowing", "Golden", "window-640x480.png");

    private static IEnumerable<TestCaseData> Commands()
    {
        yield return Case("classify {picture}");
        yield return Case("preprocess {picture} --output {out}/t.npy");
        yield return Case("demo --headless --source sample --frames 40 --screenshot {out}/s.png --json {out}/s.json");
        yield return Case("demo --headless --source sample --frames 40 --preprocess vulkan");
        yield return Case("devices");
        yield return Case("models list");
        yield return Case("models show lenet5");
        yield return Case("models verify");
        yield return Case("models diagram lenet5 --format svg --output {out}/d.svg");

        static TestCaseData Case(string arguments) => new TestCaseData(arguments).SetArgDisplayNames(arguments);
    }

    [TestCaseSource(nameof(Commands))]
    public void Offline_AndNothingLeftBehind(string arguments)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("realtimecnn-privacy-");
        try
        {
            string home = folder.CreateSubdirectory("home").FullName, output = folder.CreateSubdirectory("out").FullName;
            string temporary = folder.CreateSubdirectory("tmp").FullName;
            // Split first: paths may hold spaces.
            string[] words = [.. arguments.Split(' ').Select(word => word.Replace("{out}", output).Replace("{picture}", Picture))];
            string[] calls = Trace(folder.FullName, home, temporary, words);
            string[] network = [.. calls.Where(call => Network().IsMatch(call))];
            string[] made = [.. from call in calls
                                where Creates().IsMatch(call) && !Fails().IsMatch(call)
                                let path = Quoted().Matches(call).LastOrDefault()?.Groups["path"].Value
                                where path is not null && path != "/dev/null"
                                where !Below(output, path) && !Below(temporary, path)
                                select call];
            // A model that loads ahead when a run ends may leave its folder, which the next run sweeps up.
            string?[] left = [.. Directory.GetFileSystemEntries(temporary).Select(Path.GetFileName)
                .Where(name => !name!.StartsWith("realtimecnn-weights-", StringComparison.Ordinal))];
            Assert.Multiple(() =>
            {
                Assert.That(network, Is.Empty);
                Assert.That(made, Is.Empty);
                Assert.That(Directory.GetFileSystemEntries(home), Is.Empty);
                Assert.That(left, Is.SubsetOf(new[] { "shaders" }));
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string[] Trace(string folder, string home, string temporary, string[] arguments)
    {
        string log = Path.Combine(folder, "calls");
        var start = new ProcessStartInfo("strace") { RedirectStandardOutput = true, RedirectStandardError = true };
        string program = Path.Combine(AppContext.BaseDirectory, "realtimecnn.dll");
        string[] strace = ["-f", "-qq", "-s", "4096", "-e", "trace=%network,%file", "-e", "signal=none", "-o", log, "dotnet", program];
        foreach (string argument in (string[])[.. strace, .. arguments])
            start.ArgumentList.Add(argument);
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("XDG_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment.Remove("ORT_DISABLE_TELEMETRY"); // this process has it set, by the libraries under test
        start.Environment.Remove("DISPLAY");
        start.Environment.Remove("WAYLAND_DISPLAY");
        start.Environment["HOME"] = home;
        start.Environment["TMPDIR"] = temporary;
        start.Environment["MESA_SHADER_CACHE_DIR"] = Path.Combine(temporary, "shaders");
        CommandLine.Outcome outcome;
        try
        {
            using Process process = Process.Start(start)!;
            outcome = CommandLine.Finish(process);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("strace is not installed, so nobody can watch.");
            throw;
        }
        if (outcome.Error.StartsWith("strace:", StringComparison.Ordinal))
            Assert.Ignore($"This machine lets no process watch another: {outcome.Error}");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        return File.ReadAllLines(log);
    }

    private static bool Below(string folder, string path) => path.StartsWith(folder + "/", StringComparison.Ordinal);

    [GeneratedRegex("AF_INET|AF_NETLINK")]
    private static partial Regex Network();

    [GeneratedRegex(@"O_CREAT|\b(creat|mkdir|mkdirat|mknod|mknodat|link|linkat|symlink|symlinkat|rename|renameat|renameat2)\(|\bbind\(")]
    private static partial Regex Creates();

    [GeneratedRegex(@"\) = -1 ")]
    private static partial Regex Fails();

    [GeneratedRegex("\"(?<path>[^\"]*)\"")]
    private static partial Regex Quoted();
}
