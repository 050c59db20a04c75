using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Commands;

[TestFixture]
public class ArgumentFilesTests
{
    private string _file = "";

    [SetUp]
    public void MakeFile() => _file = Path.GetTempFileName();

    [TearDown]
    public void DeleteFile() => File.Delete(_file);

    [Test]
    public void Words_Quotes_AndComments()
    {
        File.WriteAllText(_file, "# a camera\r\n--source \"rtsp://a b\"\r\n\r\n  --frames 5  \n#--tour");
        Assert.That(new ArgumentFiles().TryReplaceToken(_file, out IReadOnlyList<string>? arguments, out string? error));
        Assert.That((arguments, error), Is.EqualTo(((string[])["--source", "rtsp://a b", "--frames", "5"], (string?)null)));
    }

    [Test]
    public void WhatIsTooLong_Missing_OrAFolder_IsRefusedInALine()
    {
        File.WriteAllText(_file, new string('a', 100_000));
        Assert.That(Refusal(_file), Does.EndWith("it is longer than 65,536 bytes."));
        Assert.That(Refusal(Path.GetTempPath()), Does.StartWith($"@{Path.GetTempPath()}: its arguments cannot be read"));
        Assert.That(Refusal(_file + ".not"), Does.Contain("Could not find file"));
        Assert.That(Refusal("a\0b"), Does.Contain("cannot be read"));
    }

    [Test]
    [Platform("Linux")]
    public void WhatNeverEnds_IsRefused() => Assert.That(Refusal("/dev/zero"), Does.EndWith("it is longer than 65,536 bytes."));

    [Test]
    public void AFileThatNamesItself_OrAFolder_EndsTheProgramInALine()
    {
        File.WriteAllText(_file, $"\"@{_file}\" \"@{_file}\"");
        CommandLine.Outcome outcome = CommandLine.Run("@" + _file);
        Assert.That((outcome.ExitCode, outcome.ErrorLines.Length), Is.EqualTo((2, 1)), outcome.Error);
        Assert.That(outcome.Error, Does.Contain("more than 16 such files are named."));
        outcome = CommandLine.Run("@" + Path.GetTempPath());
        Assert.That((outcome.ExitCode, outcome.ErrorLines.Length), Is.EqualTo((2, 1)), outcome.Error);
    }

    private static string Refusal(string path)
    {
        Assert.That(new ArgumentFiles().TryReplaceToken(path, out IReadOnlyList<string>? arguments, out string? error), Is.False);
        Assert.That(arguments, Is.Null);
        return error!;
    }
}
