using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using RealtimeCnn.Tests;

namespace RealtimeCnn.DemoApp.Tests;

/// <summary><c>models run</c>: a tensor in, raw scores out.</summary>
[TestFixture, Parallelizable(ParallelScope.Children), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class TensorRunTests
{
    private static readonly float[] Picture = FormulaWeights.Input(32 * 32);

    private readonly ModelsHarness _models = new();

    private string Input => _models.Test.At("x.npy");

    private string Output => _models.Test.At("y.npy");

    [SetUp]
    public void SetUp() => NpyFile.Write(Input, MemoryMarshal.AsBytes(Picture.AsSpan()).ToArray(), TensorType.Float32, 1, 1, 32, 32);

    [TearDown]
    public void TearDown() => _models.Dispose();

    [Test]
    public void UntrainedNetwork_GivesTheReferencesScores_AndSaysThatTheyMeanNothing()
    {
        _models.Serve(new Uri("https://weights.invalid/x"));
        Assert.That(_models.Run("run", "lenet5", "--input", Input, "--output", Output), Is.Zero, string.Join('\n', _models.ErrorLines));
        Assert.That(_models.Output, Does.Contain("untrained"));

        string file = Path.Combine(AppContext.BaseDirectory, "data", "lenet5-expected.json");
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(file));
        JsonElement variant = expected.RootElement.GetProperty("variants")[0];
        double[] logits = [.. variant.GetProperty("logits_f64").EnumerateArray().Select(value => value.GetDouble())];
        double deviation = Math.Sqrt(logits.Sum(value => Math.Pow(value - logits.Average(), 2)) / logits.Length);
        Assert.That(NpyReader.ReadFloats(Output, 1, 10), Is.EqualTo(logits).AsCollection.Within(2e-5 * deviation));
    }

    [Test]
    public void CatalogueModelAndPlainFile_GiveTheSame()
    {
        string shipped = _models.Test.Write("shipped.onnx", TestStore.LeNet5);
        Assert.That(_models.Run("run", "lenet5", "--input", Input, "--output", Output), Is.Zero);
        Assert.That(_models.Run("run", shipped, "--input", Input, "--output", _models.Test.At("z.npy")), Is.Zero);
        Assert.That(File.ReadAllBytes(Output), Is.EqualTo(File.ReadAllBytes(_models.Test.At("z.npy"))));
        Assert.That(NpyReader.ReadFloats(Output, 1, 10), Has.Some.Not.EqualTo(0));
    }

    [Test]
    public void WeightsOfAFile_AreUsedAndNotKept()
    {
        string weights = _models.Test.Write("mine.pth", TestStore.Bytes(1));
        int exitCode = _models.Run("run", "lenet5", "--weights", weights, "--input", Input, "--output", Output);
        Assert.That(exitCode, Is.Zero, string.Join('\n', _models.ErrorLines));
        Assert.That(_models.Output, Does.Contain("mine.pth"));
        Assert.That(_models.Test.Files(), Is.Empty);
        Assert.That(_models.Test.Opened, Has.Count.EqualTo(2), "the user's store and a temporary one");
        Assert.That(Directory.Exists(_models.Test.Opened[1]), Is.False);

        string unfit = _models.Test.Write("unfit.pth", new byte[9]);
        exitCode = _models.Run("run", "lenet5", "--weights", unfit, "--input", Input, "--output", _models.Test.At("z.npy"));
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(_models.ErrorLines[1], Does.Contain("conv1.weight"));
        Assert.That(File.Exists(_models.Test.At("z.npy")), Is.False);
    }

    private static IEnumerable<TestCaseData> BadTensors()
    {
        const string Good = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 32, 32), }";
        yield return Case("empty", [], "is empty, or a pipe");
        yield return Case("text", "this is no array at all"u8.ToArray(), "no .npy file");
        yield return Case("version 3", Npy(Good, 4096, version: 3), "version 3.0");
        yield return Case("another type", Npy(Good.Replace("<f4", "<f8"), 8192), "'<f8'");
        yield return Case("big-endian", Npy(Good.Replace("<f4", ">f4"), 4096), "'>f4'");
        yield return Case("Fortran order", Npy(Good.Replace("False", "True"), 4096), "Fortran");
        yield return Case(
            "another shape", Npy(Good.Replace("1, 1, 32", "1, 3, 32"), 12288), "(1, 3, 32, 32), the model takes (1, 1, 32, 32)");
        yield return Case("a huge shape", Npy(Good.Replace("1, 1, 32", "9999999999, 1, 32"), 16), "9999999999");
        yield return Case("too short", Npy(Good, 4095), "4,095 bytes");
        yield return Case("too long", Npy(Good, 4097), "4,097 bytes");
        yield return Case("no shape", Npy("{'descr': '<f4', 'fortran_order': False, }", 4096), "header");
        yield return Case("a field twice", Npy("{'descr': '<f4', 'descr': '<f4', 'shape': (1, 1, 32, 32), }", 4096), "header");
        yield return Case("code", Npy("{'descr': '<f4', 'fortran_order': False, 'shape': __import__('os').abort(), }", 4096), "header");
        yield return Case(
            "a type that steers a terminal", Npy(Good.Replace("<f4", "\u001B[2J\u009B31m\u0007"), 4096), "type is '?[2J?31m?'");
        yield return Case("a type as long as a header", Npy(Good.Replace("<f4", new string('x', 200)), 4096), "header");
        yield return Case("a header beyond the file", [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0x0F, 0, 0, .. "{"u8], "claims 4,095 bytes");
        yield return Case("a huge header", [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF], "claims 4,294,967,295 bytes");

        static TestCaseData Case(string name, byte[] file, string expected) => new TestCaseData(file, expected).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(BadTensors))]
    public void TensorThatDoesNotFit_IsRefusedInOneLine(byte[] file, string expected)
    {
        File.WriteAllBytes(Input, file);
        Assert.That(_models.Run("run", "lenet5", "--input", Input, "--output", Output), Is.EqualTo(1));
        Assert.That(_models.ErrorLines.Single(), Does.Contain("x.npy").And.Contain(expected));
        Assert.That(File.Exists(Output), Is.False);
    }

    [TestCase(" ", 300)]
    [TestCase("', '", 60)]
    [TestCase("'a':True ", 60)]
    [TestCase("'a':True  ,  ", 60)]
    [TestCase("(", 300)]
    public void AHeaderThatCouldBeReadInManyWays_TakesNoLonger(string piece, int count)
    {
        string header = "{'a':True " + string.Concat(Enumerable.Repeat(piece, count)) + "!";
        Task reading = Task.Run(() => NpyReader.ReadFloats(new MemoryStream(Npy(header, 16)), "x.npy", 1));
        Assert.That(((IAsyncResult)reading).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(60)), Is.True, "it is still being read");
        Assert.That(async () => await reading, Throws.TypeOf<VisionException>().With.Message.Contains("header"));
    }

    [Test, Platform("Linux"), CancelAfter(60_000)]
    public void Device_IsRefusedAtOnce()
    {
        File.Delete(Input);
        File.CreateSymbolicLink(Input, "/dev/zero");
        foreach (string path in new[] { Input, "/dev/zero" })
            Assert.That(() => NpyReader.ReadFloats(path, 1), Throws.TypeOf<VisionException>().With.Message.Contains("pipe or device"));
    }

    [Test]
    public void Version2_IsReadToo()
    {
        File.WriteAllBytes(Input, Npy("{'shape': (1, 1, 32, 32), 'fortran_order': False, 'descr': '<f4'}   \n", 4096, version: 2));
        Assert.That(NpyReader.ReadFloats(Input, 1, 1, 32, 32), Has.Length.EqualTo(1024));
    }

    private static byte[] Npy(string header, int bytes, byte version = 1)
    {
        byte[] text = Encoding.Latin1.GetBytes(header);
        byte[] length = version == 1 ? [(byte)text.Length, (byte)(text.Length >> 8)] : [(byte)text.Length, (byte)(text.Length >> 8), 0, 0];
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. new byte[bytes]];
    }
}
