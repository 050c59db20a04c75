using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using NUnit.Framework;
using RealtimeCnn.Direct3D12;

namespace RealtimeCnn.Tests;

/// <summary>Networks on DirectML against the same on the processor, and the way of the tensor.</summary>
public class DirectMlSessionTests
{
    // DirectML adds and multiplies in another order.
    private const double Tolerance = 1e-3;

    private DirectMlGpu _backend = null!;

    [OneTimeSetUp]
    public void Open() => _backend = DirectMlGpu.Create(AdapterRequest.Any);

    [OneTimeTearDown]
    public void Close() => _backend.Dispose();

    [Test]
    public void TheLibrariesAreThoseBesideTheProgramAndTellTheirVersions()
    {
        TestContext.Out.Write(string.Join(", ", DirectMlLibraries.Versions));

        Assert.That(DirectMlLibraries.Versions.Select(library => library.Version), Is.All.Not.Null.And.Not.Empty);
        Assert.That(OrtEnv.Instance().GetVersionString(), Is.Not.Empty);
        Assert.That(() => _backend.ThrowIfLost(), Throws.Nothing);
    }

    [Test]
    public void LeNet5ScoresAsOnTheProcessor()
    {
        using NetworkPair lenet = LeNet5();
        double worst = 0;
        for (int seed = 0; seed < 5; seed++)
        {
            using Frame frame = TestFrames.Random(97 + seed * 31, 64, PixelFormat.Bgr8, seed);
            float[] expected = lenet.ByCpu(frame), actual = lenet.ByGpu(frame);
            worst = Math.Max(worst, TensorComparison.Difference(actual, expected).Max);
        }

        TestContext.Out.Write($"worst {worst:E1}");
        Assert.That(worst, Is.LessThan(Tolerance));
    }

    [Test]
    public void TheNetworkReadsTheBufferThatTheShaderWrites()
    {
        using NetworkPair lenet = LeNet5();
        using Frame first = TestFrames.Random(64, 64, PixelFormat.Bgr8, 1), second = TestFrames.Random(64, 64, PixelFormat.Bgr8, 2);
        float[] scores = lenet.ByGpu(first);

        // Nothing but GPU buffers changes between the runs: shader output in one, and then plain bytes.
        float[] others = lenet.ByGpu(second);
        Assert.That(others, Is.Not.EqualTo(scores));
        byte[] tensor = lenet.Input.Run(second).Bytes.ToArray();
        lenet.Input.Run(first);
        Assert.That(lenet.ByGpu(), Is.EqualTo(scores));
        lenet.Input.Write(tensor);
        Assert.That(lenet.ByGpu(), Is.EqualTo(others));
    }

    [Test]
    public void TheBufferHoldsTheTensorOfTheScalarPath()
    {
        using NetworkPair lenet = LeNet5();
        using Frame frame = TestFrames.Random(100, 80, PixelFormat.Bgra8, 3);
        using var scalar = new ScalarPreprocessor(lenet.Spec);

        lenet.ByGpu(frame);

        float[] actual = MemoryMarshal.Cast<byte, float>(lenet.Input.Run(frame).Bytes).ToArray();
        Assert.That(TensorComparison.Mismatch(actual, TensorComparison.Tensor(scalar, frame), lenet.Spec, 1e-3), Is.Null);
    }

    [Test]
    public void AFrameAllocatesNothing()
    {
        using NetworkPair lenet = LeNet5();
        using Frame frame = TestFrames.Random(64, 48, PixelFormat.Bgr8, 1);
        lenet.ByGpu(frame); // binds the input
        for (int i = 0; i < 3; i++)
            Tick();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            Tick();

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Tick()
        {
            lenet.Input.Run(frame);
            lenet.Run();
        }
    }

    [Test]
    public void ASecondNetworkLoadsAndWarmsWhileTheFirstServes()
    {
        using NetworkPair serving = LeNet5();
        using Frame frame = TestFrames.Random(64, 48, PixelFormat.Bgr8, 1);
        float[] expected = serving.ByGpu(frame);

        Task<float[]> loading = Task.Run(() =>
        {
            using NetworkPair next = LeNet5();
            next.ByGpu(frame);
            return next.ByGpu(frame);
        });
        int frames = 0;
        do
        {
            Assert.That(serving.ByGpu(frame), Is.EqualTo(expected));
            frames++;
        }
        while (!loading.IsCompleted);

        Assert.That(loading.Result, Is.EqualTo(expected));
        TestContext.Out.Write($"{frames} frames meanwhile");
    }

    [Test]
    public void AnOperatorThatDirectMlLacksIsAnErrorNotADetour()
    {
        Assert.That(
            () => DirectMlSession.Load(
                _backend, options => new InferenceSession(SmallNetworks.WithStringOperator(), options), _ => Spec(2)),
            Throws.TypeOf<OnnxRuntimeException>());
        Assert.That(() => _backend.ThrowIfLost(), Throws.Nothing);
    }

    [Test]
    public void ANetworkWithOpenDimensionsIsGivenFixedOnes()
    {
        var spec = new PreprocessSpec { Width = 4, Height = 4, Channels = ChannelOrder.Grey };
        using var pair = new NetworkPair(
            _backend, spec, options => new InferenceSession(SmallNetworks.SumOfPixels("batch", "height"), options));
        using Frame frame = TestFrames.Random(9, 9, PixelFormat.Gray8, 1);

        Assert.That(pair.ByGpu(frame)[0], Is.EqualTo(pair.ByCpu(frame)[0]).Within(Tolerance));
    }

    [Test]
    public void AnOpenDimensionWithoutANameIsRefused() => Assert.That(
        () => DirectMlSession.Load(
            _backend, options => new InferenceSession(SmallNetworks.SumOfPixels("batch", ""), options), _ => Spec(4)),
        Throws.TypeOf<VisionException>().With.Message.Contains("fixed shape"));

    private static PreprocessSpec Spec(int side) => new() { Width = side, Height = side, Channels = ChannelOrder.Grey };

    private NetworkPair LeNet5() => NetworkPair.LeNet5(_backend);
}
