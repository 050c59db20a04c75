using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>What is told of swaps, whoever asked for them.</summary>
[TestFixture]
public class SwapLogTests
{
    private static readonly ModelDefinition First = Model("first");
    private static readonly ModelDefinition Second = Model("second");

    private SwapLog _log = null!;

    [SetUp]
    public void SetUp() => _log = new SwapLog(new EngineNotices("test"));

    [Test]
    public void WhatIsAskedForLastIsWhatLoads()
    {
        int first = _log.Ask(First, 1), second = _log.Ask(Second, 2);

        _log.Finish(Report(First, "superseded"), first);
        Assert.That(_log.Status, Is.EqualTo(new SlotStatus(Second, 2, null) { Request = second }));
        Assert.That(_log.Last!.Error, Is.EqualTo("superseded"));

        _log.Finish(Report(Second, "broken"), second);
        Assert.That(_log.Status.Loading, Is.Null);
        Assert.That(_log.Status.Error, Is.EqualTo("broken"));
        Assert.That(_log.All, Has.Count.EqualTo(2));
    }

    [Test]
    public void ARecoveryDoesNotHideWhatIsAskedForMeanwhile()
    {
        int first = _log.Ask(First, 1);
        _log.Finish(Report(First, null), first);
        _log.Ask(Second, 2);

        _log.Restore(First, 3);
        _log.Finish(Report(First, null), first, LoadCause.StandIn);

        Assert.That(_log.Status.Loading, Is.EqualTo(Second));
    }

    [TestCase(LoadCause.StandIn, null, "broken")]
    [TestCase(LoadCause.StandIn, "no memory", "no memory")]
    [TestCase(LoadCause.Retry, null, "broken")]
    [TestCase(LoadCause.Retry, "still away", "broken")]
    public void ARecoveryKeepsTheReasonOfAFailedRequestUnlessItsOwnIsWorse(object cause, string? ends, string told)
    {
        int request = _log.Ask(First, 1);
        _log.Finish(Report(First, "broken"), request);

        _log.Restore(Second, 2);
        Assert.That(_log.Status.Loading, Is.EqualTo(Second));
        Assert.That(_log.Status.Error, Is.EqualTo("broken"));
        _log.Finish(Report(Second, ends), request, (LoadCause)cause);

        Assert.That(_log.Status.Loading, Is.Null);
        Assert.That(_log.Status.Error, Is.EqualTo(told));
        Assert.That(_log.Last!.Error, Is.EqualTo(told), "the two belong together");
    }

    [Test]
    public void TheLastTryOfAGpuIsTold_AndItsReturnToo()
    {
        int request = _log.Ask(First, 1);
        _log.Finish(Report(First, null), request);
        _log.Finish(Report(First, "away"), request, LoadCause.Retry);
        _log.Finish(Report(First, "still away"), request, LoadCause.Retry);
        Assert.That(_log.Status.Error, Is.EqualTo("still away"));

        _log.Finish(Report(First, null), request, LoadCause.Retry);
        Assert.That(_log.Status.Error, Is.Null);
    }

    private static ModelDefinition Model(string id) => new()
    {
        Id = id,
        Name = id,
        File = "none.onnx",
        Preprocess = new PreprocessSpec { Width = 32, Height = 32, Channels = ChannelOrder.Grey, Mean = [0.5f], Std = [0.5f] },
    };

    private static SwapReport Report(ModelDefinition model, string? error) => new() { From = null, To = model.Id, Error = error };
}
