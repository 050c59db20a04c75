using System.Text;
using System.Text.Json;
using NUnit.Framework;
using OpenCvSharp;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary>The commands for still images, and devices.</summary>
[TestFixture]
public class StillImageTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("realtimecnn-still-");

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [Test]
    public void Classify_ReadsADrawnOne()
    {
        CommandLine.Outcome outcome = CommandLine.Run("classify", DrawOne(), "--json", "--top", "3");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        using JsonDocument json = JsonDocument.Parse(outcome.Output);
        JsonElement top = json.RootElement[0].GetProperty("top");
        Assert.That(top.GetArrayLength(), Is.EqualTo(3));
        Assert.That(top[0].GetProperty("label").GetString(), Is.EqualTo("1"));
        Assert.That(CommandLine.Run("classify", DrawOne()).Output, Does.Contain("LeNet-5 (1998)"));
    }

    [Test]
    public void Labels_NameTheClassesOfAModelOfTheCatalogueToo_AndWhatWasMadeOfThemIsSaid()
    {
        string labels = Path.Combine(_folder.FullName, "labels.txt");
        File.WriteAllBytes(labels, Encoding.Latin1.GetBytes("zero\n\u00FCne\ntwo\n\nfour\nfive\nsix\nseven\neight\nnine\n\n"));
        CommandLine.Outcome outcome = CommandLine.Run("classify", DrawOne(), "--labels", labels, "--top", "10", "--json");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        using JsonDocument json = JsonDocument.Parse(outcome.Output);
        string?[] names = [.. json.RootElement[0].GetProperty("top").EnumerateArray().Select(top => top.GetProperty("label").GetString())];
        Assert.That(names[0], Is.EqualTo("\u00FCne"));
        Assert.That(names, Does.Contain("class 3"));
        Assert.That(outcome.Error, Does.Contain("Windows-1252").And.Contain("class 3"));
    }

    [Test]
    public void Preprocess_WritesTheTensorAsNumPyReadsIt()
    {
        string output = Path.Combine(_folder.FullName, "t.npy");
        CommandLine.Outcome outcome = CommandLine.Run("preprocess", DrawOne(), "--output", output);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        byte[] bytes = File.ReadAllBytes(output);
        int header = BitConverter.ToUInt16(bytes, 8);
        byte[] magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];
        Assert.That(bytes.AsSpan(0, 8).ToArray(), Is.EqualTo(magic));
        Assert.That((10 + header) % 64, Is.Zero);
        Assert.That(
            Encoding.ASCII.GetString(bytes, 10, header),
            Does.StartWith("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 32, 32,), }").And.EndsWith("\n"));
        Assert.That(bytes, Has.Length.EqualTo(10 + header + 32 * 32 * sizeof(float)));
        Assert.That(BitConverter.ToSingle(bytes, 10 + header), Is.EqualTo(1).Within(1e-3), "white paper is 1 after (x - 0.5) / 0.5");
    }

    [Test]
    public void Devices_ExplainsWhatIsNotUsed()
    {
        CommandLine.Outcome outcome = CommandLine.Run("devices");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(outcome.Output, Does.Contain("camera").And.Contain("inference").And.Contain("gpu").And.Contain("directml"));
    }

    private string DrawOne()
    {
        string path = Path.Combine(_folder.FullName, "one.png");
        using var paper = new Mat(400, 600, MatType.CV_8UC3, Scalar.White);
        Cv2.Line(paper, new Point(310, 80), new Point(290, 320), Scalar.Black, 34, LineTypes.AntiAlias);
        Cv2.ImWrite(path, paper);
        return path;
    }
}
