using NUnit.Framework;
using RealtimeCnn.Direct3D12;

namespace RealtimeCnn.Tests;

public class ShaderTests
{
    [Test]
    public void EveryVariantCompilesAndIsKept(
        [Values] PixelFormat format, [Values] ChannelOrder channels, [Values] bool clips, [Values] TensorType type,
        [Values] bool interleaved)
    {
        using Direct3D12Device device = Gpu.Open();
        (uint, uint, bool, uint, bool) variant = ((uint)format, (uint)channels, clips, (uint)type, interleaved);
        PreprocessShaders shaders = device.Shared(PreprocessShaders.Of);

        PreprocessPasses first = shaders.Get(variant), second = shaders.Get(variant);

        unsafe
        {
            Assert.That((nint)second.FilterRows, Is.EqualTo((nint)first.FilterRows).And.Not.Zero);
            Assert.That((nint)second.FilterColumns, Is.EqualTo((nint)first.FilterColumns).And.Not.Zero);
        }
    }
}
