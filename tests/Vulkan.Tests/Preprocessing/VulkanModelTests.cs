using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Models for which Vulkan preprocesses.</summary>
public sealed class VulkanModelTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public void OnTheGpu_TheModelReadsTheShadersTensorAndAnswersAlike()
    {
        using var models = new TestModels();
        using var frame = new Frame();
        frame.Reshape(320, 240, PixelFormat.Bgr8);
        new Random(7).NextBytes(frame.Pixels);
        ModelDefinition definition = models.Definition("gpu");
        using LoadedModel cpu = LoadedModel.Load(definition, new InferenceOptions { Preprocess = "cpu" });
        using LoadedModel gpu = LoadedModel.Load(definition, new InferenceOptions { Preprocess = "vulkan", Gpus = [VulkanGpu.Instance] });
        foreach (LoadedModel model in new[] { cpu, gpu })
        {
            model.Preprocess(frame);
            model.Run();
        }
        Assert.That(gpu.PreprocessorName, Is.EqualTo("vulkan"));
        Assert.That(gpu.Scores.ToArray(), Is.EqualTo(cpu.Scores.ToArray()).Within(1e-3f));

        gpu.SetInput(cpu.InputBytes);
        gpu.Run();
        Assert.That(gpu.Scores.ToArray(), Is.EqualTo(cpu.Scores.ToArray()).Within(1e-6f), "its own tensor is bound again");
    }

    [Test]
    public async Task UnderAuto_ASwapFindsTheDeviceOpen_AndTheLastModelClosesIt()
    {
        using var models = new TestModels();
        using var source = new HandSource();
        int before = VulkanDevices.Shared.Count;
        await using (var engine = new VisionEngine(source, new InferenceOptions { Gpus = [VulkanGpu.Instance] }))
        {
            await engine.SwapAsync(models.Definition("first"));
            Assert.That(SpinWait.SpinUntil(() => HasMeasuredAfterAFrame(engine), Patience), $"{engine.Model!.Preprocessor}");
            Assert.That(VulkanDevices.Shared.Count, Is.EqualTo(before + 1));
            VulkanDevice device = VulkanDevices.Shared.TakeIfOpen(null)!;
            VulkanDevices.Shared.Return(device);

            await engine.SwapAsync(models.Definition("second"));
            HasMeasuredAfterAFrame(engine);
            Assert.That(SpinWait.SpinUntil(() => HasMeasuredAfterAFrame(engine), Patience), $"{engine.Model.Preprocessor}");
            Assert.That(device.IsLost, Is.False);
            Assert.That(VulkanDevices.Shared.TakeIfOpen(null), Is.SameAs(device), "closed and opened again");
            VulkanDevices.Shared.Return(device);
        }
        Assert.That(SpinWait.SpinUntil(() => VulkanDevices.Shared.Count == before, Patience), "left open");

        bool HasMeasuredAfterAFrame(VisionEngine running)
        {
            source.Deliver();
            Assert.That(running.Tick(), Is.True);
            return running.Model!.Preprocessor.Rejected.Count > 0;
        }
    }
}
