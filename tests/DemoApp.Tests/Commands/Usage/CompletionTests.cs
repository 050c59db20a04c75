using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Commands.Usage;

/// <summary>What Tab completes: asked of the program, and in a real bash.</summary>
[TestFixture, Parallelizable(ParallelScope.Children)]
public class CompletionTests
{
    [TestCase("mod", "models")]
    [TestCase("models |", "list,show,pull,import,add,export,verify,remove,path,run,diagram")]
    [TestCase("models ex", "export")]
    [TestCase("models show resn", "resnet50,resnext50_32x4d")]
    [TestCase("models export vgg1", "vgg16,vgg19")]
    [TestCase("models pull xc", "xception")]
    [TestCase("classify photo.jpg --model inception_v", "inception_v1,inception_v4,inception_v3")]
    [TestCase("classify photo.jpg --to", "--top")]
    [TestCase("models diagram lenet5 --format |", "dot,svg,text")]
    [TestCase("demo sam", "sample")]
    [TestCase("demo photo.jpg alex", "alexnet")]
    [TestCase("demo --kee", "--keep-warm-mb")]
    [TestCase("completion z", "zsh")]
    [TestCase("classify pho", "")]
    public void TheProgramKnows(string line, string expected)
    {
        string[] words = line.Split(' ');
        if (words[^1] == "|")
            words[^1] = "";
        CommandLine.Outcome outcome = CommandLine.Run(["complete", "--", .. words]);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(
            outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Is.EquivalentTo(expected.Split(',', StringSplitOptions.RemoveEmptyEntries)));
    }

    [TestCase("./realtimecnn models sho", "show")]
    [TestCase("./realtimecnn models show alex", "alexnet")]
    [TestCase("./realtimecnn classify x --trust", "--trust-backend")]
    [TestCase("./demo lenet", "lenet5")]
    [TestCase("./demo --head", "--headless")]
    public void BashCompletes(string line, string expected)
    {
        Machine.NeedsLinux("bash");
        using TemporaryShims shims = new();
        string script = $$"""
            source <(./realtimecnn completion bash)
            COMP_WORDS=({{line}}) COMP_CWORD=$(( {{line.Split(' ').Length}} - 1 ))
            complete -p realtimecnn ./demo >/dev/null || exit 3
            _realtimecnn
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        Assert.That(shims.Bash(script), Is.EqualTo(expected + "\n"));
    }

    // The functions of zsh's completion, replaced by ones that print.
    [TestCase("./realtimecnn models show resn", "resnet50\nresnext50_32x4d\n")]
    [TestCase("./demo alex", "alexnet\n")]
    [TestCase("./realtimecnn classify pho", "FILES\n")]
    public void ZshCompletes(string line, string expected)
    {
        Machine.NeedsLinux("zsh");
        using TemporaryShims shims = new();
        if (shims.Run("command -v zsh").ExitCode != 0)
            Assert.Ignore("zsh is not installed.");
        File.WriteAllText(shims.At("try.zsh"), $$"""
            compdef() { }
            compadd() { print -l -- "${(@P)argv[-1]}"; }
            _files() { print FILES; }
            source <(./realtimecnn completion zsh)
            words=({{line}}) CURRENT={{line.Split(' ').Length}}
            _realtimecnn
            """);
        Assert.That(shims.Bash("zsh -f try.zsh"), Is.EqualTo(expected));
    }

    [Test]
    public void Help_ShowsNoListOfAllThatCanBeCompleted()
    {
        Assert.That(CommandLine.Run("models", "--help").Output, Does.Contain("show <id>").And.Not.Contain("alexnet"));
        Assert.That(CommandLine.Run("demo", "--help").Output, Does.Contain("<source|model>").And.Not.Contain("alexnet|"));
    }

    [Test]
    public void EveryScript_IsOneThatItsShellReads()
    {
        Machine.NeedsLinux("bash");
        using TemporaryShims shims = new();
        Assert.That(shims.Bash("bash -n <(./realtimecnn completion bash) && echo fine"), Is.EqualTo("fine\n"));
        Assert.That(shims.Bash("./realtimecnn completion zsh"), Does.Contain("compdef _realtimecnn"));
        Assert.That(shims.Bash("./realtimecnn completion pwsh"), Does.Contain("Register-ArgumentCompleter"));
    }
}
