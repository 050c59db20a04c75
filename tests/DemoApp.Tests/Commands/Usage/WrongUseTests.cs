using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Commands.Usage;

/// <summary>Every kind of wrong use: exit code 2, and one whole sentence that names the place, with the way to help behind it.</summary>
[TestFixture, Parallelizable(ParallelScope.Children)]
public class WrongUseTests
{
    private DirectoryInfo _folder = null!;

    [OneTimeSetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("realtimecnn-use-");
        File.WriteAllText(At("photo.jpg"), "a picture");
        File.WriteAllText(At("other.jpg"), "a picture");
        File.WriteAllText(At("x.npy"), "a tensor");
        File.WriteAllText(At("resnet50"), "a file that is called like a model");
    }

    [OneTimeTearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [TestCase("", "A command is missing: demo, classify")]
    [TestCase("classfy photo.jpg", "There is no command 'classfy' - did you mean 'classify'?")]
    [TestCase("--frames 3", "There is no option '--frames'")]
    [TestCase("models", "A command is missing behind 'models': list, show")]
    [TestCase("models nope", "There is no command 'models nope'; there are list, show")]
    [TestCase("models improt resnet50 x.pth", "There is no command 'models improt' - did you mean 'import'?")]
    [TestCase("models list extra", "'models list' takes no 'extra'.")]
    [TestCase("models list --all", "'models list' has no option '--all'.")]
    [TestCase("models show", "'models show' needs <id>: Id of the model.")]
    [TestCase("models show resnet51", "did you mean 'resnet50'?")]
    [TestCase("models show resnet50 vgg16", "'models show' takes no 'vgg16' behind what is named already.")]
    [TestCase("models pull", "'models pull' needs <id>:")]
    [TestCase("models pull resnet50@torchvision-v9", "did you mean 'torchvision-v1'?")]
    [TestCase("models import resnet50", "'models import' needs <file>:")]
    [TestCase("models import resnet50 x.pth --classes 1", "--classes takes a whole number from 2 to 131072, not '1'.")]
    [TestCase("models import resnet50 x.pth --labels none.txt", "--labels: 'none.txt' is not there.")]
    [TestCase("models remove", "'models remove' needs <id>:")]
    [TestCase("models verify nothing", "There is no model 'nothing'")]
    [TestCase("models path nothing", "There is no model 'nothing'")]
    [TestCase("models run", "'models run' needs <id|file.onnx>:")]
    [TestCase("models run lenet5 --output y.npy", "'models run' needs --input FILE.npy:")]
    [TestCase("models run lenet5 --input none.npy --output y.npy", "--input: 'none.npy' is not there.")]
    [TestCase("models run lenet5 --input x.npy", "'models run' needs --output FILE:")]
    [TestCase("models run lenet5 --input x.npy --output x.npy", "--output: 'x.npy' is what --input reads.")]
    [TestCase("models diagram lenet5 --format gif", "--format: 'gif' is not one of text, dot, svg.")]
    [TestCase("models diagram lenet5 --format svgg", "--format: 'svgg' is not one of text, dot, svg - did you mean 'svg'?")]
    [TestCase("models diagram lenet5 --detail all", "--detail: 'all' is not one of blocks, layers.")]
    [TestCase("models diagram lenet5 --format", "--format needs a value: --format text|dot|svg.")]
    [TestCase("classify", "'classify' needs <image>: Image files, folders of them")]
    [TestCase("classify @none.txt", "Response file not found 'none.txt'.")]
    [TestCase("completion", "'completion' needs <bash|zsh|pwsh>: One of bash, zsh, pwsh.")]
    [TestCase("completion fish", "'fish' is not one of bash, zsh, pwsh")]
    [TestCase("classify photo.jpg --modle lenet5", "'classify' has no option '--modle' - did you mean '--model'?")]
    [TestCase("classify photo.jpg --top", "--top needs a value: --top K.")]
    [TestCase("classify photo.jpg --top 1 --top 2", "--top is given 2 values; it takes one.")]
    [TestCase("classify photo.jpg --top many", "--top takes a whole number from 1 to 1000, not 'many'.")]
    [TestCase("classify photo.jpg --top 1001", "--top takes a whole number from 1 to 1000, not '1001'.")]
    [TestCase("classify photo.jpg -x", "'classify' has no option '-x'.")]
    [TestCase("demo --colour blue", "'demo' has no option '--colour'")]
    [TestCase("demo photo.jpg --fames 3", "'demo' has no option '--fames' - did you mean '--frames'?")]
    [TestCase("models pull resnet50 --accept-license", "did you mean '--accept-licence'?")]
    [TestCase("classify photo.jpg --labels none.txt", "--labels: 'none.txt' is not there.")]
    [TestCase("classify photo.jpg --labels .", "--labels: '.' is a folder.")]
    [TestCase("classify photo.jpg --model resnet50 --labels none.txt", "--labels: 'none.txt' is not there.")]
    [TestCase("classify photo.jpg --scores logit", "--scores: 'logit' is not one of")]
    [TestCase("classify photo.jpg --backend cpuu", "--backend: 'cpuu' is not one of")]
    [TestCase("classify photo.jpg --threads -1", "--threads takes a whole number from 0 to 256, not '-1'.")]
    [TestCase("classify photo.jpg --time-limit soon", "--time-limit takes seconds above 0")]
    [TestCase("preprocess photo.jpg", "'preprocess' needs --output FILE:")]
    [TestCase("preprocess photo.jpg other.jpg --output y.npy", "'preprocess' takes no 'other.jpg' behind what is named already.")]
    [TestCase("preprocess photo.jpg --output y.txt", "--output: 'y.txt' must end in .npy.")]
    [TestCase("devices now", "'devices' takes no 'now'.")]
    [TestCase("demo --preprocess gpu", "--preprocess: 'gpu' is not one of")]
    [TestCase("demo --swap-at lenet5", "--swap-at takes FRAME=MODEL")]
    [TestCase("demo --duration -1", "--duration takes seconds above 0")]
    [TestCase("demo --record out.gif", "--record: 'out.gif' must end in .mp4")]
    [TestCase("demo photo.jgp", "There is no file or folder 'photo.jgp' - did you mean 'photo.jpg'?")]
    [TestCase("demo none.onnx", "Model file 'none.onnx' does not exist.")]
    [TestCase("demo --model none.onnx", "Model file 'none.onnx' does not exist.")]
    [TestCase("demo resnet51", "There is no file, folder or model 'resnet51' - did you mean 'resnet50'?")]
    [TestCase("demo models list", "'models' is no source or model but a command of its own: ")]
    [TestCase("demo photo.jpg other.jpg", "'photo.jpg' and 'other.jpg' are both sources")]
    [TestCase("demo lenet5 vgg16", "'lenet5' and 'vgg16' are both models")]
    [TestCase("demo photo.jpg --source sample", "'photo.jpg' is named beside --source; one of them is enough.")]
    [TestCase("demo lenet5 --model vgg16", "'lenet5' is named beside --model; one of them is enough.")]
    [TestCase("demo resnet50", "'resnet50' is a model, and there is a file or folder of that name: say --model resnet50 or")]
    [TestCase("demo photo.jpg --screenshot photo.jpg", "--screenshot: 'photo.jpg' must end in .png.")]
    public void OneSentence_ExitCode2(string line, string expected)
    {
        using System.Diagnostics.Process process = CommandLine.Start(
            "", _folder.FullName, line.Length == 0 ? [] : line.Split(' '), ("REALTIMECNN_COMMAND", "./realtimecnn"));
        CommandLine.Outcome outcome = CommandLine.Finish(process);
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(2), outcome.Output);
            Assert.That(outcome.ErrorLines, Has.Length.EqualTo(1), outcome.Error);
            Assert.That(outcome.Error, Does.Contain(expected));
            Assert.That(outcome.Error, Does.Match(@"[.?] Try \./realtimecnn[a-z ]* --help\.\n$"));
            Assert.That(outcome.Output, Is.Empty);
            Assert.That(_folder.GetFiles(), Has.Length.EqualTo(4));
        });
    }

    [Test]
    public void APictureInPlaceOfAModel_IsCalledThat()
    {
        DirectoryInfo folder = _folder.CreateSubdirectory("rocket");
        string rocket = Path.Combine(folder.FullName, "rocket.bin");
        File.WriteAllBytes(rocket, [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8]);
        CommandLine.Outcome outcome = CommandLine.Run("classify", At("photo.jpg"), "--model", rocket);
        Assert.That(outcome.ErrorLines.Single(), Does.Contain("it is a picture, not an ONNX model."));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
