using NUnit.Framework;
using RealtimeCnn.Direct3D12;

namespace RealtimeCnn.Tests;

/// <summary>The shader under Direct3D 12 against the scalar path.</summary>
public class Direct3D12PreprocessorTests
{
    private Direct3D12Device _device = null!;

    [OneTimeSetUp]
    public void Open() => _device = Gpu.Open();

    [OneTimeTearDown]
    public void Close() => _device.Dispose();

    [TestCaseSource(nameof(Names))]
    public void AgreesWithTheScalarPath(string name)
    {
        PreprocessSpec spec = AgreementCases.Specs().Single(s => s.Name == name).Spec;

        string? mismatch = AgreementCases.Check(
            spec, AgreementCases.FewSizes, s => new GpuAsPreprocessor(Direct3D12Preprocessor.Create(s, _device)), out double worst);

        Assert.That(mismatch, Is.Null);
        TestContext.Out.Write($"worst {worst:E1}");
    }

    [Test]
    public void NeedsNoDirectMl_AndSharesItsDevice()
    {
        PreprocessSpec spec = new() { Width = 4, Height = 4 };
        using Frame frame = TestFrames.Random(8, 8, PixelFormat.Bgr8, 1);
        int before = Direct3D12Devices.Shared.Count;
        using IGpuPreprocessor first = Direct3D12Gpu.Instance.OpenPreprocessor(spec, AdapterRequest.Any);
        int open = Direct3D12Devices.Shared.Count;
        using IGpuPreprocessor second = Direct3D12Gpu.Instance.OpenPreprocessor(spec, AdapterRequest.Any);

        Assert.That((open - before, Direct3D12Devices.Shared.Count), Is.EqualTo((open - before, open)));
        Assert.That(second.Run(frame).Bytes.ToArray(), Is.EqualTo(first.Run(frame).Bytes.ToArray()));
    }

    [Test]
    public void DisposingTwiceDoesNothing()
    {
        Direct3D12Preprocessor preprocessor = Direct3D12Preprocessor.Create(new PreprocessSpec { Width = 4, Height = 4 }, _device);

        preprocessor.Dispose();

        Assert.That(preprocessor.Dispose, Throws.Nothing);
    }

    [Test]
    public void AFrameAllocatesNothing()
    {
        using Direct3D12Preprocessor preprocessor = Direct3D12Preprocessor.Create(new PreprocessSpec { Width = 16, Height = 16 }, _device);
        using Frame frame = TestFrames.Random(40, 30, PixelFormat.Bgr8, 1);
        for (int i = 0; i < 3; i++)
            preprocessor.Run(frame);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            preprocessor.Submit(frame);
            preprocessor.Run(frame);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static IEnumerable<string> Names() => AgreementCases.Specs().Select(s => s.Name);
}
