using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Archives that are what they seem, and those that are not.</summary>
[TestFixture]
public class ZipDirectoryTests
{
    private WeightsData _data = null!;

    [SetUp]
    public void SetUp() => _data = new WeightsData();

    [TearDown]
    public void TearDown() => _data.Dispose();

    [Test]
    public void StoredAndDeflatedFiles_AreFoundAndUnpacked()
    {
        byte[] content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i / 100))];
        string path = Zip(
            ("stored", content, CompressionLevel.NoCompression),
            ("deflated", content, CompressionLevel.Optimal),
            ("empty", [], CompressionLevel.Optimal));
        using UntrustedFile file = UntrustedFile.Open(path);
        IReadOnlyList<ZipEntry> entries = ZipDirectory.Read(file);
        Assert.That(
            entries.Select(entry => (entry.Name, entry.Size)),
            Is.EqualTo(new[] { ("stored", 100_000L), ("deflated", 100_000L), ("empty", 0L) }));
        Assert.That(entries[0].Unpack(file, 100_000), Is.EqualTo(content));
        Assert.That(entries[1].Unpack(file, 100_000), Is.EqualTo(content));
        Assert.That(() => entries[1].Unpack(file, 99_999), Throws.TypeOf<InvalidDataException>().With.Message.Contains("at most 99,999"));
    }

    [Test]
    public void LargeArchive_InZip64_IsRead()
    {
        // Both sizes say "see the extra field", as they do for files over 4 GB.
        byte[] name = "a"u8.ToArray(), content = "abcd"u8.ToArray();
        byte[] extra = [1, 0, 16, 0, 4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0];
        byte[] local = [.. Header(0x04034B50, 26, name, extra, content, uint.MaxValue), .. name, .. extra, .. content];
        byte[] central = [.. CentralHeader(name, extra, content, uint.MaxValue), .. name, .. extra];
        using UntrustedFile file = UntrustedFile.Open(
            _data.Write("x.zip", [.. local, .. central, .. End(1, central.Length, local.Length)]));
        ZipEntry entry = ZipDirectory.Read(file).Single();
        Assert.That(entry.Unpack(file, 4), Is.EqualTo(content));
    }

    [TestCase("../data.pkl")]
    [TestCase("a/../../etc/passwd")]
    [TestCase("/etc/passwd")]
    [TestCase("a\\..\\b")]
    [TestCase("C:evil")]
    [TestCase("a\nb")]
    [TestCase("..")]
    public void NameThatLeadsElsewhere_IsRefused(string name) => Refuses(Zip((name, [1], CompressionLevel.NoCompression)), "a file called");

    [Test]
    public void NameWithDots_IsNoHarm()
    {
        using UntrustedFile file = UntrustedFile.Open(Zip(("a/.data/b..c", [1], CompressionLevel.NoCompression)));
        Assert.That(ZipDirectory.Read(file), Has.Count.EqualTo(1));
    }

    [Test]
    public void NameTwice_IsRefused() =>
        Refuses(Zip(("a", [1], CompressionLevel.NoCompression), ("a", [2], CompressionLevel.NoCompression)), "'a' twice");

    [Test]
    public void Bomb_IsRefusedBeforeItIsUnpacked() =>
        Refuses(Zip(("zeros", new byte[32 << 20], CompressionLevel.Optimal)), "implausible");

    [Test]
    public void OverlappingFiles_AreRefused()
    {
        // Two entries of the directory that share one local file: the trick of bombs without recursion.
        byte[] zip = Simple("a", "abcd");
        byte[] central = zip.AsSpan(CentralAt(zip), 46 + 1).ToArray();
        byte[] bytes = [.. zip.AsSpan(0, CentralAt(zip)), .. central, .. central, .. End(2, 2 * central.Length, CentralAt(zip))];
        Refuses(_data.Write("x.zip", bytes), "twice");
    }

    [Test]
    public void FileInsideAnother_IsRefused()
    {
        byte[] inner = [.. Header(0x04034B50, 26, "b"u8.ToArray(), [], "x"u8.ToArray(), 1), (byte)'b', (byte)'x'];
        byte[] outer = [.. Header(0x04034B50, 26, "a"u8.ToArray(), [], inner, (uint)inner.Length), (byte)'a'];
        byte[] centralA = [.. CentralHeader("a"u8.ToArray(), [], inner, (uint)inner.Length), (byte)'a'];
        byte[] centralB = [.. CentralHeader("b"u8.ToArray(), [], "x"u8.ToArray(), 1, outer.Length), (byte)'b'];
        byte[] central = [.. centralA, .. centralB];
        Refuses(_data.Write("x.zip", [.. outer, .. inner, .. central, .. End(2, central.Length, outer.Length + inner.Length)]), "overlaps");
    }

    [Test]
    public void WrongChecksum_IsRefusedWhenTheTensorIsRead()
    {
        byte[] bytes = File.ReadAllBytes(WeightsData.Sample("lenet5.pth"));
        using (TensorFile intact = TensorFile.Open(WeightsData.Sample("lenet5.pth")))
            bytes[(int)intact.Tensors[4].Offset + 1000] ^= 1;
        WeightsData.Refuses(_data.Write("x.pth", bytes), "checksum of 'lenet5/data/4'");
    }

    [Test]
    public void WrongChecksumOfThePickle_IsRefused()
    {
        byte[] bytes = File.ReadAllBytes(WeightsData.Sample("lenet5.pth"));
        bytes[bytes.AsSpan().IndexOf("conv1.weight"u8)] = (byte)'C';
        WeightsData.Refuses(_data.Write("x.pth", bytes), "checksum of 'lenet5/data.pkl'");
    }

    [TestCase(4, 0x04, TestName = "{m}(version)", ExpectedResult = true)]
    [TestCase(6, 0x02, TestName = "{m}(flags)", ExpectedResult = false)]
    [TestCase(8, 0x08, TestName = "{m}(method)", ExpectedResult = false)]
    [TestCase(14, 0x01, TestName = "{m}(checksum)", ExpectedResult = false)]
    [TestCase(18, 0x01, TestName = "{m}(packed size)", ExpectedResult = false)]
    [TestCase(22, 0x01, TestName = "{m}(size)", ExpectedResult = false)]
    [TestCase(30, 0x03, TestName = "{m}(name)", ExpectedResult = false)]
    public bool LocalHeader_MustSayWhatTheDirectorySays(int position, byte change)
    {
        byte[] zip = Simple("a", "abcd");
        zip[position] ^= change;
        return IsAccepted(zip);
    }

    [TestCase(8, 0x01, TestName = "{m}(encrypted)")]
    [TestCase(10, 0x0C, TestName = "{m}(bzip2)")]
    [TestCase(24, 0x01, TestName = "{m}(size)")]
    [TestCase(34, 0x01, TestName = "{m}(disk)")]
    [TestCase(42, 0x01, TestName = "{m}(offset)")]
    [TestCase(45, 0x80, TestName = "{m}(far offset)")]
    [TestCase(28, 0x01, TestName = "{m}(name length)")]
    [TestCase(0, 0x01, TestName = "{m}(signature)")]
    public void Directory_MustBeSound(int position, byte change)
    {
        byte[] zip = Simple("a", "abcd");
        zip[CentralAt(zip) + position] ^= change;
        Assert.That(IsAccepted(zip), Is.False);
    }

    [TestCase(4, TestName = "{m}(disk)")]
    [TestCase(8, TestName = "{m}(files on this disk)")]
    [TestCase(10, TestName = "{m}(files)")]
    [TestCase(12, TestName = "{m}(length)")]
    [TestCase(16, TestName = "{m}(offset)")]
    [TestCase(20, TestName = "{m}(comment)")]
    public void End_MustBeSound(int position)
    {
        byte[] zip = Simple("a", "abcd");
        zip[zip.Length - 22 + position] ^= 1;
        Assert.That(IsAccepted(zip), Is.False);
    }

    private bool IsAccepted(byte[] zip)
    {
        using UntrustedFile file = UntrustedFile.Open(_data.Write("x.zip", zip));
        try
        {
            return ZipDirectory.Read(file).Count == 1;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static void Refuses(string path, string because)
    {
        using UntrustedFile file = UntrustedFile.Open(path);
        Assert.That(() => ZipDirectory.Read(file), Throws.TypeOf<InvalidDataException>().With.Message.Contains(because));
    }

    private string Zip(params (string Name, byte[] Content, CompressionLevel Level)[] files)
    {
        string path = Path.Combine(_data.Folder, "x.zip");
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] content, CompressionLevel level) in files)
        {
            using Stream stream = zip.CreateEntry(name, level).Open();
            stream.Write(content);
        }
        return path;
    }

    // An archive of one stored file, by hand.
    private static byte[] Simple(string name, string text)
    {
        byte[] nameBytes = Encoding.ASCII.GetBytes(name), content = Encoding.ASCII.GetBytes(text);
        byte[] local = [.. Header(0x04034B50, 26, nameBytes, [], content, (uint)content.Length), .. nameBytes, .. content];
        byte[] central = [.. CentralHeader(nameBytes, [], content, (uint)content.Length), .. nameBytes];
        return [.. local, .. central, .. End(1, central.Length, local.Length)];
    }

    private static int CentralAt(byte[] zip) => (int)BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(zip.Length - 6));

    private static byte[] Header(uint signature, int lengthsAt, byte[] name, byte[] extra, byte[] content, uint size)
    {
        byte[] header = new byte[lengthsAt + 4];
        BinaryPrimitives.WriteUInt32LittleEndian(header, signature);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(lengthsAt - 12), Crc32.HashToUInt32(content));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(lengthsAt - 8), size);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(lengthsAt - 4), size);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(lengthsAt), (ushort)name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(lengthsAt + 2), (ushort)extra.Length);
        return header;
    }

    private static byte[] CentralHeader(byte[] name, byte[] extra, byte[] content, uint size, int offset = 0)
    {
        byte[] header = [.. Header(0x02014B50, 28, name, extra, content, size), .. new byte[14]];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(42), offset);
        return header;
    }

    private static byte[] End(int count, int length, int start)
    {
        byte[] end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)count);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(12), length);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(16), start);
        return end;
    }
}
