using NUnit.Framework;
using RealtimeCnn.Direct3D12;
using RealtimeCnn.Vulkan;

namespace RealtimeCnn.Tests;

/// <summary>The engine on DirectML: what a program that uses the library gets.</summary>
public class EngineTests
{
    private static readonly InferenceOptions OnGpu = new()
    {
        Backend = "directml",
        Backends = [DirectMlBackend.Instance, InferenceOptions.Cpu],
        Gpus = [Direct3D12Gpu.Instance, VulkanGpu.Instance],
    };

    private static ModelDefinition LeNet5 => ModelCatalogue.Load().Resolve("lenet5");

    [Test]
    public void AModelScoresAsOnTheProcessorAndNamesItsGpu()
    {
        using LoadedModel gpu = LoadedModel.Load(LeNet5, OnGpu), cpu = LoadedModel.Load(LeNet5, OnGpu with { Backend = "cpu" });
        using Frame frame = TestFrames.Random(97, 64, PixelFormat.Bgr8, 1);

        Assert.That(gpu.Backend.Chosen, Is.EqualTo("directml"));
        Assert.That(gpu.Backend.Detail, Is.Not.Empty);
        Assert.That(gpu.PreprocessorName, Is.EqualTo("direct3d12"));
        Assert.That(Scores(gpu, frame), Is.EqualTo(Scores(cpu, frame)).Within(1e-3));
        Assert.That(gpu.InputBytes.Length, Is.EqualTo(cpu.InputBytes.Length));
    }

    [Test]
    public void PreprocessingMovesToTheProcessorAndBackWhileTheNetworkStaysOnTheGpu()
    {
        using LoadedModel gpu = LoadedModel.Load(LeNet5, OnGpu), cpu = LoadedModel.Load(LeNet5, OnGpu with { Backend = "cpu" });
        var names = new List<string>();
        for (int i = 0; i < 6; i++)
        {
            gpu.PreprocessMode = i is 2 or 3 ? PreprocessMode.Cpu : i < 2 ? PreprocessMode.Auto : PreprocessMode.Gpu;
            using Frame frame = TestFrames.Random(97, 64, PixelFormat.Bgr8, i);
            Assert.That(
                Scores(gpu, frame).Zip(Scores(cpu, frame), (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-3),
                $"frame {i} on {gpu.PreprocessorName}");
            names.Add(gpu.PreprocessorName);
        }
        Assert.That(names, Is.EqualTo(new[] { "direct3d12", "direct3d12", "cpu", "cpu", "direct3d12", "direct3d12" }));

        gpu.SetInput(cpu.InputBytes);
        gpu.Run();
        Assert.That(gpu.Scores.ToArray(), Is.EqualTo(cpu.Scores.ToArray()).Within(1e-3));
    }

    [Test]
    public void TheScalarReferenceFeedsANetworkOnTheGpuFrameByFrame()
    {
        using LoadedModel gpu = LoadedModel.Load(LeNet5, OnGpu with { Preprocess = "scalar" });
        using LoadedModel cpu = LoadedModel.Load(LeNet5, OnGpu with { Backend = "cpu" });
        for (int i = 0; i < 3; i++)
        {
            using Frame frame = TestFrames.Random(40, 40, PixelFormat.Bgr8, i);
            Assert.That(Scores(gpu, frame), Is.EqualTo(Scores(cpu, frame)).Within(1e-3), $"frame {i}");
        }
    }

    [Test]
    public void VulkanDoesNotGoWithDirectMl() => Assert.That(
        () => LoadedModel.Load(LeNet5, OnGpu with { Preprocess = "vulkan" }),
        Throws.TypeOf<VisionException>().With.Message.Contains("does not go with backend directml"));

    [Test]
    public void TheShaderAlsoFeedsANetworkOnTheProcessor()
    {
        InferenceOptions options = OnGpu with { Backend = "cpu" };
        using LoadedModel shader = LoadedModel.Load(LeNet5, options with { Preprocess = "direct3d12" }),
            cpu = LoadedModel.Load(LeNet5, options);
        using Frame frame = TestFrames.Random(97, 64, PixelFormat.Bgr8, 1);

        Assert.That(Scores(shader, frame), Is.EqualTo(Scores(cpu, frame)).Within(1e-3));
        Assert.That(shader.PreprocessorName, Is.EqualTo("direct3d12"));
    }

    [TestCase("lenet5")]
    [TestCase("alexnet")]
    public void ItAnswersTheTestPictureAsTheProcessorDoes(string id)
    {
        ModelDefinition model = ModelCatalogue.Load().Resolve(id);
        using LoadedModel gpu = LoadedModel.Load(model, OnGpu), cpu = LoadedModel.Load(model, OnGpu with { Backend = "cpu" });

        var gap = ScoreGap.Between(Answer(cpu), Answer(gpu));

        TestContext.Out.Write($"{gap.Worst / gap.Spread:E1} of the scores' deviation");
        Assert.That(gap.Worst, Is.LessThan(gap.Allowed / 100));
        Assert.That(gpu.Notes, Has.None.Contains("held against"));

        static float[] Answer(LoadedModel loaded)
        {
            loaded.SetInput(ProbePicture.As(loaded.Spec));
            loaded.Run();
            return loaded.Scores.ToArray();
        }
    }

    [Test]
    public void AutoMeasuresBothSaysWhyAndRemembers()
    {
        InferenceOptions auto = OnGpu with { Backend = "auto" };
        ModelDefinition model = LeNet5;
        using LoadedModel first = LoadedModel.Load(model, auto), second = LoadedModel.Load(model, auto);

        TestContext.Out.Write($"{first.Backend}");
        Assert.That(first.Backend.Rejected.Single().Reason, Does.Contain(" ms against "));
        Assert.That(second.Backend.Chosen, Is.EqualTo(first.Backend.Chosen));
        Assert.That(second.Backend.Rejected, Is.EqualTo(first.Backend.Rejected));
    }

    [Test]
    public void AutoFallsBackWithTheReasonWhereNoGpuFits()
    {
        InferenceOptions auto = OnGpu with { Backend = "auto", Gpu = "no such GPU" };

        using LoadedModel model = LoadedModel.Load(LeNet5, auto);

        Assert.That(model.Backend.Chosen, Is.EqualTo("cpu"));
        Assert.That(model.Backend.Rejected.Single().Reason, Does.Contain("no such GPU"));
        Assert.That(
            () => LoadedModel.Load(LeNet5, auto with { Backend = "directml" }),
            Throws.TypeOf<VisionException>().With.Message.Contains("no such GPU").And.Message.Contains("Use auto"));
    }

    [Test]
    public async Task ModelsAreSwappedWhileFramesFlowAndAFrameAllocatesNothing()
    {
        using var source = new HandSource();
        await using var engine = new VisionEngine(source, OnGpu);
        Assert.That((await engine.SwapAsync("lenet5")).Error, Is.Null);
        Tick(engine, source);
        Task<SwapReport> swap = engine.SwapAsync("alexnet");
        int meanwhile = 0;
        while (!swap.IsCompleted)
        {
            Tick(engine, source);
            meanwhile++;
        }
        Assert.That((await swap).Error, Is.Null);
        Tick(engine, source);

        Assert.That(
            (engine.Result.Model, engine.Result.Backend, engine.Result.Preprocess), Is.EqualTo(("alexnet", "directml", "direct3d12")));
        Assert.That(meanwhile, Is.GreaterThan(0));
        TestContext.Out.Write($"{meanwhile} frames while AlexNet loaded");

        Assert.That((await engine.SwapAsync("lenet5")).Error, Is.Null);
        for (int i = 0; i < 3; i++)
            Tick(engine, source);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            Tick(engine, source);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    [Category(Wine.OwnDirect3D12)]
    public async Task WhenTheGpuIsLostTheProcessorTakesOverAndTheGpuComesBack([Values("auto", "cpu")] string preprocess)
    {
        using var source = new HandSource();
        await using var engine = new VisionEngine(source, OnGpu with { Preprocess = preprocess });
        Assert.That((await engine.SwapAsync("lenet5")).Error, Is.Null);
        Tick(engine, source);
        Assert.That(engine.Result.Backend, Is.EqualTo("directml"));

        DirectMlHost host = DirectMlBackend.HostOf(null);
        DirectMlGpu backend = host.Take();
        Gpu.Remove(backend.Device);
        host.Return(backend);

        var served = new List<string>();
        string? reason = null;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (served is not [.., "cpu", "directml"])
        {
            limit.Token.ThrowIfCancellationRequested();
            if (!TryTick(engine, source))
                continue;
            if (served.LastOrDefault() != engine.Result.Backend)
                served.Add(engine.Result.Backend);
            reason ??= engine.Model!.Backend.Rejected.Select(rejected => rejected.Reason).FirstOrDefault();
        }

        Assert.That(reason, Does.Contain("removed"));
        TestContext.Out.Write($"{string.Join(", ", served)}; {reason}");
    }

    private static float[] Scores(LoadedModel model, Frame frame)
    {
        model.Preprocess(frame);
        model.Run();
        return model.Scores.ToArray();
    }

    private static void Tick(VisionEngine engine, HandSource source)
    {
        while (!TryTick(engine, source))
            engine.WaitForWork();
    }

    private static bool TryTick(VisionEngine engine, HandSource source)
    {
        source.Deliver();
        return engine.Tick();
    }
}
