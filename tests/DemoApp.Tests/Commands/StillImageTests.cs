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
    public void Classify_WithoutWeights_AnswersOnlyWhoInsists()
    {
        (string, string)[] store = [("REALTIMECNN_HOME", Path.Combine(_folder.FullName, "none"))];
        string[] arguments = ["classify", DrawOne(), "--model", "inception_v1", "--json"];
        CommandLine.Outcome refused = CommandLine.RunWith(store, arguments);
        Assert.That((refused.ExitCode, refused.Output), Is.EqualTo((1, "")));
        Assert.That(refused.ErrorLines.Single(), Does.Contain("models pull inception_v1").And.Contain("--untrained"));
        CommandLine.Outcome insists = CommandLine.RunWith(store, [.. arguments, "--untrained"]);
        Assert.That(insists.ExitCode, Is.Zero, insists.Error);
        Assert.That(insists.Output, Does.Contain("\"untrained\""));
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
    public void Explain_WritesTheImageWithTheMap_AndSaysWhenThereIsNone()
    {
        string image = DrawOne(), picture = Path.Combine(_folder.FullName, "where.png");
        CommandLine.Outcome outcome = CommandLine.Run("classify", image, "--explain", picture, "--json", "--top", "1");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        using JsonDocument json = JsonDocument.Parse(outcome.Output);
        Assert.That(json.RootElement[0].GetProperty("explanation").GetString(), Is.EqualTo(picture));
        using Mat before = Cv2.ImRead(image), after = Cv2.ImRead(picture);
        Assert.That(after.Size(), Is.EqualTo(before.Size()));
        using Mat difference = new();
        Cv2.Absdiff(before, after, difference);
        Assert.That(Cv2.Sum(difference).ToDouble(), Is.GreaterThan(0));

        string[][] notOne = [[image, image], [_folder.FullName], [Path.Combine(_folder.FullName, "*.png")]];
        foreach (string[] wrong in notOne)
        {
            outcome = CommandLine.Run(["classify", "--explain", picture + ".png", .. wrong]);
            Assert.That((outcome.ExitCode, outcome.ErrorLines.Length), Is.EqualTo((2, 1)), outcome.Error);
            Assert.That(outcome.Error, Does.Contain("one image"));
        }
        outcome = CommandLine.Run("classify", image, "--explain", image);
        Assert.That((outcome.ExitCode, outcome.ErrorLines.Length), Is.EqualTo((2, 1)), "the image itself");
        outcome = CommandLine.Run("classify", image, "--explain", Path.Combine(_folder.FullName, "missing", "where.png"));
        Assert.That(outcome.ExitCode, Is.Not.Zero);
        Assert.That(outcome.ErrorLines, Has.Length.EqualTo(1));
    }

    [Test]
    public void Classify_GoesOnAfterABadFile_AndSaysSo()
    {
        string good = DrawOne(), missing = Path.Combine(_folder.FullName, "missing.png");
        CommandLine.Outcome outcome = CommandLine.Run("classify", good, missing, good, "--json", "--top", "1");
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.ErrorLines, Is.EqualTo(new[] { $"Image '{missing}' does not exist." }));
        using JsonDocument json = JsonDocument.Parse(outcome.Output);
        string?[] images = [.. json.RootElement.EnumerateArray().Select(one => one.GetProperty("image").GetString())];
        Assert.That(images, Is.EqualTo(new[] { good, missing, good }));
        Assert.That(json.RootElement[1].GetProperty("error").GetString(), Is.EqualTo($"Image '{missing}' does not exist."));
        Assert.That(json.RootElement[2].GetProperty("top")[0].GetProperty("label").GetString(), Is.EqualTo("1"));

        outcome = CommandLine.Run("classify", missing, good, "--top", "1");
        Assert.That((outcome.ExitCode, outcome.ErrorLines.Length), Is.EqualTo((1, 1)));
        Assert.That(outcome.Output, Does.StartWith(good).And.Contain("%  digit 1"));
    }

    [Test, Platform("Linux")]
    public void WhatIsNoTerminal_GetsWholeLines_AndNoControlCharacters()
    {
        string name = new('n', 150), image = Path.Combine(_folder.FullName, "\u001b[2J" + name + ".png");
        File.Move(DrawOne(), image);
        string labels = Path.Combine(_folder.FullName, "labels.json");
        string[] names = [.. Enumerable.Range(0, 10).Select(i => $"\\u001b]0;{i} of {name} and more words \\u009b1m")];
        File.WriteAllText(labels, $"[\"{string.Join("\", \"", names)}\"]");
        CommandLine.Outcome outcome = CommandLine.Run("classify", image, "--labels", labels, "--top", "2");
        string[] lines = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(3), outcome.Error);
        Assert.That(lines[0], Does.Contain("[2J" + name).And.Contain("LeNet-5 (1998)"));
        Assert.That(lines[1], Does.Contain($"1 of {name} and more words"));
        Assert.That(outcome.Output.Where(char.IsControl), Is.All.EqualTo('\n'));
    }

    [Test, Platform("Linux")]
    public void Classify_GoesOnAfterALinkToADevice()
    {
        string good = DrawOne(), link = Path.Combine(_folder.FullName, "z.png");
        File.CreateSymbolicLink(link, "/dev/zero");
        foreach (string named in (string[])[_folder.FullName, Path.Combine(_folder.FullName, "*.png")])
        {
            CommandLine.Outcome outcome = CommandLine.Run("classify", named);
            Assert.That(outcome.ErrorLines, Is.EqualTo(new[] { $"Image '{link}' is no regular file." }));
            Assert.That(outcome.ExitCode, Is.EqualTo(1));
            Assert.That(outcome.Output, Does.StartWith(good));
        }
        Assert.That(CommandLine.Run("demo", "--headless", "--source", link).Error, Does.Contain("is a device, not a file"));
    }

    [Test]
    public void Classify_TakesFoldersAndPatterns_InNaturalOrder()
    {
        string one = DrawOne(), within = _folder.CreateSubdirectory("in").FullName;
        foreach (string name in (string[])["p10.png", "p2.png", "[1]*.png", "notes.txt"])
            File.Copy(one, Path.Combine(within, name));
        Directory.CreateDirectory(Path.Combine(within, "deeper"));
        CommandLine.Outcome folder = CommandLine.Run("classify", within, "--json");
        Assert.That(folder.ExitCode, Is.Zero, folder.Error);
        Assert.That(Images(folder), Is.EqualTo(new[] { "p2.png", "p10.png", "[1]*.png" }));
        Assert.That(folder.ErrorLines, Is.EqualTo(new[] { $"{within}: 3 images; 2 other files and folders are left out." }));
        string pattern = Path.Combine(within, "p*.png");
        Assert.That(Images(CommandLine.Run("classify", pattern, "--json")), Is.EqualTo(new[] { "p2.png", "p10.png" }));
        Assert.That(Images(CommandLine.Run("classify", Path.Combine(within, "[1]*.png"), "--json")), Is.EqualTo(new[] { "[1]*.png" }));

        CommandLine.Outcome none = CommandLine.Run("classify", Path.Combine(within, "deeper"), one);
        Assert.That((none.ExitCode, none.ErrorLines.Length), Is.EqualTo((1, 1)), none.Error);
        Assert.That(none.Error, Does.Contain("holds no images"));
        Assert.That(none.Output, Does.Contain("one.png"));

        static IEnumerable<string?> Images(CommandLine.Outcome outcome)
        {
            using JsonDocument json = JsonDocument.Parse(outcome.Output);
            return [.. json.RootElement.EnumerateArray().Select(image => Path.GetFileName(image.GetProperty("image").GetString()))];
        }
    }

    // Without its last scan's end a progressive JPEG is only less sharp, and libjpeg prints that something is missing.
    [Test, Platform("Linux")]
    public void NativeLibraries_AreNotHeard_UnlessAskedTo()
    {
        string path = Path.Combine(_folder.FullName, "blunt.jpg");
        using (Mat scene = Cv2.ImRead(DrawOne()))
        {
            Cv2.ImEncode(".jpg", scene, out byte[] whole, new ImageEncodingParam(ImwriteFlags.JpegProgressive, 1));
            File.WriteAllBytes(path, [.. whole[..^40], 0xFF, 0xD9]);
        }
        CommandLine.Outcome outcome = CommandLine.Run("classify", path);
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")));
        Assert.That(CommandLine.RunWith([("REALTIMECNN_NATIVE_MESSAGES", "1")], "classify", path).Error, Does.Contain("JPEG data"));
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
        Assert.That(outcome.Output, Does.Contain("not usable: DirectML needs Windows"), "not cut in two");
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
