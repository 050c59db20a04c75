using System.Diagnostics;
using NUnit.Framework;
using RealtimeCnn.Tests;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary>Bad input gives one clear line on stderr, a non-zero exit code, no stack trace and no file.</summary>
[TestFixture, Parallelizable(ParallelScope.Children)]
public class BadInputTests
{
    private DirectoryInfo _folder = null!;

    [OneTimeSetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("realtimecnn-cli-");
        File.WriteAllBytes(At("zero.png"), []);
        File.WriteAllText(At("text.jpg"), "this is no picture");
        File.WriteAllText(At("text.mp4"), "this is no video");
        File.WriteAllText(At("broken.onnx"), "this is no model");
        byte[] whole = TestStore.LeNet5;
        File.WriteAllBytes(At("cut.onnx"), whole[..(whole.Length / 3)]);
        File.WriteAllText(At("labels.txt"), "one\ntwo\n");
        Directory.CreateDirectory(At("empty"));
    }

    [OneTimeTearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Case("demo --source {}/missing.mp4", "missing.mp4");
        yield return Case("demo --source {}/text.mp4", "text.mp4");
        yield return Case("demo --source {}/zero.png", "zero.png");
        yield return Case("demo --source {}/text.jpg", "text.jpg");
        yield return Case("demo --source {}/empty", "empty");
        yield return Case("demo --source {}/*.bmp", "bmp");
        yield return Case("demo --source camera:77", "camera");
        yield return Case("demo --source camera:x", "camera number");
        yield return Case("demo --source synthetic:plaid", "plaid");
        yield return Case("demo --source gopher://somewhere", "gopher");
        yield return Case("demo --model lenet --source sample", "did you mean 'lenet5'");
        yield return Case("demo --model {}/missing.onnx --source sample", "missing.onnx");
        yield return Case("demo --model {}/broken.onnx --source sample", "broken");
        yield return Case("demo --model {}/cut.onnx --source sample", "cut");
        yield return Case("demo --frames 0", "--frames");
        yield return Case("demo --frames many", "--frames");
        yield return Case("demo --duration -1", "--duration");
        yield return Case("demo --swap-at lenet5", "--swap-at");
        yield return Case("demo --swap-at 5=nothing --source sample", "nothing");
        yield return Case("demo --backend cuda", "cuda");
        if (!OperatingSystem.IsWindows())
            yield return Case("demo --backend directml --source sample", "directml");
        yield return Case("demo --preprocess gpu", "gpu");
        yield return Case("demo --record {}/nowhere/out.mp4", "nowhere");
        yield return Case("demo --record {}/out.gif", ".mp4");
        yield return Case("demo --screenshot {}", "--screenshot");
        yield return Case("demo --colour blue", "--colour");
        yield return Case("demo --pull nothing", "no model 'nothing'");
        yield return Case("demo --pull resnet50,resnet50@torchvision-v3", "torchvision-v3");
        yield return Case("demo --pull lenet5", "has no published weights");
        yield return Case("demo --pull nin", "may not be used commercially");
        yield return Case("classify {}/text.jpg", "text.jpg");
        yield return Case("classify {}/zero.png --model inception_v1", "models pull inception_v1");
        yield return Case("classify {}/missing.jpg", "missing.jpg");
        yield return Case("classify {}/zero.png --top 1001", "--top");
        yield return Case("classify {}/zero.png --model {}/cut.onnx --labels {}/labels.txt", "cut");
        yield return Case("classify {}/zero.png --labels {}/labels.txt", "10 classes, but there are 2 labels");
        yield return Case("classify {}/zero.png --labels {}/missing.txt", "missing.txt");
        if (!OperatingSystem.IsWindows())
            yield return Case("classify {}/zero.png --labels /dev/zero", "pipe or device");
        yield return Case("demo --source sample --labels {}/labels.txt", "10 classes, but there are 2 labels");
        yield return Case("classify ", "image: '' names nothing"); // the text behind the space
        yield return Case("classify {}/zero.png --labels ", "--labels: '' names nothing");
        yield return Case("classify {}/zero.png --model ", "--model: '' names nothing");
        yield return Case("preprocess  --output {}/t.npy", "image: '' names nothing");
        yield return Case("preprocess {}/text.jpg --output ", "--output");
        yield return Case("demo --source ", "--source: '' names nothing");
        yield return Case("models import lenet5 ", "file: '' names nothing");
        yield return Case("models diagram ", "model: '' names nothing");
        yield return Case("models run lenet5 --input  --output {}/t.npy", "--input: '' names nothing");
        yield return Case("preprocess {}/text.jpg --output {}/t.npy", "text.jpg");
        yield return Case("nonsense", "nonsense");

        static TestCaseData Case(string arguments, string expected) =>
            new TestCaseData(arguments, expected).SetArgDisplayNames(arguments.Replace("{}", "DIR"));
    }

    [TestCaseSource(nameof(Cases))]
    public void OneLine_NonZero_NothingWritten(string arguments, string expected)
    {
        string[] before = Files();
        CommandLine.Outcome outcome = CommandLine.Run([.. arguments.Split(' ').Select(a => a.Replace("{}", _folder.FullName))]);
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.Not.Zero);
            Assert.That(outcome.ErrorLines, Has.Length.EqualTo(1), outcome.Error);
            Assert.That(outcome.Error, Does.Contain(expected).IgnoreCase);
            Assert.That(outcome.Error + outcome.Output, Does.Not.Contain("   at "));
            Assert.That(Files(), Is.EqualTo(before));
        });
    }

    [TestCase(40), TestCase(64), TestCase(100), Platform("Linux")]
    public void TooFewOpenFiles_AreSaidToBe(int limit)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        string program = Path.Combine(AppContext.BaseDirectory, "realtimecnn.dll");
        foreach (string argument in (string[])["-c", $"ulimit -n {limit} && exec dotnet \"$0\" models list", program])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        CommandLine.Outcome outcome = CommandLine.Finish(process);
        Assert.That(outcome.Error, Is.EqualTo($"At most {limit} files may be open at once, and 128 are needed: ulimit -n 1024\n"));
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private string[] Files() => [.. Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories).Order()];
}
