using System.Buffers.Binary;
using System.Text;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What the safetensors reader accepts, and the lies that it does not.</summary>
[TestFixture]
public class SafetensorsFileTests
{
    private WeightsData _data = null!;

    [SetUp]
    public void SetUp() => _data = new WeightsData();

    [TearDown]
    public void TearDown() => _data.Dispose();

    [Test]
    public void WrittenFile_ReadsBack()
    {
        (string, long[])[] tensors = [("b \"quoted\" \u00E9", [3]), ("a", [2, 700, 300]), ("scalar.bias", []), ("empty.bias", [0, 4])];
        using TensorFile file = TensorFile.Open(_data.WriteSafetensors("x.safetensors", tensors));
        Assert.That(file.Tensors.Select(tensor => tensor.Name), Is.EqualTo(tensors.Select(tensor => tensor.Item1)));
        Assert.That(file.Tensors[0].Offset % 64, Is.Zero);
        foreach ((string name, long[] shape) in tensors)
        {
            Assert.That(file.Tensors.Single(tensor => tensor.Name == name).Shape, Is.EqualTo(shape));
            Assert.That(WeightsData.Values(file, name), Is.EqualTo(FormulaWeights.Tensor(name, shape).ToArray()), name);
        }
    }

    [Test]
    public void UnknownType_IsListedAsOther()
    {
        using TensorFile file = TensorFile.Open(Write("""{"a":{"dtype":"F8_E4M3","shape":[3],"data_offsets":[0,3]}}""", 3));
        Assert.That(file.Tensors.Single().Type, Is.EqualTo(ElementType.Other));
    }

    [TestCase(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""",
        12, "overlaps")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
        8, "overlaps")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""",
        12, "gap")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", 4, "from byte -4")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "from byte 4 to 0")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "end at byte")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "end at byte")]
    [TestCase("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "is 3 of F32, but has 8 bytes")]
    [TestCase("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "dimension of -1")]
    [TestCase("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""", 4, "sizes that no file has")]
    [TestCase("""{"a":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,4]}}""", 4, "sizes that no file has")]
    [TestCase("""{"a":{"dtype":"XX","shape":[1],"data_offsets":[0,9223372036854775807]}}""", 4, "sizes that no file has")]
    [TestCase("""{"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}}""", 4, "not an integer")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "not an integer")]
    [TestCase("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "not an integer")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "dimensions")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        8, "'a' twice")]
    [TestCase(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        8, "'a' twice")]
    [TestCase("""{"__metadata__":{},"__metadata__":{}}""", 0, "twice")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}""", 4, "there twice")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"file":"/etc/passwd"}}""", 4, "'file'")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "lacks")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}""", 4, "lacks")]
    [TestCase("""{"a":null}""", 0, "not the JSON")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} {}""", 4, "not the JSON")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", 4, "not the JSON")]
    [TestCase("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "not the JSON")]
    [TestCase("""[1]""", 0, "not the JSON")]
    public void Lie_IsRefusedWithItsName(string header, int dataLength, string because) =>
        WeightsData.Refuses(Write(header, dataLength), because);

    [Test]
    public void HeaderBeyondTheFile_IsRefused() => WeightsData.Refuses(Write("{}"u8, 0, headerLength: 3), "beyond the end");

    [TestCase(long.MaxValue)]
    [TestCase(-1)]
    [TestCase(long.MinValue)]
    public void AbsurdHeaderLength_IsRefused(long length) => WeightsData.Refuses(Write("{}"u8, 0, length), "beyond the end");

    [Test]
    public void LongHeaderThatIsThere_IsNotLoaded()
    {
        string path = Write("{"u8, 0, headerLength: 90_000_000);
        using (FileStream file = File.OpenWrite(path))
            file.SetLength(100_000_000); // sparse
        WeightsData.Refuses(path, "at most");
    }

    [Test]
    public void HeaderThatIsNotUtf8_IsRefused() =>
        WeightsData.Refuses(Write([(byte)'{', (byte)'"', 0xC3, (byte)'"', (byte)':', (byte)'0', (byte)'}'], 0), "not UTF-8");

    [Test]
    public void DeepNesting_IsRefused() =>
        WeightsData.Refuses(
            Write($"{{\"__metadata__\":{string.Concat(Enumerable.Repeat("{\"a\":", 100_000))}", 0), "not the JSON", maxAllocated: 8 << 20);

    [Test]
    public void TooManyTensors_AreRefused()
    {
        string entries = string.Join(
            ',', Enumerable.Range(0, 70_000).Select(i => $"\"{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}"));
        WeightsData.Refuses(Write($"{{{entries}}}", 0), "more than 65,536 tensors", maxAllocated: 64 << 20);
    }

    [Test]
    public void NamesInMessages_AreShortAndPrintable()
    {
        string name = "\\u001b[31m\\n\\u202e" + new string('x', 100_000);
        string path = Write($"{{\"{name}\":{{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}}}", 4);
        VisionException? refusal = Assert.Throws<VisionException>(() => WeightsData.ReadEverything(path));
        Assert.That(refusal!.Message.Any(c => char.IsControl(c) || c == '\u202E'), Is.False);
        Assert.That(refusal.Message, Has.Length.LessThan(400));
    }

    private string Write(string header, int dataLength) => Write(Encoding.UTF8.GetBytes(header), dataLength);

    private string Write(ReadOnlySpan<byte> header, int dataLength, long? headerLength = null)
    {
        byte[] bytes = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, headerLength ?? header.Length);
        header.CopyTo(bytes.AsSpan(8));
        return _data.Write("x.safetensors", bytes);
    }
}
