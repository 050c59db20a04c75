using NUnit.Framework;
using RealtimeCnn.Direct3D12;

namespace RealtimeCnn.Tests;

/// <summary>Where networks on DirectML look, against the same on the processor.</summary>
public class AttentionTests
{
    [TestCase("lenet5")]
    [TestCase("alexnet")]
    public void TheMapIsThatOfTheProcessor(string id)
    {
        ModelDefinition definition = ModelCatalogue.Embedded.Get(id);
        var options = new InferenceOptions
        {
            Backends = [DirectMlBackend.Instance, InferenceOptions.Cpu], Preprocess = "cpu", Explains = true, TrustBackend = true,
        };
        using LoadedModel cpu = LoadedModel.Load(definition, options with { Backend = "cpu" });
        using LoadedModel gpu = LoadedModel.Load(definition, options with { Backend = "directml" });
        using Frame frame = TestFrames.Random(97, 64, PixelFormat.Bgr8, 5);
        foreach (LoadedModel model in new[] { cpu, gpu })
        {
            model.Preprocess(frame);
            model.Run();
        }

        Assert.That((gpu.IsOnGpu, gpu.NoAttention), Is.EqualTo((true, (string?)null)));
        Assert.That(gpu.Attention!.ClassId, Is.EqualTo(cpu.Attention!.ClassId));
        float[] expected = cpu.Attention.Values.ToArray(), actual = gpu.Attention.Values.ToArray();
        double worst = TensorComparison.Difference(actual, expected).Max / expected.Max(Math.Abs);
        TestContext.Out.Write($"worst {worst:E1} of the largest");
        Assert.That(worst, Is.LessThan(1e-3));
    }
}
