using System.Diagnostics;
using NUnit.Framework;
using RealtimeCnn.Gpu.Direct3D12;

namespace RealtimeCnn.Tests;

public class ShaderTests
{
    [Test]
    public void EveryVariantCompiles()
    {
        using Direct3D12Device device = Gpu.Open();
        foreach (PixelFormat format in Enum.GetValues<PixelFormat>())
        foreach (ChannelOrder channels in Enum.GetValues<ChannelOrder>())
        foreach (bool half in new[] { false, true })
        {
            long t = Stopwatch.GetTimestamp();
            device.Shaders.Get(new ShaderVariant((int)format, (int)channels, true, half));
            Console.Error.WriteLine($"{format} {channels} {half} {Stopwatch.GetElapsedTime(t).TotalMilliseconds}");
        }
    }
}
