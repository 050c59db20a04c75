using NUnit.Framework;
using RealtimeCnn.Direct3D12;

namespace RealtimeCnn.Tests;

public class ShaderTests
{
    [Test]
    public void EveryVariantCompilesAndIsKept(
        [Values] PixelFormat format, [Values] ChannelOrder channels, [Values] bool clips, [Values] bool half)
    {
        using Direct3D12Device device = Gpu.Open();
        var variant = new ShaderVariant((int)format, (int)channels, clips, half);

        PreprocessPasses first = device.Shaders.Get(variant), second = device.Shaders.Get(variant);

        unsafe
        {
            Assert.That((nint)second.FilterRows, Is.EqualTo((nint)first.FilterRows).And.Not.Zero);
            Assert.That((nint)second.FilterColumns, Is.EqualTo((nint)first.FilterColumns).And.Not.Zero);
        }
    }
}
