using NUnit.Framework;
using OverlayRenderer.Tests;

namespace RealtimeCnn.DemoApp.Tests.Running;

[TestFixture]
public class SwapScheduleTests
{
    private HandSource _source = null!;
    private VisionEngine _engine = null!;

    [SetUp]
    public void SetUp()
    {
        _source = new HandSource();
        _engine = new VisionEngine(_source);
    }

    [TearDown]
    public void TearDown()
    {
        _engine.Dispose();
        _source.Dispose();
    }

    [Test]
    public void ATour_LoadsItsOwnNextStopAhead()
    {
        ModelDefinition[] stops = [.. _engine.Catalogue.Models.Where(model => model.Key is not null)];
        _ = Schedule(Options() with { Tour = true, Model = stops[3].Id });
        ModelDefinition[] route = [.. stops[3..], .. stops[..3]];
        Assert.That(route.Select(_engine.NextModel), Is.EqualTo(route.Skip(1).Append(null)));

        ModelDefinition between = _engine.Catalogue.Models.First(model => model.Key is null);
        Assert.That(_engine.NextModel(between), Is.EqualTo(_engine.Catalogue.Next(between)));
    }

    [Test]
    public void WithoutATour_TheCataloguesNextComesNext()
    {
        ModelDefinition first = _engine.Catalogue.Models[0];
        _ = Schedule(Options() with { Model = first.Id });
        Assert.That(_engine.NextModel(first), Is.EqualTo(_engine.Catalogue.Models[1]));
    }

    [Test]
    public void AModelOfTheScriptThatDoesNotExist_IsToldBeforeAnythingRuns() =>
        Assert.That(
            () => Schedule(Options() with { Swaps = [new SwapAt(9, "lenet")] }),
            Throws.TypeOf<VisionException>().With.Message.Contains("lenet5"));

    [Test]
    public void WhatTheRunWasTooShortFor_IsMissed()
    {
        SwapSchedule schedule = Schedule(Options() with { Swaps = [new(1, "nin"), new(2, "alexnet"), new(9, "vgg16")] });
        schedule.Update(1);
        schedule.Update(2);
        Assert.That(schedule.Missed([new SwapReport { To = "nin" }]).Select(missed => (missed.To, missed.Error)), Is.EqualTo(new[]
        {
            ("alexnet", "the run was over before it was ready."), ("vgg16", "the run was over before frame 9."),
        }));
    }

    private SwapSchedule Schedule(DemoOptions options) => new(_engine, options, new LabelledModels(_engine.Catalogue, options));

    private static DemoOptions Options() =>
        new() { Model = "lenet5", Loading = new InferenceOptions(), DefaultDuration = TimeSpan.FromSeconds(20) };
}
