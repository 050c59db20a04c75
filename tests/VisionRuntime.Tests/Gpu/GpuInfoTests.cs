using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Which GPU is taken, and what is said of the others.</summary>
public sealed class GpuInfoTests
{
    // Best first, as an API lists them.
    private static readonly (GpuInfo Gpu, string? Unusable)[] Machine =
    [
        (Gpu(2, "Old Card", "discrete"), "its driver offers Vulkan 1.0.3 only"),
        (Gpu(3, "Big Card", "discrete"), null),
        (Gpu(4, "Big Card", "discrete"), null),
        (Gpu(1, "Laptop Graphics", "integrated"), null),
        (Gpu(0, "Software Renderer", GpuInfo.Software), null),
    ];

    [Test]
    public void Nothing_AskedFor_TakesTheFirstUsableDiscreteOne_AndSaysWhyNotTheOthers()
    {
        Choice<GpuInfo> choice = GpuInfo.Choose(Machine, null);

        Assert.That(choice.Chosen?.Id, Is.EqualTo("3"));
        Assert.That(choice.Problem, Is.Null);
        Assert.That(ReasonOf(choice, 0), Does.Contain("Big Card").And.Contain("preferred"));
        Assert.That(ReasonOf(choice, 2), Does.Contain("1.0.3"));
        Assert.That(ReasonOf(choice, 4), Does.Contain("preferred"));
    }

    [TestCase("laptop", 1)]
    [TestCase("0", 0)]
    [TestCase("4", 4)]
    public void ByNameOrNumber(string wanted, int index)
    {
        Choice<GpuInfo> choice = GpuInfo.Choose(Machine, wanted);

        Assert.That(choice.Chosen?.Id, Is.EqualTo($"{index}"));
        Assert.That(choice.Rejected, Has.Count.EqualTo(Machine.Length - 1));
        Assert.That(ReasonOf(choice, 3 - index % 2), Does.Contain($"'{wanted}'").Or.Contain("1.0.3"));
    }

    [TestCase("9", "3 = Big Card")]
    [TestCase("voodoo", "no GPU is called 'voodoo'")]
    [TestCase("Old", "Old Card: its driver offers Vulkan 1.0.3 only")]
    public void AskedForInVain_ExplainsAndChoosesNone(string wanted, string problem)
    {
        Choice<GpuInfo> choice = GpuInfo.Choose(Machine, wanted);

        Assert.That(choice.Chosen, Is.Null);
        Assert.That(choice.Problem, Does.Contain(problem));
        Assert.That(choice.Rejected, Has.Count.EqualTo(Machine.Length));
    }

    [Test]
    public void EmptyMachine_HasAProblem() => Assert.That(GpuInfo.Choose([], null).Problem, Does.Contain("no GPU"));

    private static GpuInfo Gpu(int index, string name, string kind) => new($"{index}", name, kind, "driver 1.0, Vulkan 1.3.0");

    private static string ReasonOf(Choice<GpuInfo> choice, int index) =>
        choice.Rejected.Single(rejected => rejected.Candidate.Id == $"{index}").Reason;
}
