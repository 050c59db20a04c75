using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Models that fail on frames give way to the one that served before.</summary>
[TestFixture]
public class ProbationTests
{
    private const byte Dark = 0, Bright = 255;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private HandSource _source = null!;
    private TestModels _models = null!;
    private VisionEngine _engine = null!;
    private List<SwapReport> _told = null!;

    [SetUp]
    public async Task SetUp()
    {
        (_source, _models, _told) = (new HandSource(), new TestModels(), []);
        _engine = new VisionEngine(_source, new InferenceOptions { Threads = 1, Preprocess = "cpu" });
        _engine.SwapFinished += _told.Add;
        Assert.That((await _engine.SwapAsync(_models.Definition("good"))).Error, Is.Null);
        Assert.That(Answers(Bright));
        // the first load compiles this program's code too
        _engine.Options = _engine.Options with { TimeLimit = TimeSpan.FromSeconds(0.25) };
    }

    [TearDown]
    public async Task TearDown()
    {
        await _engine.DisposeAsync();
        _source.Dispose();
        _models.Dispose();
        Assert.That(SpinWait.SpinUntil(() => WorkInProgress.Left == 0, 3 * Patience), "what was left counts for the tests that follow");
    }

    [Test]
    public async Task OneThatFailsOnItsFirstFrame_IsTakenBackAtOnce(
        [Values(WhenLit.Loops, WhenLit.Branches, WhenLit.Scans, WhenLit.IsDeaf, WhenLit.Throws, WhenLit.AnswersNaN)] WhenLit what)
    {
        LoadedModel good = _engine.Model!;
        Assert.That((await _engine.SwapAsync(LitNetwork.Definition(what))).Error, Is.Null);
        Assert.That(Answers(Bright), Is.False);
        string why = _engine.FrameError!;
        Assert.That(why, Does.StartWith($"Model '{what}' ").And.Not.Contain("\n"));
        bool hangs = what is not (WhenLit.Throws or WhenLit.AnswersNaN);
        Assert.That(why.Contains("it computed for 0.25 s"), Is.EqualTo(hangs), why);
        Assert.That(Answers(Bright));
        Assert.That(_engine.Model, Is.SameAs(good), "it was never away");
        Assert.That((_engine.SwapError, _engine.FrameError), Is.EqualTo(($"went back to 'good': {why}", (string?)null)));
        Assert.That(_engine.Loading, Is.Null);
        SwapReport report = _engine.Swaps[^1];
        Assert.That((report.From, report.To, report.Ok, report.WasCancelled), Is.EqualTo(("good", what.ToString(), false, false)));
        Assert.That(report.WasTakenBack);
        Assert.That(_told[^1], Is.SameAs(report));
        Assert.That(_engine.Swaps, Has.Count.EqualTo(2), "each is told once");
    }

    [TestCase(WhenLit.Throws, 3)]
    [TestCase(WhenLit.AnswersNaN, 3)]
    [TestCase(WhenLit.Loops, 1)]
    [TestCase(WhenLit.IsDeaf, 1)]
    public async Task OneThatHasServed_IsTakenBack_WhenItFailsAgainAndAgain(WhenLit what, int failures)
    {
        await _engine.SwapAsync(LitNetwork.Definition(what));
        Assert.That(Answers(Dark));
        for (int i = 0; i < failures; i++)
        {
            Assert.That(_engine.SwapError, Is.Null);
            Assert.That(Answers(Bright), Is.False);
        }
        Assert.That(_engine.SwapError, Does.StartWith($"went back to 'good': Model '{what}' "));
        Assert.That(SpinWait.SpinUntil(() => Answers(Dark) && _engine.Result.Model == "good", Patience));
        Assert.That(_engine.SwapError, Does.StartWith("went back to 'good': "), "the reason stays");
        Assert.That(_engine.Swaps.Select(swap => swap.WasTakenBack), Is.EqualTo(new[] { false, false, true, false }));
        Assert.That(_engine.Swaps.Select(swap => (swap.From, swap.To, swap.Ok)), Is.EqualTo(new[]
        {
            ((string?)null, "good", true), ("good", what.ToString(), true), ("good", what.ToString(), false),
            (what.ToString(), "good", true),
        }));
        Assert.That(Answers(Bright));
    }

    [Test]
    public async Task OneOddFrame_IsNoReason()
    {
        await _engine.SwapAsync(LitNetwork.Definition(WhenLit.Throws));
        foreach (byte light in new[] { Dark, Bright, Bright, Dark, Bright, Bright, Dark })
            Assert.That(Answers(light), Is.EqualTo(light == Dark));
        Assert.That((_engine.Result.Model, _engine.SwapError), Is.EqualTo(("Throws", (string?)null)));
    }

    [Test]
    public async Task ASlowOneStays()
    {
        await using var engine = new VisionEngine(_source, new InferenceOptions { Threads = 1, Preprocess = "cpu" });
        await engine.SwapAsync(_models.Definition("good"));
        _source.Deliver();
        engine.Tick();
        await engine.SwapAsync(LitNetwork.Definition(WhenLit.IsSlow));
        for (int i = 0; i < 4; i++)
        {
            _source.Deliver(Bright);
            Assert.That(engine.Tick());
        }
        Assert.That((engine.Result.Model, engine.SwapError), Is.EqualTo(("IsSlow", (string?)null)));
    }

    [Test]
    public async Task WhereNothingServedBefore_TheModelStays_AndTheReasonIsTold()
    {
        await using var engine = new VisionEngine(_source, _engine.Options);
        await engine.SwapAsync(LitNetwork.Definition(WhenLit.Loops));
        for (int i = 0; i < 2; i++)
        {
            _source.Deliver(Bright);
            Assert.That(() => engine.Tick(), Throws.TypeOf<VisionException>().With.InnerException.TypeOf<TimeoutException>());
            Assert.That(engine.FrameError, Does.Contain("it computed for 0.25 s"));
        }
        _source.Deliver(Dark);
        Assert.That((engine.Tick(), engine.FrameError), Is.EqualTo((true, (string?)null)));
    }

    [Test]
    public async Task OneThatDoesNotStop_WhereNothingServedBefore_HoldsNoFrame_AndIsNotGoneBackTo()
    {
        await using var engine = new VisionEngine(_source, _engine.Options);
        await engine.SwapAsync(LitNetwork.Definition(WhenLit.IsDeaf));
        LoadedModel deaf = null!;
        for (int i = 0; i < 3; i++)
        {
            _source.Deliver(i == 0 ? Bright : Dark);
            Assert.That(() => engine.Tick(), Throws.TypeOf<VisionException>().With.Message.EndsWith("and does not stop."));
            Assert.That(engine.FrameError, Does.EndWith("and does not stop."));
            deaf = engine.Model!;
        }
        await engine.SwapAsync(LitNetwork.Definition(WhenLit.Throws));
        _source.Deliver(Bright);
        Assert.That(() => engine.Tick(), Throws.TypeOf<VisionException>());
        Assert.That(engine.Model!.Definition.Id, Is.EqualTo("Throws"));
        Assert.That(SpinWait.SpinUntil(() => !deaf.IsLeft, TimeSpan.FromMinutes(3)));
    }

    [Test]
    public async Task WhatWasTakenBackMayBeAskedForAgain_AndWhatIsAskedForMeanwhileComes()
    {
        for (int i = 0; i < 2; i++)
        {
            await _engine.SwapAsync(LitNetwork.Definition(WhenLit.Throws));
            Assert.That(Answers(Bright), Is.False);
            Assert.That(Answers(Bright));
        }
        await _engine.SwapAsync(LitNetwork.Definition(WhenLit.Throws));
        Answers(Dark);
        await _engine.SwapAsync(_models.Definition("other"));
        Assert.That(Answers(Bright));
        Assert.That((_engine.Result.Model, _engine.SwapError), Is.EqualTo(("other", (string?)null)));
    }

    private bool Answers(byte light)
    {
        _source.Deliver(light);
        try
        {
            return _engine.Tick();
        }
        catch (VisionException)
        {
            return false;
        }
    }
}
