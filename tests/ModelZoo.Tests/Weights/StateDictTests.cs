using System.Text;
using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Tensors as pickles describe them: inside their storages, or refused.</summary>
[TestFixture]
public class StateDictTests
{
    [Test]
    public void View_LiesWhereItSays()
    {
        TorchTensor tensor = Read(Tensor(start: 2, shape: [2, 3], strides: [1, 2])).Tensors.Single();
        Assert.That((tensor.Name, tensor.Start, tensor.Storage.Count, tensor.IsContiguous), Is.EqualTo(("t", 2L, 10L, false)));
    }

    [TestCase(0, new long[] { 2, 5 }, new long[] { 5, 1 }, true)]
    [TestCase(0, new long[] { 5, 2 }, new long[] { 1, 5 }, false)]
    [TestCase(9, new long[] { 1, 1, 1 }, new long[] { 99, 7, 3 }, true)]
    [TestCase(9, new long[] { }, new long[] { }, true)]
    [TestCase(0, new long[] { 10, 3 }, new long[] { 1, 0 }, false)]
    [TestCase(10, new long[] { 0, 3 }, new long[] { 3, 1 }, true)]
    public void ViewsInside_AreAccepted(int start, long[] shape, long[] strides, bool isContiguous) =>
        Assert.That(Read(Tensor(start, shape, strides)).Tensors.Single().IsContiguous, Is.EqualTo(isContiguous));

    [TestCase(0, new long[] { 11 }, new long[] { 1 }, "beyond its storage")]
    [TestCase(10, new long[] { }, new long[] { }, "beyond its storage")]
    [TestCase(-1, new long[] { 2 }, new long[] { 1 }, "beyond its storage")]
    [TestCase(5, new long[] { 2 }, new long[] { -1 }, "beyond its storage")]
    [TestCase(0, new long[] { 2 }, new long[] { 10 }, "beyond its storage")]
    [TestCase(0, new long[] { -2 }, new long[] { 1 }, "dimension of -2")]
    [TestCase(11, new long[] { 0 }, new long[] { 1 }, "beyond its storage")]
    [TestCase(0, new long[] { 2 }, new long[] { 1, 1 }, "not described")]
    [TestCase(0, new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, "not described")]
    public void ViewsOutside_AreRefused(int start, long[] shape, long[] strides, string because) =>
        Refuses(Tensor(start, shape, strides), because);

    [TestCase(new long[] { long.MaxValue, 2 }, new long[] { 0, 1 })]
    [TestCase(new long[] { 3 }, new long[] { long.MaxValue })]
    public void SizesBeyondIntegers_AreRefused(long[] shape, long[] strides) =>
        Assert.That(() => Read(Tensor(0, shape, strides)), Throws.TypeOf<OverflowException>());

    [Test]
    public void RepeatedElements_CostNothingUntilTheyAreRead()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        TorchTensor tensor = Read(Tensor(0, [1L << 40, 3], [0, 1])).Tensors.Single();
        Assert.That(tensor.Shape[0], Is.EqualTo(1L << 40));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [TestCase("state_dict")]
    [TestCase("model")]
    [TestCase("model_state_dict")]
    public void Wrapper_IsTakenOff(string key) => Assert.That(Read($"}}{Text(key)}{Tensor()}s").Tensors.Single().Name, Is.EqualTo("t"));

    [Test]
    public void OldTensorsAndParameters_AreUnderstood()
    {
        // torch.nn.parameter.Parameter.__new__(_rebuild_tensor(storage, 0, (2,), (1,))) with a state, as PyTorch 0.1 wrote it.
        string tensor = $"ctorch._utils\n_rebuild_tensor\n({Storage()}K\x00K\x02\x85K\x01\x85tR";
        string old = $"}}{Text("t")}ctorch.nn.parameter\nParameter\n{tensor}\x85\x81}}bs";
        Assert.That(Read(old).Tensors.Single().Shape, Is.EqualTo(new[] { 2L }));
    }

    [Test]
    public void ViewOfAStorage_CountsFromItsBeginning()
    {
        string view = Storage(extra: $"({Text("v")}K\x04K\x03t");
        Assert.That(Read(Tensor(1, [2], [1], view)).Tensors.Single().Start, Is.EqualTo(5));
        Refuses(Tensor(1, [3], [1], view), "beyond its storage");
    }

    [TestCase("(X\x01\x00\x00\x00vK\x08K\x03t")]
    [TestCase("(X\x01\x00\x00\x00vJ\xFF\xFF\xFF\xFFK\x03t")]
    [TestCase("(X\x01\x00\x00\x00vK\x03t")]
    public void ViewOutsideAStorage_IsRefused(string extra) => Refuses(Tensor(0, [1], [1], Storage(extra: extra)), "does not lie inside");

    [Test]
    public void StorageStatedTwiceDifferently_IsRefused() =>
        Refuses($"}}{Text("a")}{Call(Storage(count: 10))}s{Text("b")}{Call(Storage(count: 11))}s", "stated twice");

    [Test]
    public void NegativeStorage_IsRefused() => Refuses(Tensor(0, [0], [1], Storage(count: -1)), "states -1 elements");

    [TestCase("}K\x01(K\x01tQs")]
    [TestCase("}K\x01)Qs")]
    [TestCase("}K\x01NQs")]
    public void OtherReference_IsRefused(string program) => Refuses(program, "no storage");

    [Test]
    public void NameTwice_IsRefused() => Refuses($"}}{Text("t")}{Call(Storage())}s{Text("t")}{Call(Storage())}s", "'t' twice");

    [Test]
    public void NameThatIsNoText_IsRefused() => Refuses($"}}K\x01{Call(Storage())}s", "no text");

    [TestCase("]")]
    [TestCase("N")]
    [TestCase("}")]
    public void NoStateDict_IsRefused(string program) => Refuses(program, "no state dict");

    [Test]
    public void ManyTensors_AreRefused() =>
        Refuses("}" + string.Concat(Enumerable.Range(0, 101).Select(i => $"{Text($"{i}")}{Call(Storage())}s")), "more than 100 tensors");

    private static string Tensor(int start = 0, long[]? shape = null, long[]? strides = null, string? storage = null) =>
        $"}}{Text("t")}{Call(storage ?? Storage(), start, shape ?? [2], strides ?? [1])}s";

    private static string Call(string storage, int start = 0, long[]? shape = null, long[]? strides = null) =>
        $"ctorch._utils\n_rebuild_tensor_v2\n({storage}{Integer(start)}{Tuple(shape ?? [2])}{Tuple(strides ?? [1])}\x89NtR";

    private static string Storage(long count = 10, string extra = "") =>
        $"({Text("storage")}ctorch\nFloatStorage\n{Text("0")}{Text("cpu")}{Integer(count)}{extra}tQ";

    private static string Tuple(long[] values) => $"({string.Concat(values.Select(Integer))}t";

    private static string Integer(long value) => "\x8A\x08" + Encoding.Latin1.GetString(BitConverter.GetBytes(value));

    private static string Text(string text) => "X" + Encoding.Latin1.GetString(BitConverter.GetBytes(text.Length)) + text;

    private static StateDict Read(string program) => StateDict.Read(Bytes(program + "."), 100, out _);

    private static void Refuses(string program, string because) =>
        Assert.That(() => Read(program), Throws.TypeOf<InvalidDataException>().With.Message.Contains(because));

    private static byte[] Bytes(string program) => Encoding.Latin1.GetBytes("\x80\x02" + program);
}
