using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NUnit.Framework;
using RealtimeCnn.ModelZoo.Onnx;

namespace RealtimeCnn.Tests;

/// <summary>The formula's numbers against the reference's test vectors, and its fast form against its plain one.</summary>
[TestFixture]
internal sealed class FormulaWeightsTests
{
    [TestCase("", 0xCBF29CE484222325ul)]
    [TestCase("a", 0xAF63DC4C8601EC8Cul)]
    [TestCase("conv1.weight", 0x69A29A2CEE47D254ul)]
    [TestCase("input", 0x1EBBAE8F5810B65Bul)]
    [TestCase("features.0.conv.weight", 0xC315B3946D6C2E4Eul)]
    [TestCase("bn1.running_var", 0xE3FA2B7461643D5Ful)]
    public void Formula_HashesNames(string name, ulong expected) =>
        Assert.That(FormulaWeights.Fnv1A64(name), Is.EqualTo(expected));

    [TestCase(0ul, 0xE220A8397B1DCDAFul)]
    [TestCase(1ul, 0x910A2DEC89025CC1ul)]
    public void Formula_MixesStates(ulong state, ulong expected) =>
        Assert.That(FormulaWeights.SplitMix64(state), Is.EqualTo(expected));

    [TestCase("conv1.weight", 0ul, 0x8B8A08A85128A1B0ul)]
    [TestCase("conv1.weight", 3ul, 0xD7FBC6070A40161Aul)]
    [TestCase("input", 2ul, 0x92F732CAA1D8E699ul)]
    [TestCase("bn1.running_var", 3ul, 0x97C06E5650913B7Aul)]
    public void Formula_HashesElements(string name, ulong index, ulong expected) =>
        Assert.That(FormulaWeights.Hash(name, index), Is.EqualTo(expected));

    [TestCase("conv1.weight", new long[] { 64, 3, 7, 7 }, new[] { 0.0182130262f, -0.171800792f, 0.185875699f, 0.138869911f })]
    [TestCase("layer1.0.conv2.weight", new long[] { 128, 4, 3, 3 }, new[] { -0.199831188f, -0.325620562f, -0.141858235f, -0.0216648392f })]
    [TestCase("block1.rep.0.conv1.weight", new long[] { 64, 1, 3, 3 }, new[] { 0.375910163f, 0.00580921769f, -0.334349751f, 0.343240082f })]
    [TestCase("bn1.weight", new long[] { 64 }, new[] { 0.972040772f, 0.992056012f, 0.956298232f, 1.08122957f })]
    [TestCase("bn1.bias", new long[] { 64 }, new[] { -0.0655607581f, -0.0887191743f, -0.0254847892f, -0.0508707389f })]
    [TestCase("bn1.running_mean", new long[] { 64 }, new[] { 0.0468899831f, -0.0261004083f, 0.0300401095f, 0.0720241442f })]
    [TestCase("bn1.running_var", new long[] { 64 }, new[] { 1.14230752f, 1.01519322f, 1.4109503f, 1.09277999f })]
    [TestCase("fc.weight", new long[] { 1000, 2048 }, new[] { -0.00166214269f, 0.0305388626f, -0.0401240252f, -0.0305754207f })]
    [TestCase("fc.bias", new long[] { 1000 }, new[] { -0.0044697402f, -0.0549157374f, -1.91569325e-05f, -0.0501048677f })]
    public void Formula_GivesTheReferenceValues(string name, long[] shape, float[] expected) =>
        Assert.That(FormulaWeights.Tensor(name, shape).Span[..4].ToArray(), Is.EqualTo(expected));

    [Test]
    public void Formula_GivesTheReferenceInput()
    {
        float[] input = FormulaWeights.Input(3 * 224 * 224);
        Assert.That(
            Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(input.AsSpan()))),
            Is.EqualTo("c5d8fef26e196e21464dedf0e7702f9be119ac76ea6415ad109a6257ebb2643f"));
    }

    // Around the width of the vectors, and far beyond it.
    [TestCase("a.running_mean", new long[] { 1 })]
    [TestCase("a.running_var", new long[] { 1 })]
    [TestCase("a.bias", new long[] { 1 })]
    [TestCase("a.weight", new long[] { 1 })]
    [TestCase("a.weight", new long[] { 2, 1, 3, 3 })]
    [TestCase("a.weight", new long[] { 2, 5, 3, 3 })]
    [TestCase("a.weight", new long[] { 2, 7 })]
    public void Fill_AtEveryLength_GivesTheBitsOfTheScalarForm(string name, long[] shape)
    {
        FormulaWeights.Rule rule = FormulaWeights.Rule.For(name, shape);
        foreach (int length in (int[])[.. Enumerable.Range(0, 40), 1001, 65_537])
        {
            // Seeds at both ends: indices run over the end of 64 bits.
            foreach (ulong seed in (ulong[])[0, FormulaWeights.Fnv1A64(name), ulong.MaxValue - 5])
            {
                float[] expected = new float[length], actual = new float[length + 1];
                FormulaWeights.FillScalar(expected, seed, rule);
                actual[^1] = float.NaN;
                FormulaWeights.Fill(actual.AsSpan(0, length), seed, rule);
                bool same = MemoryMarshal.AsBytes(actual.AsSpan(0, length)).SequenceEqual(MemoryMarshal.AsBytes<float>(expected));
                Assert.That(same, $"{length} values from {seed}");
                Assert.That(actual[^1], Is.NaN, "It wrote behind the end.");
            }
        }
    }

    [Test]
    public void Initializer_HoldsItsValuesOnce()
    {
        const int Values = 1 << 20;
        FormulaWeights.Initializer("a.weight", [1, 1]); // what the first call sets up
        long before = GC.GetAllocatedBytesForCurrentThread();
        TensorProto tensor = FormulaWeights.Initializer("a.weight", [1, Values]);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(tensor.RawData.Length, Is.EqualTo(Values * sizeof(float)));
        Assert.That(allocated, Is.LessThan(Values * sizeof(float) + (64 << 10)));
    }

    [Test]
    public void InlineTensor_OfAnotherNumberOfValues_IsRefused() => Assert.That(
        () => InlineTensor.Create("a.weight", [2, 3], new float[5]),
        Throws.ArgumentException.With.Message.Contains("a.weight needs 6 values, not 5"));
}
