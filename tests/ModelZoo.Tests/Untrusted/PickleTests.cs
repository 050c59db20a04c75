using System.Text;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>The pickle machine: what state dicts need works, everything else is refused by name and within bounds.</summary>
[TestFixture]
public class PickleTests
{
    private const string Proto = "\x80\x02";

    [TestCase("N.", null)]
    [TestCase("\x88.", true)]
    [TestCase("\x89.", false)]
    [TestCase("K\xFF.", 255L)]
    [TestCase("M\x01\x02.", 513L)]
    [TestCase("J\xFE\xFF\xFF\xFF.", -2L)]
    [TestCase("\x8A\x00.", 0L)]
    [TestCase("\x8A\x01\xFF.", -1L)]
    [TestCase("\x8A\x02\xFF\x00.", 255L)]
    [TestCase("\x8A\x08\x00\x00\x00\x00\x00\x00\x00\x80.", long.MinValue)]
    [TestCase("G\x3F\xE0\x00\x00\x00\x00\x00\x00.", 0.5)]
    [TestCase("X\x02\x00\x00\x00\xC3\xA9.", "\u00E9")]
    [TestCase("\x8C\x01" + "a.", "a")]
    [TestCase("U\x01" + "a.", "a")]
    [TestCase("T\x01\x00\x00\x00" + "a.", "a")]
    public void Values_AreAsPythonMeansThem(string program, object? expected) => Assert.That(Run(program), Is.EqualTo(expected));

    [Test]
    public void Memo_RemembersByNumberAndByOrder()
    {
        Assert.That(Run("K\x07q\x05h\x05\x86."), Is.InstanceOf<PickleTuple>().With.Property("Items").EqualTo(new object[] { 7L, 7L }));
        Assert.That(Run("K\x07\x94h\x00\x86."), Is.InstanceOf<PickleTuple>().With.Property("Items").EqualTo(new object[] { 7L, 7L }));
        Assert.That(Run("K\x07r\xFF\xFF\xFF\xFFj\xFF\xFF\xFF\xFF\x86."), Is.InstanceOf<PickleTuple>());
    }

    [Test]
    public void OrderedDictionary_OfPairs_IsADictionary()
    {
        // As Python 2 writes it: OrderedDict([['a', 1], ('b', 2)]).
        var dictionary = (PickleDictionary)Run("ccollections\nOrderedDict\n](](U\x01" + "aK\x01" + "e(U\x01" + "bK\x02te\x85R.")!;
        Assert.That(dictionary.Find("a"), Is.EqualTo(1L));
        Assert.That(dictionary.Find("b"), Is.EqualTo(2L));
    }

    [Test]
    public void NothingIsCalled_OnlyNoted()
    {
        var call = (PickleCall)Run("ctorch._utils\n_rebuild_tensor_v2\nK\x01\x85R.")!;
        Assert.That(call.Function.Name, Is.EqualTo("torch._utils._rebuild_tensor_v2"));
        Assert.That(call.Arguments, Is.EqualTo(new object[] { 1L }));
    }

    [TestCase("cos\nsystem\n(U\x02idtR.", "os.system")]
    [TestCase("cposix\nsystem\n.", "posix.system")]
    [TestCase("csubprocess\nPopen\n.", "subprocess.Popen")]
    [TestCase("c__builtin__\neval\n.", "__builtin__.eval")]
    [TestCase("cbuiltins\nexec\n.", "builtins.exec")]
    [TestCase("\x8C\x02os\x8C\x06system\x93.", "os.system")]
    [TestCase("U\x02osU\x06system\x93.", "os.system")]
    public void NameThatRunsPrograms_IsRefusedByName(string program, string name) => Refuses(program, name);

    [TestCase("cargparse\nNamespace\n)\x81}(X\x02\x00\x00\x00lrG\x3F\xE0\x00\x00\x00\x00\x00\x00ub.", "argparse.Namespace")]
    [TestCase(
        "cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\n(X\x02\x00\x00\x00" + "f8K\x00K\x01tR(K\x03NJ\xFF\xFF\xFF\xFFtbC\x02" + "ab\x86R.",
        "numpy.core.multiarray.scalar")]
    [TestCase("cpathlib\nPosixPath\n(X\x04\x00\x00\x00homeX\x01\x00\x00\x00" + "atR.", "pathlib.PosixPath")]
    [TestCase("cdatetime\ndatetime\nC\x03" + "abc\x85R.", "datetime.datetime")]
    [TestCase("ccollections\nCounter\n}\x85R.", "collections.Counter")]
    [TestCase("comegaconf.dictconfig\nDictConfig\n)\x81q\x00}(X\x01\x00\x00\x00ph\x00ub.", "omegaconf.dictconfig.DictConfig")]
    [TestCase("cmine\nList\n)\x81(K\x01K\x02" + "e.", "mine.List")]
    [TestCase("cmine\nDict\n)\x81(K\x01K\x02u.", "mine.Dict")]
    [TestCase("cmine\nMaker\n)R)R.", "mine.Maker")]
    [TestCase("cmine\nKeywords\n)}\x92.", "mine.Keywords")]
    [TestCase("ctorch.storage\n_load_from_bytes\nB\x00\x00\x00\x00\x85R.", "torch.storage._load_from_bytes")]
    [TestCase("\x8F(K\x01K\x02\x90.", "set")]
    [TestCase("(K\x01\x91.", "set")]
    [TestCase("\x8E\x02\x00\x00\x00\x00\x00\x00\x00" + "ab.", "bytes")]
    [TestCase("U\x02\xFF\xFE.", "bytes")]
    [TestCase("\x8A\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01.", "a large integer")]
    [TestCase("\x8B\x09\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01.", "a large integer")]
    public void OtherObject_IsNotMade_AndOnlyItsNameIsKept(string program, string name) =>
        Assert.That(Run(program), Is.EqualTo(new PickleOpaque(name)));

    [Test]
    public void OtherNames_AreTold()
    {
        List<string> foreign = [];
        string program = "}X\x01\x00\x00\x00" + "acargparse\nNamespace\n)\x81sX\x01\x00\x00\x00" + "bctorch\nFloatStorage\ns.";
        Pickle.Read(Bytes(program), id => id!, out _, foreign);
        Assert.That(foreign, Is.EqualTo(new[] { "argparse.Namespace" }));
    }

    [Test]
    public void DefaultDictionary_IsADictionary()
    {
        var dictionary = (PickleDictionary)Run("ccollections\ndefaultdict\nc__builtin__\nlist\n\x85RX\x01\x00\x00\x00" + "aK\x01s.")!;
        Assert.That(dictionary.Find("a"), Is.EqualTo(1L));
    }

    [Test]
    public void ValuesThatHoldThemselves_EndWithPops() => Assert.That(Run("K\x07K\x08" + "0(K\x01K\x02" + "1."), Is.EqualTo(7L));

    [TestCase("(U\x02idios\nsystem\n.", "INST")]
    [TestCase("(o.", "OBJ")]
    [TestCase("Pid\n.", "PERSID")]
    [TestCase("\x82\x01.", "EXT")]
    [TestCase("K\x01" + "2.", "DUP")]
    [TestCase("I01\n.", "0x49")]
    [TestCase("K\x01\x90.", "mark")]
    [TestCase("\x8E\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F.", "too long")]
    [TestCase("\xFE.", "0xFE")]
    [TestCase("\x00.", "0x00")]
    public void OtherInstruction_IsRefusedByName(string program, string name) => Refuses(program, name);

    [TestCase("", "too early")]
    [TestCase("K\x01", "too early")]
    [TestCase(".", "where there is none")]
    [TestCase("K\x01K\x02.", "left over")]
    [TestCase("(.", "where there is none")]
    [TestCase("t.", "mark")]
    [TestCase("(s.", "where there is none")]
    [TestCase("K\x01K\x02K\x03s.", "no dictionary")]
    [TestCase("}(K\x01u.", "no dictionary")]
    [TestCase("K\x01K\x02" + "a.", "no list")]
    [TestCase("h\x00.", "not stored")]
    [TestCase("q\x00.", "where there is none")]
    [TestCase("K\x01K\x02R.", "no function")]
    [TestCase("ctorch\nFloatStorage\nK\x01R.", "no function")]
    [TestCase("ccollections\nOrderedDict\n]K\x01" + "a\x85R.", "pairs")]
    [TestCase("ccollections\nOrderedDict\nK\x01\x85R.", "pairs")]
    [TestCase("]}b.", "state of something else")]
    [TestCase("ctorch._utils\n_rebuild_tensor_v2\n)R}b.", "state of something else")]
    [TestCase("X\x01\x00\x00\x00\xFF.", "not UTF-8")]
    [TestCase("X\xFF\xFF\xFF\xFF.", "too long")]
    [TestCase("X\xFF\xFF\xFF\x7F.", "too early")]
    [TestCase("cnewlineless", "without end")]
    [TestCase("\x80\x06.", "protocol 6")]
    [TestCase("\x80\x01.", "protocol 1")]
    public void Nonsense_IsRefused(string program, string because) => Refuses(program, because);

    [Test]
    public void DeepNesting_IsNoRecursion()
    {
        string nested = "]" + new string('\x85', 200_000) + ".";
        Assert.That(Run(nested), Is.InstanceOf<PickleTuple>());
    }

    [Test]
    public void DoublingByMemo_CostsNothing()
    {
        // Each tuple holds the one before twice: 2^200 leaves, were anyone to walk over them.
        string program = "]" + string.Concat(Enumerable.Repeat("q\x00h\x00\x86", 200)) + ".";
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(Run(program), Is.InstanceOf<PickleTuple>());
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [Test]
    public void ManyInstructions_AreRefused() => Refuses(new string(']', 3_000_000), "work", maxAllocated: 128 << 20);

    [Test]
    public void CopiesOfALargeList_AreCountedAsWork()
    {
        // 10,000 pairs made into 40,000 dictionaries.
        string pairs = string.Concat(Enumerable.Repeat("h\x00", 10_000));
        string program = "K\x01K\x01\x86q\x00](" + pairs + "eq\x01" + "ccollections\nOrderedDict\nq\x02"
            + string.Concat(Enumerable.Repeat("h\x02h\x01\x85R", 40_000));
        Refuses(program, "work", maxAllocated: 64 << 20);
    }

    private static object? Run(string program) => Pickle.Read(Bytes(program), id => throw new InvalidDataException($"id {id}"), out _);

    private static void Refuses(string program, string because, long maxAllocated = 1 << 20)
    {
        byte[] bytes = Bytes(program);
        long before = GC.GetAllocatedBytesForCurrentThread();
        InvalidDataException? refusal = Assert.Throws<InvalidDataException>(
            () => Pickle.Read(bytes, id => throw new InvalidDataException($"id {id}"), out _));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(refusal!.Message, Does.Contain(because));
        Assert.That(allocated, Is.LessThan(maxAllocated));
    }

    private static byte[] Bytes(string program) => Encoding.Latin1.GetBytes(Proto + program);
}
