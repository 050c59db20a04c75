using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Commands.Usage;

/// <summary>What the demo makes of words without an option.</summary>
[TestFixture]
public class DemoWordsTests
{
    [TestCase("", null, null)]
    [TestCase("sample", "sample", null)]
    [TestCase("resnet50", null, "resnet50")]
    [TestCase("RESNET50 sample", "sample", "RESNET50")]
    [TestCase("camera:0 lenet5", "camera:0", "lenet5")]
    [TestCase("synthetic:moving", "synthetic:moving", null)]
    [TestCase("rtsp://somewhere/stream", "rtsp://somewhere/stream", null)]
    [TestCase("photos/*.jpg", "photos/*.jpg", null)]
    [TestCase("classifier.onnx", null, "classifier.onnx")]
    [TestCase(". classifier.ONNX", ".", "classifier.ONNX")]
    public void ALook_TellsSourceFromModel(string words, string? source, string? model) =>
        Assert.That(
            DemoWords.Sort(words.Split(' ', StringSplitOptions.RemoveEmptyEntries)), Is.EqualTo(((string?, string?))(source, model)));

    [Test]
    public void APictureAndANetwork_RunTogether()
    {
        string folder = Directory.CreateTempSubdirectory("realtimecnn-words-").FullName;
        try
        {
            string picture = Path.Combine(folder, "grey.pgm");
            File.WriteAllBytes(picture, [.. "P5 32 32 255\n"u8, .. new byte[32 * 32]]);
            CommandLine.Outcome outcome = CommandLine.Run("demo", picture, "lenet5", "--headless", "--frames", "1");
            Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
            Assert.That(outcome.Output, Does.Contain("1 frames"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
