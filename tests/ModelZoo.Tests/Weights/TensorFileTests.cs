using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Files that PyTorch wrote.</summary>
[TestFixture]
public class TensorFileTests
{
    private WeightsData _data = null!;

    [SetUp]
    public void SetUp() => _data = new WeightsData();

    [TearDown]
    public void TearDown() => _data.Dispose();

    [TestCase("lenet5.safetensors", "safetensors")]
    [TestCase("lenet5.pth", "PyTorch zip")]
    [TestCase("lenet5.legacy.pth", "PyTorch legacy pickle")]
    public void LeNet5_InEachFormat_HoldsTheFormulasBits(string name, string format)
    {
        using TensorFile file = TensorFile.Open(WeightsData.Sample(name));
        Assert.That(file.Format, Is.EqualTo(format));
        Assert.That(file.Tensors, Has.Count.EqualTo(10));
        byte[] whole = File.ReadAllBytes(file.Path);
        foreach (StoredTensor tensor in file.Tensors)
        {
            float[] expected = FormulaWeights.Tensor(tensor.Name, tensor.Shape).ToArray();
            Assert.That(WeightsData.Values(file, tensor.Name), Is.EqualTo(expected), tensor.Name);
            Span<byte> mapped = whole.AsSpan((int)tensor.Offset, (int)tensor.ByteCount);
            Assert.That(MemoryMarshal.Cast<byte, float>(mapped).SequenceEqual(expected), $"{tensor.Name} at its offset");
        }
    }

    [TestCase("mixed.safetensors")]
    [TestCase("mixed.pth")]
    [TestCase("mixed.legacy.pth")]
    public void AllLayoutsAndTypes_AreReadAsPyTorchReadsThem(string name)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(WeightsData.Sample("mixed.json")));
        using TensorFile file = TensorFile.Open(WeightsData.Sample(name));
        JsonProperty[] rows = [.. expected.RootElement.EnumerateObject()];
        Assert.That(file.Tensors.Select(tensor => tensor.Name), Is.EqualTo(rows.Select(row => row.Name)));
        foreach ((StoredTensor tensor, JsonProperty row) in file.Tensors.Zip(rows))
        {
            Assert.That(
                tensor.Shape, Is.EqualTo(row.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())), row.Name);
            Assert.That(
                $"torch.{tensor.Type}".ToLowerInvariant().Replace("other", "int64"),
                Is.EqualTo(row.Value.GetProperty("type").GetString()),
                row.Name);
            Assert.That(
                WeightsData.Values(file, row.Name),
                Is.EqualTo(row.Value.GetProperty("values").EnumerateArray().Select(value => value.GetSingle())),
                row.Name);
        }
    }

    [Test]
    public void PartOfATensorThatIsNotContiguous_IsThatPartOfTheWhole()
    {
        using TensorFile file = TensorFile.Open(WeightsData.Sample("mixed.pth"));
        StoredTensor tensor = file.Tensors.Single(tensor => tensor.Name == "channels_last");
        Assert.That(tensor.Offset, Is.EqualTo(-1));
        byte[] whole = new byte[tensor.ByteCount], part = new byte[40];
        file.Read(tensor, whole);
        for (int start = 0; start <= whole.Length - part.Length; start += sizeof(float))
        {
            file.Read(tensor, start, part);
            Assert.That(part, Is.EqualTo(whole[start..(start + part.Length)]), $"from byte {start}");
        }
    }

    [Test]
    public void Checkpoint_GivesTheStateDictInside()
    {
        using TensorFile file = TensorFile.Open(WeightsData.Sample("checkpoint.pth"));
        Assert.That(file.Tensors.Select(tensor => tensor.Name), Is.EqualTo(new[] { "module.weight", "module.bias" }));
        Assert.That(WeightsData.Values(file, "module.weight"), Is.EqualTo(new[] { -8f, -3.375f, 1.25f, 5.875f, -5.5f, -0.875f }));
    }

    [Test]
    public void Parameters_AreTensors()
    {
        using TensorFile file = TensorFile.Open(WeightsData.Sample("parameters.pth"));
        Assert.That(WeightsData.Values(file, "bias"), Is.EqualTo(new[] { -8f, -3.375f }));
    }

    [Test]
    public void CompressedArchive_GivesTheSameTensors()
    {
        string path = Repack("lenet5.pth", (_, bytes) => bytes);
        using TensorFile file = TensorFile.Open(path);
        foreach (StoredTensor tensor in file.Tensors)
        {
            Assert.That(tensor.Offset, Is.EqualTo(-1));
            Assert.That(
                WeightsData.Values(file, tensor.Name), Is.EqualTo(FormulaWeights.Tensor(tensor.Name, tensor.Shape).ToArray()), tensor.Name);
        }
    }

    [Test]
    public void WholeModel_IsRefusedByTheNameOfItsClass() =>
        WeightsData.Refuses(WeightsData.Sample("whole-model.pth"), "torch.nn.modules.linear.Linear");

    [Test]
    public void Program_IsRefused() => WeightsData.Refuses(WeightsData.Sample("program.pth"), "TorchScript");

    [TestCase("little", null)]
    [TestCase("big", "big-endian")]
    [TestCase("middle", "big-endian")]
    public void ByteOrder_MustBeLittle(string order, string? refusal)
    {
        string path = Repack("mixed.pth", (_, bytes) => bytes, ("mixed/byteorder", System.Text.Encoding.ASCII.GetBytes(order)));
        if (refusal is null)
            WeightsData.ReadEverything(path);
        else
            WeightsData.Refuses(path, refusal);
    }

    [Test]
    public void StorageOfAnotherSize_IsRefused() =>
        WeightsData.Refuses(
            Repack("mixed.pth", (name, bytes) => name.EndsWith("data/0", StringComparison.Ordinal) ? bytes[..^4] : bytes), "storage '0'");

    [Test]
    public void OtherFile_IsRefused() =>
        WeightsData.Refuses(_data.Write("x.pth", "just some words, longer than any magic number"u8), "neither a safetensors file nor");

    [Test]
    public void EmptyFile_IsRefused() => WeightsData.Refuses(_data.Write("x.pth", []), "is empty");

    [Test]
    public void MissingFile_IsNamed() => WeightsData.Refuses(Path.Combine(_data.Folder, "gone.pth"), "does not exist");

    [Test]
    public void Folder_IsNoFile() => WeightsData.Refuses(_data.Folder, "is a folder");

    [TestCaseSource(typeof(WeightsData), nameof(WeightsData.SmallFiles))]
    public void FileCutAnywhere_IsRefused(string name)
    {
        string path = _data.Write(name, File.ReadAllBytes(WeightsData.Sample(name)));
        for (long length = new FileInfo(path).Length - 1; length >= 0; length--)
        {
            using (FileStream file = File.OpenWrite(path))
                file.SetLength(length);
            if (WeightsData.IsAccepted(path))
                Assert.Fail($"It is accepted when cut to {length} bytes.");
        }
    }

    [TestCase("lenet5.safetensors")]
    [TestCase("lenet5.pth")]
    [TestCase("lenet5.legacy.pth")]
    [Platform("Linux")] // on Windows a file that is read cannot be cut
    public void FileCutWhileItIsRead_IsRefused(string name)
    {
        string path = _data.Copy(name);
        using TensorFile file = TensorFile.Open(path);
        using (FileStream other = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            other.SetLength(1000);
        StoredTensor last = file.Tensors[^1];
        Assert.That(
            () => file.Read(last, new byte[last.ByteCount]),
            Throws.TypeOf<VisionException>().With.Message.Contains("became shorter while it was read"));
    }

    [TestCaseSource(typeof(WeightsData), nameof(WeightsData.SmallFiles))]
    public void FileWithBytesAppended_IsRefused(string name) =>
        WeightsData.Refuses(_data.Write(name, [.. File.ReadAllBytes(WeightsData.Sample(name)), 0]), "");

    // Compresses an archive anew.
    private string Repack(string name, Func<string, byte[], byte[]> change, params (string Name, byte[] Bytes)[] more)
    {
        string path = Path.Combine(_data.Folder, name);
        using ZipArchive source = ZipFile.OpenRead(WeightsData.Sample(name)), target = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (ZipArchiveEntry entry in source.Entries)
        {
            using MemoryStream bytes = new();
            using (Stream stream = entry.Open())
                stream.CopyTo(bytes);
            Add(entry.FullName, change(entry.FullName, bytes.ToArray()));
        }
        foreach ((string extra, byte[] bytes) in more)
            Add(extra, bytes);
        return path;

        void Add(string entry, byte[] bytes)
        {
            using Stream stream = target.CreateEntry(entry, CompressionLevel.Optimal).Open();
            stream.Write(bytes);
        }
    }
}
