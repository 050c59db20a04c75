using NUnit.Framework;

namespace RealtimeCnn.LeNetTrainer.Tests;

[TestFixture]
public class MnistDataTests
{
    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("mnist").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Load_ReadsIdxFiles()
    {
        WriteImages(magic: 0x03, count: 2);
        WriteLabels(7, 4);
        MnistData data = MnistData.LoadTraining(_folder);
        Assert.That(data.Count, Is.EqualTo(2));
        Assert.That(data.Labels, Is.EqualTo(new byte[] { 7, 4 }));
        Assert.That(data.Image(1)[0], Is.EqualTo(1));
    }

    [Test]
    public void Load_SaysWhichFileIsMissing() =>
        Assert.That(() => MnistData.LoadTraining(_folder), Throws.TypeOf<TrainerException>().With.Message.Contains("run 'fetch'"));

    [Test]
    public void Load_RefusesAnotherKindOfFile()
    {
        WriteImages(magic: 0x01, count: 2);
        WriteLabels(7, 4);
        Assert.That(() => MnistData.LoadTraining(_folder), Throws.TypeOf<TrainerException>().With.Message.Contains("not an idx file"));
    }

    [Test]
    public void Load_RefusesImagesAndLabelsThatDoNotMatch()
    {
        WriteImages(magic: 0x03, count: 2);
        WriteLabels(7);
        Assert.That(() => MnistData.LoadTraining(_folder), Throws.TypeOf<TrainerException>().With.Message.Contains("belong together"));
    }

    private void WriteImages(byte magic, byte count)
    {
        byte[] head = [0, 0, 8, magic, 0, 0, 0, count, 0, 0, 0, MnistData.Side, 0, 0, 0, MnistData.Side];
        byte[] file = [.. head, .. new byte[count * MnistData.Pixels]];
        for (int i = 0; i < count; i++)
            file[16 + (i * MnistData.Pixels)] = (byte)i;
        File.WriteAllBytes(Path.Combine(_folder, "train-images-idx3-ubyte"), file);
    }

    private void WriteLabels(params byte[] labels) => File.WriteAllBytes(
        Path.Combine(_folder, "train-labels-idx1-ubyte"), [0, 0, 8, 1, 0, 0, 0, (byte)labels.Length, .. labels]);
}
