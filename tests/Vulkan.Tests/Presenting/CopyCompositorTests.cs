using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What is put together without shaders.</summary>
public sealed class CopyCompositorTests
{
    [Test]
    public void AWindowSuits_IfItHasTheSizeOfTheUprightPicture()
    {
        using var frame = new Frame();
        frame.Reshape(30, 20, PixelFormat.Bgr8);
        frame.Transform = new FrameTransform { QuarterTurns = 1 };

        Assert.That(CopyCompositor.Suits(new Picture { Frame = frame, OverlayWidth = 20, OverlayHeight = 30 }, 20, 30), Is.True);
        Assert.That(CopyCompositor.Suits(new Picture { Frame = frame, OverlayWidth = 30, OverlayHeight = 20 }, 30, 20), Is.False);
    }

    [Test]
    public void BlendingOnTheProcessor_IsRoundedExactly()
    {
        var random = new Random(6);
        uint[] over = new uint[1003], under = new uint[1003], expected = new uint[1003];
        for (int i = 0; i < over.Length; i++)
        {
            uint alpha = (uint)random.Next(256);
            over[i] = alpha << 24;
            for (int shift = 0; shift < 24; shift += 8)
                over[i] |= (uint)random.Next((int)alpha + 1) << shift;
            under[i] = (uint)random.NextInt64() | 0xFF000000;
            for (int shift = 0; shift < 32; shift += 8)
                expected[i] |= (over[i] >> shift & 255) + (uint)Math.Round((under[i] >> shift & 255) * (255 - alpha) / 255.0) << shift;
        }
        CopyCompositor.Blend(over, under);
        Assert.That(under, Is.EqualTo(expected));
    }
}
