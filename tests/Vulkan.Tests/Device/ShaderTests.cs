using System.Diagnostics;
using System.Security.Cryptography;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>
/// The compiled shaders are those of the source beside them. Two ways: by the hashes that the build script records, on any machine; and
/// by compiling again, where binaries must be equal if the compiler is the recorded version, and the compiler must be there (./test
/// installs it).
/// </summary>
[TestFixture]
public sealed class ShaderTests
{
    private static string Root { get; } = FindRoot();

    private static string Shaders => Path.Combine(Root, "shaders");

    [Test]
    public void RecordedHashes_MatchSourceAndBinaries()
    {
        (_, Dictionary<string, string> recorded) = ReadRecord(Shaders);
        string[] files =
        [
            .. Directory.GetFiles(Shaders).Select(f => Path.GetFileName(f)).Where(f => f.EndsWith(".hlsl") || f.EndsWith(".spv")),
        ];

        Assert.That(recorded.Keys, Is.EquivalentTo(files));
        foreach (string file in files)
        {
            string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Shaders, file))));
            Assert.That(hash, Is.EqualTo(recorded[file]), $"{file} changed since scripts/build-shaders.sh ran: run it again.");
        }
    }

    [Test]
    [Platform("Linux")]
    public void CompilingAgain_GivesTheSameBinaries()
    {
        using var folder = new TemporaryFolder();
        using Process build = Process.Start(new ProcessStartInfo(Path.Combine(Root, "scripts", "build-shaders.sh"), [folder.Path])
        {
            RedirectStandardError = true,
        })!;
        string errors = build.StandardError.ReadToEnd();
        build.WaitForExit();
        Assert.That(build.ExitCode, Is.Zero, errors);
        (string recordedCompiler, _) = ReadRecord(Shaders);
        (string compiler, _) = ReadRecord(folder.Path);

        foreach (string binary in Directory.GetFiles(Shaders, "*.spv"))
        {
            byte[] again = File.ReadAllBytes(Path.Combine(folder.Path, Path.GetFileName(binary)));
            if (compiler == recordedCompiler)
                Assert.That(again.AsSpan().SequenceEqual(File.ReadAllBytes(binary)), $"{binary} is not what its source gives.");
        }
        TestContext.Out.WriteLine($"{compiler}; recorded: {recordedCompiler}");
    }

    [TestCase("preprocess.FilterRows.spv")]
    [TestCase("preprocess.FilterColumns.spv")]
    public void EmbeddedShader_IsTheCommittedOne(string name) =>
        Assert.That(RealtimeCnn.Vulkan.Shaders.Read(name), Is.EqualTo(File.ReadAllBytes(Path.Combine(Shaders, name))));

    private static (string Compiler, Dictionary<string, string> Hashes) ReadRecord(string folder)
    {
        string[] lines = File.ReadAllLines(Path.Combine(folder, "build.txt"));
        return (lines[0], lines[1..].Select(line => line.Split("  ")).ToDictionary(part => part[1], part => part[0]));
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RealtimeCnn.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside their repository.");
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("shaders-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
