using NUnit.Framework;
using RealtimeCnn.Tests;
using static RealtimeCnn.Tests.ScriptedServer;

namespace RealtimeCnn.DemoApp.Tests;

[TestFixture, Parallelizable(ParallelScope.Children), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class ModelsCommandTests
{
    private static readonly byte[] Weights = TestStore.Bytes(1), Unfit = new byte[2000];

    private readonly ModelsHarness _models = new();

    [TearDown]
    public void TearDown() => _models.Dispose();

    [Test]
    public void List_ShowsEveryModelAndItsWeights()
    {
        _models.Test.Store.Import(ModelCatalogue.Load().Get("lenet5"), _models.Test.Write("mine.pth", Weights));
        Assert.That(_models.Run("list"), Is.Zero);
        Assert.Multiple(() =>
        {
            Assert.That(Line("lenet5"), Does.Contain("trained, mine.pth").And.Contain("61.7 k").And.Contain("kB"));
            Assert.That(
                Line("resnet50"),
                Does.Contain("6").And.Contain("ResNet-50").And.Contain("2015").And.Contain("25.6 M").And.Contain("4.09 G")
                    .And.Contain("untrained"));
            Assert.That(Line("inception_resnet_v2"), Does.Contain("55.8 M"));
            Assert.That(_models.Output, Does.Contain(_models.Test.Store.ModelsFolder));
        });

        File.Delete(Path.Combine(_models.Test.Store.ModelsFolder, "lenet5", "mine.pth"));
        Assert.That(_models.Run("list"), Is.Zero);
        Assert.That(Line("lenet5"), Does.Contain("damaged"));
    }

    [Test]
    public void Show_TellsSourcesAndLicences()
    {
        Assert.That(_models.Run("show", "RESNET50"), Is.Zero);
        foreach (string expected in new[]
        {
            "Deep Residual Learning for Image Recognition", "Kaiming He", "25,557,032", "4,089,184,256", "3 x 224 x 224", "untrained",
            "resnet50@torchvision-v2", "https://download.pytorch.org/models/resnet50-11ad3fa6.pth", "BSD-3-Clause", "shorter side to 232",
        })
            Assert.That(_models.Output, Does.Contain(expected));

        Assert.That(_models.Run("show", "resnext50_32x4d"), Is.Zero);
        Assert.That(_models.Output, Does.Contain("7cdf4587... (8 of 64 digits are stated): the first download counts"));
    }

    [Test]
    public void Show_TellsWhatIsInTheStore()
    {
        _models.Test.Store.Import(ModelCatalogue.Load().Get("lenet5"), _models.Test.Write("mine.pth", Weights));
        Assert.That(_models.Run("show", "lenet5"), Is.Zero);
        Assert.That(_models.Output, Does.Contain("mine.pth").And.Contain(TestStore.Hash(Weights)).And.Contain("3 tensors were ignored."));
    }

    [TestCase("show", "vgg61")]
    [TestCase("pull", "vgg61")]
    [TestCase("pull", "vgg16", "vgg61")]
    [TestCase("import", "vgg61", "file.pth")]
    [TestCase("verify", "vgg61")]
    [TestCase("remove", "vgg61")]
    [TestCase("path", "vgg61")]
    public void UnknownId_IsAMisuse_AndTheNearestIsSuggested(params string[] arguments)
    {
        Assert.That(_models.Run(arguments), Is.EqualTo(2));
        Assert.That(_models.ErrorLines.Single(), Does.Contain("did you mean 'vgg16'?"));
        Assert.That(_models.Test.Files(), Is.Empty);
    }

    [Test]
    public void UnknownFamily_IsAMisuse()
    {
        Assert.That(_models.Run("pull", "resnet50@torchvision-v3"), Is.EqualTo(2));
        Assert.That(_models.ErrorLines.Single(), Does.Contain("did you mean 'torchvision-v"));
    }

    [Test]
    public void Pull_PinsAnUnstatedHash_AndDoesNotDownloadTwice()
    {
        using ScriptedServer server = new(Whole(Weights));
        _models.Serve(server.Url("weights.pth"));
        Assert.That(_models.Run("pull", "lenet5"), Is.Zero, string.Join('\n', _models.ErrorLines));
        Assert.That(
            _models.Output,
            Does.Contain("licence MIT").And.Contain("lenet5: 100 %, 2.00 kB of 2.00 kB")
                .And.Contain("lenet5: the publisher states no SHA-256 of it; what comes now counts")
                .And.Contain($"SHA-256 {TestStore.Hash(Weights)}, which later downloads must have"));

        Assert.That(_models.Run("pull", "lenet5@first-v1", "--offline"), Is.Zero);
        Assert.That(_models.Output, Does.Contain("here already"));
        Assert.That(server.Requests, Has.Length.EqualTo(1));
        Assert.That(_models.Run("verify"), Is.Zero);
        Assert.That(_models.Output, Does.Contain("lenet5: first-v1 is intact."));
    }

    [Test]
    public void Pull_ThatFails_SaysSo_AndTheOthersGoOn()
    {
        using ScriptedServer server = new(new Answer(404, []), Whole(Weights));
        _models.Serve(server.Url("weights.pth"), $", \"sha256\": \"{TestStore.Hash(Weights)}\"");
        Assert.That(_models.Run("pull", "lenet5@second-v2", "lenet5"), Is.EqualTo(1));
        Assert.That(_models.ErrorLines.Single(), Does.Contain("404"));
        Assert.That(_models.Output, Does.Contain("lenet5@first-v1 is ready").And.Contain("SHA-256 as the catalogue states"));
    }

    [Test]
    public void Pull_Offline_DownloadsNothing()
    {
        Assert.That(_models.Run("pull", "resnet50", "--offline"), Is.EqualTo(1));
        Assert.That(_models.ErrorLines.Single(), Does.Contain("--offline"));
        Assert.That(_models.Test.Files(), Is.Empty);
    }

    [Test]
    public void Pull_OfNonCommercialWeights_NeedsConsent()
    {
        using ScriptedServer server = new(Whole(Weights));
        _models.Serve(server.Url("weights.pth"), ", \"nonCommercial\": true");
        Assert.That(_models.Run("pull", "lenet5"), Is.EqualTo(1));
        Assert.That(_models.ErrorLines.Single(), Does.Contain("--accept-licence"));
        Assert.That(server.Requests, Is.Empty);
        Assert.That(_models.Run("pull", "lenet5", "--accept-licence"), Is.Zero);
    }

    [Test]
    public void Pull_OfTheNonCommercialNin_AsksFirst()
    {
        Assert.That(_models.Run("pull", "nin"), Is.EqualTo(1));
        Assert.That(_models.ErrorLines.Single(), Does.Contain("--accept-licence"));
    }

    [Test]
    public void Import_SaysWhatTheModelRunsWith()
    {
        Assert.That(_models.Run("import", "lenet5", _models.Test.Write("mine.pth", Weights)), Is.Zero);
        Assert.That(_models.Output, Does.Contain("lenet5 runs with mine.pth now").And.Contain("3 tensors were ignored."));
        Assert.That(_models.Run("path", "lenet5"), Is.Zero);
        Assert.That(_models.Output.Trim(), Is.EqualTo(Path.Combine(_models.Test.Store.ModelsFolder, "lenet5", "lenet5.onnx")));
    }

    [Test]
    public void Import_UnderAnIdOfItsOwn_ShowsAsTheUsers_AndTheCataloguesStays()
    {
        string labels = _models.Test.Write("ten.txt", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', "abcdefghij".AsEnumerable())));
        Assert.That(
            _models.Run("import", "lenet5", _models.Test.Write("mine.pth", Weights), "--as", "my-digits", "--labels", labels), Is.Zero,
            string.Join('\n', _models.ErrorLines));
        Assert.That(
            _models.Output,
            Does.Contain("my-digits runs with mine.pth").And.Contain("lenet5 with 10 classes. Run it with --model my-digits"));
        Assert.That(_models.Run("list"), Is.Zero);
        Assert.That(Line("my-digits"), Does.Contain("yours, mine.pth").And.Contain("61.7 k"));
        Assert.That(Line("lenet5"), Does.Contain("shipped"));
        Assert.That(_models.Run("show", "my-digits"), Is.Zero);
        Assert.That(
            _models.Output,
            Does.Contain("fine-tuned, yours: mine.pth").And.Contain("10, from 'a' to 'j'").And.Contain("licence").And.Contain("based on"));
        Assert.That(_models.Run("verify", "my-digits"), Is.Zero);
        Assert.That(_models.Run("pull", "my-digits"), Is.EqualTo(2));
        Assert.That(_models.Run("remove", "my-digits"), Is.Zero);
        Assert.That(_models.Run("show", "my-digits"), Is.EqualTo(2));
    }

    [TestCase("resnet50", "model of the catalogue")]
    [TestCase("lenet5", "model of the catalogue")]
    [TestCase("My Digits", "is no id")]
    public void Import_UnderAnIdThatCannotBe_IsRefused(string id, string because)
    {
        Assert.That(_models.Run("import", "lenet5", _models.Test.Write("mine.pth", Weights), "--as", id), Is.EqualTo(1));
        Assert.That(_models.ErrorLines.Single(), Does.Contain(because));
        Assert.That(_models.Test.Files(), Is.EqualTo(new[] { "mine.pth" }).Or.Empty);
    }

    [Test]
    public void Import_ThatFails_NamesTheTensorsLineByLine()
    {
        Assert.That(_models.Run("import", "lenet5", _models.Test.Write("unfit.pth", Unfit)), Is.EqualTo(1));
        Assert.That(_models.ErrorLines, Has.Length.EqualTo(3));
        Assert.That(_models.ErrorLines[0], Does.Contain("does not fit lenet5"));
        Assert.That(_models.ErrorLines[1].TrimEnd(), Is.EqualTo("  missing: conv1.weight"));
    }

    [Test]
    public void Verify_OfADamagedModel_Fails()
    {
        string file = _models.Test.Write("mine.pth", Weights);
        Assert.That(_models.Run("verify"), Is.Zero);
        Assert.That(_models.Run("verify", "lenet5"), Is.EqualTo(1));
        _models.Run("import", "lenet5", file);
        File.WriteAllBytes(Path.Combine(_models.Test.Store.ModelsFolder, "lenet5", "mine.pth"), Unfit);
        Assert.That(_models.Run("verify", "lenet5"), Is.EqualTo(1));
        Assert.That(_models.ErrorLines.Single(), Does.StartWith("lenet5 is damaged: mine.pth has another SHA-256"));
    }

    [Test]
    public void Remove_GoesBackToTheWeightsThatShip()
    {
        _models.Run("import", "lenet5", _models.Test.Write("mine.pth", Weights));
        Assert.That(_models.Run("remove", "lenet5"), Is.Zero);
        Assert.That(_models.Test.Files(), Is.Empty);
        Assert.That(_models.Run("path", "lenet5"), Is.EqualTo(1));
        Assert.That(_models.ErrorLines.Single(), Is.EqualTo("'lenet5' has no file: it ships with the program."));
    }

    [Test]
    public void Path_OfTheStore_AndOfAModelWithoutAFile()
    {
        Assert.That(_models.Run("path"), Is.Zero);
        Assert.That(_models.Output.Trim(), Is.EqualTo(_models.Test.Store.ModelsFolder));
        Assert.That(_models.Run("path", "resnet50"), Is.EqualTo(1));
        Assert.That(_models.ErrorLines.Single(), Does.Contain("models pull resnet50"));
    }

    private string Line(string id) => _models.Output.Split('\n').First(line => line.Contains($" {id} "));
}
