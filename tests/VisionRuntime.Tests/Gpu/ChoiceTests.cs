using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What a choice says, and when two say the same.</summary>
[TestFixture]
public class ChoiceTests
{
    private static readonly Choice<string> Measured = new("cpu", [("vulkan", "6.58 ms for 640 x 480 Bgr8")]) { Detail = "0.32 ms" };
    private static readonly Choice<string> Failed = new("cpu", [("directml", "it needs Windows."), ("vulkan", "gone")]);
    private static readonly Choice<string> None = new(null, []) { Problem = "there is no GPU" };

    [Test]
    public void InOneLine()
    {
        Assert.That(Measured.ToString(), Is.EqualTo("cpu: 0.32 ms (not vulkan: 6.58 ms for 640 x 480 Bgr8)"));
        Assert.That(Failed.ToString(), Is.EqualTo("cpu (not directml: it needs Windows) (not vulkan: gone)"));
        Assert.That(None.ToString(), Is.EqualTo("none: there is no GPU"));
    }

    [Test]
    public void ReasonsStandWithoutTheName()
    {
        Assert.That(Measured.Reasons, Is.EqualTo("0.32 ms (not vulkan: 6.58 ms for 640 x 480 Bgr8)"));
        Assert.That(Failed.Reasons, Is.EqualTo("not directml: it needs Windows; not vulkan: gone"));
        Assert.That(None.Reasons, Is.Empty);
    }

    [Test]
    public void TwoThatSayTheSameAreEqual()
    {
        Choice<string> same = Measured with { Rejected = [.. Measured.Rejected] };
        Assert.That(same, Is.EqualTo(Measured));
        Assert.That(same.GetHashCode(), Is.EqualTo(Measured.GetHashCode()));
        Assert.That(Measured with { Rejected = [("vulkan", "6.59 ms")] }, Is.Not.EqualTo(Measured));
        Assert.That(Measured with { Detail = null }, Is.Not.EqualTo(Measured));
    }
}
