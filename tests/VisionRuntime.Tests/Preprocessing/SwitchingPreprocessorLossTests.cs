using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Switching between CPU and GPU when the GPU fails.</summary>
internal sealed class SwitchingPreprocessorLossTests : SwitchingPreprocessorFixture
{
    [Test]
    public void Loss_TheSameFrameIsServedByTheCpu_AndReportedOnce([Values(PreprocessMode.Auto, PreprocessMode.Gpu)] PreprocessMode mode)
    {
        using SwitchingPreprocessor preprocessor = Create(mode);
        RunThroughTrial(preprocessor);
        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(GpuMark));
        Decisions.Clear();
        Gpus[0].Fails = true;

        for (int i = 0; i < 5; i++)
            Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(CpuMark));

        Assert.That(Decisions, Has.Count.EqualTo(1));
        Assert.That(
            preprocessor.Decision.ToString(),
            Does.StartWith("cpu (not vulkan: ").And.Contain("Fake Card was lost").And.EndWith("tried again)"));
        Assert.That(preprocessor.Name, Is.EqualTo("cpu"));
    }

    [Test]
    public void Loss_TheGpuIsTriedAgain_LaterAndLater()
    {
        using SwitchingPreprocessor preprocessor = Create(PreprocessMode.Gpu);
        preprocessor.Run(Sample);
        Gpus[0].Fails = true;
        preprocessor.Run(Sample);
        CannotOpen = "the driver restarts.";
        int attempts = 0;
        foreach (int seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            Clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(100));
            preprocessor.Run(Sample);
            Assert.That(preprocessor.Preparing, Is.Null, $"less than {seconds} s after a failure");
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(CpuMark), "Frames do not wait for the GPU.");
            Assert.That(preprocessor.Preparing, Is.Not.Null, $"{seconds} s after a failure");
            AwaitPreparing(preprocessor);
            preprocessor.Run(Sample);
            attempts++;
        }
        CannotOpen = null;
        Clock.Advance(GpuRetry.Last);
        preprocessor.Run(Sample);
        AwaitPreparing(preprocessor);

        Assert.That(preprocessor.Run(Sample).Bytes[0], Is.EqualTo(GpuMark));
        Assert.That(attempts, Is.EqualTo(8));
        Assert.That(preprocessor.Decision.ToString(), Is.EqualTo("vulkan: asked for"));
        Assert.That(Decisions, Has.Count.EqualTo(3), "lost, does not open, is back");
    }
}
