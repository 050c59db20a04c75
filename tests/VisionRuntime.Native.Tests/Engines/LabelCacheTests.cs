using System.Runtime.InteropServices;

namespace RealtimeCnn.Native.Tests;

/// <summary>Class names are those of the model that ran, whatever was written before.</summary>
public unsafe class LabelCacheTests
{
    private readonly LabelCache _cache = new();
    private readonly byte[] _to = new byte[TextLimits.NameBytes];

    [Test]
    public void Another_models_name_for_the_same_class_is_written()
    {
        Assert.That(Write(7, "seven"), Is.EqualTo("seven"));
        Assert.That(Write(7, "cock"), Is.EqualTo("cock"));
        Assert.That(Write(7, "seven"), Is.EqualTo("seven"));
    }

    [Test]
    public void Classes_that_share_a_place_have_names_of_their_own()
    {
        for (int round = 0; round < 2; round++)
        {
            foreach (int id in (int[])[3, 3 + 1024, 3 + 20 * 1024])
                Assert.That(Write(id, $"class {id}"), Is.EqualTo($"class {id}"));
        }
    }

    [Test]
    public void A_name_that_is_too_long_is_cut()
    {
        string name = new('x', 1000);
        Assert.That(Write(1, name), Is.EqualTo(name[..(TextLimits.NameBytes - 1)]));
        Assert.That(Write(1, name), Has.Length.EqualTo(TextLimits.NameBytes - 1));
    }

    [Test]
    public void Nothing_is_allocated()
    {
        Prediction[] predictions = [.. Enumerable.Range(0, 3000).Select(id => new Prediction(id, $"class {id}", 0.5f))];
        WriteAll(predictions);
        long before = GC.GetAllocatedBytesForCurrentThread();
        WriteAll(predictions);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private void WriteAll(Prediction[] predictions)
    {
        fixed (byte* to = _to)
        {
            foreach (Prediction one in predictions)
                _cache.Write(one, to);
        }
    }

    private string Write(int id, string label)
    {
        fixed (byte* to = _to)
        {
            _cache.Write(new Prediction(id, label, 1), to);
            return Marshal.PtrToStringUTF8((nint)to)!;
        }
    }
}
