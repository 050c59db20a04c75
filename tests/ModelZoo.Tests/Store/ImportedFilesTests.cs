using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What lies in the store after an import of real weights files, and after one that failed: all or nothing.</summary>
[TestFixture, Parallelizable(ParallelScope.Children), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class ImportedFilesTests
{
    private static readonly ModelDefinition LeNet5 = new() { Id = "lenet5", Name = "LeNet-5", Architecture = "lenet5" };

    private readonly WeightsData _data = new();

    [TearDown]
    public void TearDown() => _data.Dispose();

    [Test]
    public void ImportAgain_ReplacesTheModelAndLeavesNothingOfTheOld()
    {
        Import(_data.Copy("lenet5.pth"));
        StoredModel model = Import(_data.Copy("lenet5.legacy.pth"));
        Assert.That(WeightsData.FilesIn(model.Folder), Is.EqualTo(new[] { "lenet5.onnx", "lenet5.pth", "receipt.json" }));
        ReferenceRun.AssertLogits(model.OnnxFile);
        StoredModel last = Import(_data.Copy("lenet5.safetensors"));
        Assert.That(WeightsData.FilesIn(last.Folder), Is.EqualTo(new[] { "lenet5.onnx", "lenet5.safetensors", "receipt.json" }));
        ReferenceRun.AssertLogits(last.OnnxFile);
        AssertNothingElse("lenet5");
    }

    [Test]
    public void GraphWithItsWeightsBeside_ReplacesOneWithTheSameNames()
    {
        Import(_data.WriteGraph("mine.onnx", external: "mine.data"));
        StoredModel model = Import(_data.WriteGraph("mine.onnx", external: "mine.data"));
        Assert.That(WeightsData.FilesIn(model.Folder), Is.EqualTo(new[] { "lenet5.onnx", "mine.data", "receipt.json" }));
        ReferenceRun.AssertLogits(model.OnnxFile);
    }

    [Test]
    public void OtherFilesOfTheStore_AreNotTouched()
    {
        string models = new ModelStore(Home).ModelsFolder, other = Directory.CreateDirectory(Path.Combine(models, "other")).FullName;
        File.WriteAllText(Path.Combine(other, "lenet5.pth"), "another model's");
        File.WriteAllText(Path.Combine(models, "notes.txt"), "notes");
        Import(_data.Copy("lenet5.pth"));
        AssertNothingElse("lenet5", "notes.txt", "other");
        Assert.That(File.ReadAllText(Path.Combine(other, "lenet5.pth")), Is.EqualTo("another model's"));
        Assert.That(File.ReadAllText(Path.Combine(models, "notes.txt")), Is.EqualTo("notes"));
    }

    [TestCase("mixed.pth")]
    [TestCase("whole-model.pth")]
    [TestCase("program.pth")]
    public void FileThatDoesNotFit_LeavesThePreviousModelAndNothingElse(string name) =>
        RefusesAndLeavesThePreviousModel(_data.Copy(name), name);

    [Test]
    public void FailureWhileConverting_LeavesThePreviousModelAndNothingElse()
    {
        // Compressed, with a wrong checksum in a later storage: found when most has been written.
        string bad = _data.Compress("lenet5.pth", "bad.pth");
        byte[] bytes = File.ReadAllBytes(bad);
        int entry8 = bytes.AsSpan().LastIndexOf("lenet5/data/8"u8) - 46; // in the directory
        bytes[entry8 + 16] ^= 1;
        int local8 = BitConverter.ToInt32(bytes, entry8 + 42);
        if (BitConverter.ToUInt32(bytes, local8 + 14) != 0)
            bytes[local8 + 14] ^= 1;
        File.WriteAllBytes(bad, bytes);
        RefusesAndLeavesThePreviousModel(bad, "checksum of 'lenet5/data/8'");
    }

    [Test]
    public void GraphWhoseWeightsHaveTheReceiptsName_IsRefused_AndTheUsersFileStays() =>
        RefusesAndLeavesThePreviousModel(_data.WriteGraph("mine.onnx", external: "receipt.json"), "receipt.json' already exists");

    private string Home => Path.Combine(_data.Folder, "home");

    private StoredModel Import(string file) => new ModelStore(Home).Import(LeNet5, file);

    private void RefusesAndLeavesThePreviousModel(string file, string because)
    {
        StoredModel model = Import(_data.Copy("lenet5.pth"));
        string[] before = WeightsData.Snapshot(_data.Folder);
        Assert.That(() => Import(file), Throws.TypeOf<VisionException>().With.Message.Contains(because));
        Assert.That(WeightsData.Snapshot(_data.Folder), Is.EqualTo(before));
        Assert.That(new ModelStore(Home).Verify("lenet5"), Is.Null);
        ReferenceRun.AssertLogits(model.OnnxFile);
    }

    private void AssertNothingElse(params string[] expected) =>
        Assert.That(WeightsData.FilesIn(new ModelStore(Home).ModelsFolder), Is.EqualTo(expected.Prepend(".lenet5.lock")));
}
