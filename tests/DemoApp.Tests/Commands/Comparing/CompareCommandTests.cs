using System.Diagnostics;
using System.Text.Json;
using NUnit.Framework;
using OpenCvSharp;
using RealtimeCnn.Tests;

namespace RealtimeCnn.DemoApp.Tests.Commands.Comparing;

/// <summary>The command as a user runs it, over two networks that see colours, one of which prefers what the other likes least.</summary>
[TestFixture, Parallelizable(ParallelScope.Children)]
public class CompareCommandTests
{
    private static readonly (string Name, Scalar Colour)[] Pictures =
        [("blue", Scalar.Blue), ("green", Scalar.Green), ("red", Scalar.Red), ("white", Scalar.White)];

    private string _folder = null!;
    private string _models = null!;

    [OneTimeSetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("realtimecnn-compare-").FullName;
        foreach ((string name, Scalar colour) in Pictures)
            Paint(At($"photos/{name}.png"), colour);
        TinyNetwork likes = new(), dislikes = new();
        Write("likes", likes.Output(likes.Logits));
        Write("same", likes);
        Write("dislikes", dislikes.Output(dislikes.Add("Neg", [dislikes.Logits])));
        File.WriteAllText(At("broken.onnx"), "this is no model");
        File.WriteAllText(At("text.png"), "this is no picture");
        _models = $"{At("likes.onnx")},{At("same.onnx")},{At("dislikes.onnx")}";

        void Write(string name, TinyNetwork network) =>
            File.WriteAllBytes(At($"{name}.onnx"), network.Definition().Content.ToArray());
    }

    [OneTimeTearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void SayWhatTheyAgreeOn_HowLongTheyTake_AndWhereTheyDiffer()
    {
        CommandLine.Outcome outcome = Compare("--json", At("a.json"), "--html", At("a.html"));
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        string[] progress = [.. outcome.ErrorLines.Where(line => !line.StartsWith("Note on 'dislikes'", StringComparison.Ordinal))];
        Assert.That(progress, Has.Length.EqualTo(3), outcome.Error);
        Assert.That(progress, Is.All.Matches(@"^\w+ \(\d of 3\): 4 pictures, [\d.]+ ms each, .* in memory\.$"));
        Assert.That(outcome.Output, Does.Contain("They differ on 4 of 4 pictures:").And.Contain("4 pictures."));

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(At("a.json")));
        JsonElement[] models = [.. json.RootElement.GetProperty("models").EnumerateArray()];
        Assert.That(models.Select(model => model.GetProperty("agreement").GetDouble()), Is.EqualTo(new[] { 0.5, 0.5, 0 }));
        Assert.That(models.Select(model => model.TryGetProperty("accuracy", out _)), Is.All.False, "nobody said what they show");
        foreach (JsonElement model in models)
        {
            Assert.That(model.GetProperty("answers").GetArrayLength(), Is.EqualTo(4));
            Assert.That(model.GetProperty("ms").GetProperty("p95").GetDouble(), Is.Positive);
            Assert.That(model.GetProperty("processBytes").GetInt64(), Is.GreaterThan(10_000_000));
        }
        JsonElement group = json.RootElement.GetProperty("groups")[0];
        Assert.That(group.GetProperty("differ").GetArrayLength(), Is.EqualTo(4));

        string page = File.ReadAllText(At("a.html"));
        Assert.That(page.Split("data:image/jpeg;base64,/9j/"), Has.Length.EqualTo(5), "the pictures, small");
    }

    [Test]
    public void TheTruth_ComesFromAFile_OrFromTheNamesOfFolders()
    {
        // What the first says is what is true.
        int[] answers = AnswersOf("likes");
        string[] names = [.. Pictures.Select(picture => picture.Name)];
        File.WriteAllLines(At("truth.csv"), names.Select((name, i) => $"{name}.png,{answers[i]}").Append("gone.png,1"));
        CommandLine.Outcome outcome = Compare("--labels", At("truth.csv"), "--json", At("t.json"));
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(outcome.ErrorLines[^1], Is.EqualTo($"{At("truth.csv")}: line 5: there is no picture 'gone.png'."));
        Assert.That(SharesIn(At("t.json")), Is.EqualTo(new[] { 1.0, 1, 0 }));
        Assert.That(outcome.Output, Does.Contain("100.0% (4/4)").And.Contain("0.0% (0/4)"));

        foreach ((int i, (string name, Scalar colour)) in Pictures.Index())
            Paint(At($"classes/{answers[i]}/{name}.png"), colour);
        outcome = CommandLine.Run("compare", At("classes"), "--models", _models, "--json", At("f.json"));
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(SharesIn(At("f.json")), Is.EqualTo(new[] { 1.0, 1, 0 }));

        double[] SharesIn(string path)
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
            JsonElement.ArrayEnumerator models = json.RootElement.GetProperty("models").EnumerateArray();
            return [.. models.Select(model => model.GetProperty("accuracy").GetProperty("share").GetDouble())];
        }
    }

    [Test]
    public void DigitsAreNotComparedWithOtherClasses()
    {
        CommandLine.Outcome outcome = CommandLine.Run(
            "compare", At("photos"), "--models", $"lenet5,{At("likes.onnx")}", "--json", At("g.json"));
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(At("g.json")));
        Assert.That(json.RootElement.GetProperty("groups").GetArrayLength(), Is.EqualTo(2));
        Assert.That(json.RootElement.GetProperty("models")[0].TryGetProperty("agreement", out _), Is.False);
        Assert.That(outcome.Output, Does.Contain("10 classes: 0, 1, 2, ...").And.Not.Contain("They differ"));
    }

    [Test]
    public void BrokenPictures_AreToldAndCounted_UnlessAllAre()
    {
        CommandLine.Outcome some = CommandLine.Run("compare", At("text.png"), At("photos"), "--models", _models, "--json", At("b.json"));
        Assert.That(some.ExitCode, Is.Zero, some.Error);
        Assert.That(some.ErrorLines.Count(line => line.Contains("text.png")), Is.EqualTo(1), some.Error);
        Assert.That(some.Output, Does.Contain("4 pictures; 1 could not be read, or not to the end."));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(At("b.json")));
        Assert.That(json.RootElement.GetProperty("pictures")[0].GetProperty("error").GetString(), Does.Contain("text.png"));
        Assert.That(json.RootElement.GetProperty("models")[0].GetProperty("answers")[0].ValueKind, Is.EqualTo(JsonValueKind.Null));

        Assert.That(CommandLine.Run("compare", At("text.png"), "--models", _models).ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void AModelThatCannotBeLoaded_IsTold_AndTheOthersGoOn()
    {
        CommandLine.Outcome outcome = CommandLine.Run(
            "compare", At("photos"), "--models", $"{At("broken.onnx")},{At("likes.onnx")}", "--json", At("m.json"));
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.ErrorLines[0], Does.StartWith("broken (1 of 2): "));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(At("m.json")));
        Assert.That(json.RootElement.GetProperty("models")[0].TryGetProperty("error", out _), Is.True);
        Assert.That(json.RootElement.GetProperty("models")[1].GetProperty("answered").GetInt32(), Is.EqualTo(4));
    }

    [Test]
    public void WithoutWeights_TheCommandThatGetsThemIsNamed()
    {
        (string, string)[] empty = [("REALTIMECNN_HOME", At("store")), ("REALTIMECNN_COMMAND", "./realtimecnn")];
        CommandLine.Outcome named = CommandLine.RunWith(empty, "compare", At("photos"), "--models", "lenet5,resnet50");
        Assert.That((named.ExitCode, named.ErrorLines.Length), Is.EqualTo((1, 1)), named.Error);
        Assert.That(named.Error, Does.Contain("'resnet50' has no weights here").And.Contain("'./realtimecnn models pull resnet50'"));

        CommandLine.Outcome all = CommandLine.RunWith(empty, "compare", At("photos"));
        Assert.That(all.ExitCode, Is.Zero, all.Error);
        Assert.That(all.ErrorLines[0], Does.StartWith("11 models have no weights here and are left out: './realtimecnn models pull alexn"));
        Assert.That(all.Output, Does.Contain("lenet5").And.Not.Contain("resnet50"));
    }

    [Test]
    public void OnStandardOutput_NothingStandsBetween()
    {
        Machine.NeedsLinux("/dev/stdout");
        CommandLine.Outcome outcome = Compare("--json", "/dev/stdout");
        Assert.That(() => JsonDocument.Parse(outcome.Output), Throws.Nothing, outcome.Output);
        Assert.That(outcome.Error, Does.Contain("They differ on 4 of 4 pictures"));
    }

    [TestCase("compare camera:0", 2, "does not end")]
    [TestCase("compare sample", 2, "does not end")]
    [TestCase("compare", 2, "pictures")]
    [TestCase("compare {}/photos --models resnet5", 2, "did you mean 'resnet50'")]
    [TestCase("compare {}/photos --models lenet5,all", 2, "'all' stands alone")]
    [TestCase("compare {}/photos --models ,", 2, "names no model")]
    [TestCase("compare {}/photos --step 0", 2, "--step")]
    [TestCase("compare {}/photos --html {}/x.txt", 2, "must end in .html or .htm")]
    [TestCase("compare {}/photos --json {}/nowhere/x.json", 2, "nowhere")]
    [TestCase("compare {}/photos --models {}/likes.onnx --json {}/likes.onnx", 2, "is what --models reads")]
    [TestCase("compare {}/photos --models lenet5,{}/likes.onnx --json {}/likes.onnx", 2, "is what is read")]
    [TestCase("compare {}/photos --json {}/photos/red.png", 2, "is what is read")]
    [TestCase("compare {} --models lenet5 --json {}/photos/red.png", 2, "is what is read")]
    [TestCase("compare {}/missing.png", 1, "missing.png")]
    [TestCase("compare {}/photos --labels {}/missing.csv", 1, "missing.csv")]
    [TestCase("compare {}/photos --models lenet5 --labels {}/vain.csv", 1, "says nothing of these pictures")]
    public void WrongUse_IsOneLine(string line, int code, string expected)
    {
        if (line.Contains("vain.csv"))
            File.WriteAllText(At("vain.csv"), "other.png,7\n");
        string red = Convert.ToBase64String(File.ReadAllBytes(At("photos/red.png")));
        (string, string)[] empty = [("REALTIMECNN_HOME", At("store"))];
        CommandLine.Outcome outcome = CommandLine.RunWith(empty, [.. line.Split(' ').Select(part => part.Replace("{}", _folder))]);
        Assert.That(outcome.ExitCode, Is.EqualTo(code), outcome.Error);
        Assert.That(outcome.ErrorLines.Where(one => !one.Contains("left out")), Has.Exactly(1).Items);
        Assert.That(outcome.Error, Does.Contain(expected));
        Assert.That(Convert.ToBase64String(File.ReadAllBytes(At("photos/red.png"))), Is.EqualTo(red));
    }

    [Test, Platform("Linux")]
    public void CtrlC_EndsIt_AndNothingIsWritten()
    {
        string folder = Directory.CreateDirectory(At("stopped")).FullName, json = Path.Combine(folder, "c.json");
        using Process process = CommandLine.Start(
            "compare", At("photos"), "--models", $"{At("likes.onnx")},vgg19", "--untrained", "--json", json);
        Assert.That(process.StandardError.ReadLine(), Does.StartWith("likes (1 of 2)")); // the other one takes a while to load
        CommandLine.Send(process, Signal.Interrupt);
        CommandLine.Outcome outcome = CommandLine.Finish(process);
        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((1, "Stopped: nothing was written.\n")));
        Assert.That(Directory.GetFiles(folder), Is.Empty);
    }

    private int[] AnswersOf(string model)
    {
        CommandLine.Outcome outcome = CommandLine.Run(
            "compare", At("photos"), "--models", At($"{model}.onnx"), "--json", At($"{model}-alone.json"));
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(At($"{model}-alone.json")));
        JsonElement answers = json.RootElement.GetProperty("models")[0].GetProperty("answers");
        return [.. answers.EnumerateArray().Select(answer => answer.GetProperty("classId").GetInt32())];
    }

    private CommandLine.Outcome Compare(params string[] more) => CommandLine.Run(["compare", At("photos"), "--models", _models, .. more]);

    private string At(string name) => Path.Combine(_folder, name);

    private static void Paint(string path, Scalar colour)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var picture = new Mat(48, 64, MatType.CV_8UC3, colour);
        Cv2.ImWrite(path, picture);
    }
}
