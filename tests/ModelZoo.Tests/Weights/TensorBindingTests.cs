using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Which tensor of a file is meant for which of a network.</summary>
[TestFixture]
public class TensorBindingTests
{
    private WeightsData _data = null!;

    [SetUp]
    public void SetUp() => _data = new WeightsData();

    [TearDown]
    public void TearDown() => _data.Dispose();

    [Test]
    public void RealFile_BindsEveryTensorWithoutRemarks()
    {
        using TensorFile file = TensorFile.Open(WeightsData.Sample("lenet5.pth"));
        TensorBinding binding = TensorBinding.Find(TestArchitectures.LeNet5, "", file);
        Assert.That(
            binding.Tensors.Select(tensor => tensor.Name),
            Is.EqualTo(TestArchitectures.Tensors(TestArchitectures.LeNet5).Select(tensor => tensor.Name)));
        Assert.That(binding.CanBeMapped);
        Assert.That(binding.Notes, Is.Empty);
    }

    [Test]
    public void PrefixOfParallelTraining_IsTakenOff()
    {
        TensorBinding binding = Bind(
            TestArchitectures.LeNet5,
            [.. TestArchitectures.Tensors(TestArchitectures.LeNet5).Select(tensor => ("module." + tensor.Name, tensor.Shape))]);
        Assert.That(binding.Notes.Single(), Does.Contain("module."));
    }

    [Test]
    public void PrefixOnSomeTensorsOnly_IsAnotherName()
    {
        (string, long[])[] tensors = TestArchitectures.Tensors(TestArchitectures.LeNet5);
        tensors[0].Item1 = "module.conv1.weight";
        Refuses(TestArchitectures.LeNet5, tensors, "1 missing (conv1.weight); 1 extra (module.conv1.weight)");
    }

    [Test]
    public void VggHeadOfTimm_IsRenamedAndReshaped()
    {
        (string, long[])[] timm =
        [
            ("features.0.weight", [2, 1, 2, 2]), ("features.0.bias", [2]),
            ("pre_logits.fc1.weight", [6, 2, 3, 3]), ("pre_logits.fc1.bias", [6]),
            ("pre_logits.fc2.weight", [5, 6, 1, 1]), ("pre_logits.fc2.bias", [5]),
            ("head.fc.weight", [4, 5]), ("head.fc.bias", [4]),
        ];
        TensorBinding binding = Bind(TestArchitectures.VggHead, timm);
        Assert.That(binding.Tensors.Select(tensor => tensor.Stored.Name), Is.EqualTo(timm.Select(tensor => tensor.Item1)));
        Assert.That(binding.Tensors[2].Shape, Is.EqualTo(new[] { 6L, 18 }));
        Assert.That(binding.Notes.Single(), Does.Contain("timm"));
    }

    [Test]
    public void BothNamesOfOneLayer_AreRefused() =>
        Refuses(
            TestArchitectures.VggHead, [.. TestArchitectures.Tensors(TestArchitectures.VggHead), ("head.fc.bias", [4])], "under two names");

    [Test]
    public void BackgroundClass_IsLeftOut()
    {
        TensorBinding binding = Bind(TestArchitectures.ThousandClasses, Thousand(1001, 1001));
        Assert.That(binding.Tensors.Select(tensor => tensor.SkippedBytes), Is.EqualTo(new[] { 0L, 0, 3 * sizeof(float), sizeof(float) }));
        Assert.That(binding.Notes.Single(), Does.Contain("background"));
    }

    [Test]
    public void BackgroundClassInHalfOfTheLayer_IsRefused()
    {
        Refuses(TestArchitectures.ThousandClasses, Thousand(1001, 1000), "fc.bias has no background class");
        Refuses(TestArchitectures.ThousandClasses, Thousand(1000, 1001), "fc.weight has no background class");
    }

    [Test]
    public void OtherNumberOfClasses_IsRefused() =>
        Refuses(
            TestArchitectures.ThousandClasses,
            Thousand(1002, 1002),
            "2 of another shape (fc.weight is 1002x3, needs 1000x3, fc.bias is 1002, needs 1000)");

    [Test]
    public void UnusedTensors_AreIgnored()
    {
        TensorBinding binding = Bind(
            TestArchitectures.ThousandClasses, [.. Thousand(1000, 1000), ("aux.fc.weight", [5, 5]), ("bn.num_batches_tracked", [1])]);
        Assert.That(binding.Notes.Single(), Does.Contain("aux.*"));
    }

    [Test]
    public void IntegersInsteadOfWeights_AreRefused()
    {
        string json = """{"conv.weight":{"dtype":"I32","shape":[3,1,3,3],"data_offsets":[0,108]}}""";
        byte[] bytes = [.. BitConverter.GetBytes((long)json.Length), .. System.Text.Encoding.UTF8.GetBytes(json), .. new byte[108]];
        using TensorFile file = TensorFile.Open(_data.Write("x.safetensors", bytes));
        Assert.That(
            () => TensorBinding.Find(TestArchitectures.ThousandClasses, "", file),
            Throws.TypeOf<VisionException>().With.Message.Contains("conv.weight is 3x1x3x3 integers"));
    }

    [Test]
    public void LongLists_AreCutAfterTen()
    {
        (string, long[])[] extra = [.. Enumerable.Range(0, 25).Select(i => ($"extra{i:00}.bias", new long[] { 1 }))];
        VisionException refusal = Refuses(
            TestArchitectures.LeNet5, [.. TestArchitectures.Tensors(TestArchitectures.LeNet5), .. extra], "25 extra (extra00.bias, ");
        Assert.That(refusal.Message, Does.Contain("extra09.bias and 15 more").And.Not.Contain("extra10"));
    }

    [Test]
    public void FileOfAnotherNetwork_IsRecognised()
    {
        Refuses(
            TestArchitectures.ThousandClasses,
            TestArchitectures.Tensors(TestArchitectures.LeNet5),
            "It looks like lenet5 (100% of the tensors match).");
        VisionException refusal = Refuses(TestArchitectures.ThousandClasses, [("a.bias", [1])], "4 missing");
        Assert.That(refusal.Message, Does.Not.Contain("looks like"));
    }

    private static (string, long[])[] Thousand(long rows, long biases) =>
        [("conv.weight", [3, 1, 3, 3]), ("conv.bias", [3]), ("fc.weight", [rows, 3]), ("fc.bias", [biases])];

    private TensorBinding Bind(Architecture architecture, (string, long[])[] tensors)
    {
        using TensorFile file = TensorFile.Open(Write(tensors));
        return TensorBinding.Find(architecture, "", file);
    }

    private VisionException Refuses(Architecture architecture, (string, long[])[] tensors, string because)
    {
        using TensorFile file = TensorFile.Open(Write(tensors));
        VisionException? refusal = Assert.Throws<VisionException>(() => TensorBinding.Find(architecture, "", file));
        Assert.That(refusal!.Message, Does.Contain(because).And.Contains(architecture.Id).And.Not.Contains("\n"));
        return refusal;
    }

    private string Write((string, long[])[] tensors) => _data.WriteSafetensors($"{Guid.NewGuid():N}.safetensors", tensors);
}
