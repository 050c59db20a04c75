using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Pages;

/// <summary>
/// <c>./realtimecnn</c> and <c>./demo</c>: what they build, say and run. In a copy of the scripts, with a dotnet that only notes what it is
/// asked.
/// </summary>
[TestFixture]
public class ScriptsTests
{
    private const string Program = "src/DemoApp/bin/Release/net10.0/realtimecnn.dll";

    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private TemporaryShims _folder = null!;

    [SetUp]
    public void SetUp()
    {
        Machine.NeedsLinux("Windows has scripts of its own, which tests/windows/scripts.sh tries.");
        string root = PageCommands.Root()!;
        _folder = new TemporaryShims();
        foreach (string name in (string[])["realtimecnn", "demo", "scripts/setup.sh"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(name))!);
            File.Copy(Path.Combine(root, name), _folder.At(name), overwrite: true);
        }
        File.WriteAllText(_folder.At("Directory.Build.props"), "");
        foreach (string folder in (string[])["src/DemoApp", "models", "bin"])
            Directory.CreateDirectory(_folder.At(folder));
        Tool("dotnet", $$"""
            case "$1" in
                --list-sdks) echo "10.0.100 [/sdk]" ;;
                build) [ ! -e broken ] || { echo "a.cs(1,1): error CS1002: ; expected"; exit 1; }
                    mkdir -p "$(dirname {{Program}})"; echo program >{{Program}} ;;
                *) shift; echo "$REALTIMECNN_COMMAND: $*"; exit 7 ;;
            esac
            """);
        Tool("dpkg-query", "echo installed");
    }

    [TearDown]
    public void TearDown() => _folder?.Dispose();

    [Test]
    public void TheFirstRun_SaysAtOnceThatItBuilds_LaterOnesAreSilent_UntilSourcesChange()
    {
        CommandLine.Outcome first = Run("./realtimecnn models list");
        Assert.That(first.ErrorLines[0], Does.StartWith("Building (first run, about a minute"));
        Assert.That(first.ErrorLines[^1], Does.Match("^Built in [0-9]+ s\\.$"));
        Assert.That((first.Output, first.ExitCode), Is.EqualTo(("./realtimecnn: models list\n", 7)));

        CommandLine.Outcome second = Run("./realtimecnn models list");
        Assert.That((second.Error, second.ExitCode), Is.EqualTo(("", 7)));

        File.WriteAllText(_folder.At("src/DemoApp/New.cs"), "");
        File.SetLastWriteTimeUtc(_folder.At("src/DemoApp/New.cs"), DateTime.UtcNow.AddHours(1));
        Assert.That(Run("./realtimecnn devices").ErrorLines[0], Is.EqualTo("Building (its sources have changed) ..."));
    }

    [Test]
    public void TheDemo_IsItsCommand_FromAnyFolder()
    {
        Run("./realtimecnn");
        Assert.That(Run("./demo photo.jpg 'a b'").Output, Is.EqualTo("./realtimecnn: demo photo.jpg a b\n"));
        Assert.That(Run("cd src && ../demo sample").Output, Is.EqualTo("../realtimecnn: demo sample\n"));
    }

    [Test]
    public void ABuildThatFails_IsToldInItsOwnWords()
    {
        File.WriteAllText(_folder.At("broken"), "");
        CommandLine.Outcome outcome = Run("./realtimecnn devices");
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.ErrorLines[1], Is.EqualTo("a.cs(1,1): error CS1002: ; expected"));
        Assert.That(outcome.ErrorLines[2], Does.StartWith("The build failed after "));
    }

    [Test]
    public void Tab_BuildsNothing()
    {
        CommandLine.Outcome outcome = Run("./realtimecnn complete -- mod");
        Assert.That((outcome.ExitCode, outcome.Output + outcome.Error), Is.EqualTo((0, "")));
        Assert.That(File.Exists(_folder.At(Program)), Is.False);
    }

    private CommandLine.Outcome Run(string line) => _folder.Run($"PATH=\"$PWD/bin:$PATH\"; {line}");

    private void Tool(string name, string script)
    {
        File.WriteAllText(_folder.At($"bin/{name}"), $"#!/usr/bin/env bash\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.At($"bin/{name}"), Executable);
    }
}
