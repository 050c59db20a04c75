using System.CommandLine;
using NUnit.Framework;
using RealtimeCnn.DemoApp.Tests.Headless;
using RealtimeCnn.Tests;

namespace RealtimeCnn.DemoApp.Tests.Commands;

/// <summary>No file that a command is to write may be one that it reads, or writes as well, by whatever name.</summary>
[TestFixture]
[Platform("Linux")]
public class OutputOptionTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("output-option-").FullName;
        Directory.CreateDirectory(At("real"));
        Directory.CreateSymbolicLink(At("link"), "real");
        foreach (string name in new[] { "v.mp4", "p.png", "t.npy" })
            File.WriteAllText(At("real/" + name), "precious");
        File.WriteAllBytes(At("real/m.onnx"), Convert.FromBase64String(EndingTests.GathersFromAFile));
        using (FileStream weights = File.Create(At("real/fc.bin")))
            weights.SetLength(50_331_648); // as the model says
        Links.Create(At("real/v.mp4"), At("second.mp4"));
        Links.Create(At("real/m.onnx"), At("second.json"));
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [TestCase("demo --source {}/real/v.mp4 --record {}/second.mp4", "what --source reads")]
    [TestCase("demo --record {}/link/v.mp4 --source {}/real/v.mp4", "what --source reads")]
    [TestCase("demo --source {}/real --screenshot {}/link/p.png", "what --source reads")]
    [TestCase("demo --source {}/real/*.png --screenshot {}/link/p.png", "what --source reads")]
    [TestCase("demo --source sample --model {}/real/m.onnx --json {}/second.json", "what --model reads")]
    [TestCase("demo --source sample --model {}/real/m.onnx --json {}/link/fc.bin", "what --model reads")]
    [TestCase("demo --source sample --swap-at 30={}/real/m.onnx --json {}/link/fc.bin", "what --swap-at reads")]
    [TestCase("demo --source sample --labels {}/real/p.png --json {}/link/p.png", "what --labels reads")]
    [TestCase("demo --source sample --record {}/real/new.mp4 --json {}/link/new.mp4", "what --json writes")]
    [TestCase("demo --source sample --screenshot {}/real/p.png --json {}/link/p.png", "what --json writes")]
    [TestCase("preprocess {}/real/t.npy --output {}/link/t.npy", "what is read")]
    [TestCase("models run lenet5 --input {}/real/t.npy --output {}/link/t.npy", "what --input reads")]
    [TestCase("models diagram {}/real/m.onnx --output {}/link/m.onnx", "what is read")]
    public void IsRefused(string line, string expected)
    {
        string[] errors = Errors(line);
        Assert.That(errors, Is.Not.Empty);
        Assert.That(errors[0], Does.EndWith($" is {expected}."));
    }

    [TestCase("demo --source {}/real/v.mp4 --record {}/real/new.mp4 --json {}/new.json --screenshot {}/real/new.png")]
    [TestCase("demo --source sample --json {}/sample")]
    [TestCase("demo --source {}/real --json {}/real/v.mp4")] // no image
    [TestCase("models diagram {}/real/m.onnx --output {}/real/v.mp4")]
    public void IsNotRefused(string line) => Assert.That(Errors(line), Is.Empty);

    private string[] Errors(string line)
    {
        RootCommand root = new() { DemoCommand.Create(), PreprocessCommand.Create(), ModelsCommand.Create() };
        string[] arguments = [.. line.Split(' ').Select(part => part.Replace("{}", _folder))];
        return [.. root.Parse(arguments).Errors.Select(error => error.Message)];
    }

    private string At(string name) => Path.Combine(_folder, name);
}
