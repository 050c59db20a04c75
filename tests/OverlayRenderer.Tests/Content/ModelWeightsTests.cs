using System.Diagnostics;
using NUnit.Framework;
using RealtimeCnn;
using RealtimeCnn.OverlayRenderer;

namespace OverlayRenderer.Tests;

public sealed class ModelWeightsTests
{
    [TestCase("lenet5", true, 246_824, false)]
    [TestCase("resnet50", false, 102_530_333, false)]
    [TestCase("inception_v1", false, 52_147_000, false)]
    [TestCase("inception_v4", false, 4 * 42_679_816, true)]
    public void ARowKnowsItsWeights(string id, bool areHere, long bytes, bool isEstimate)
    {
        var weights = new ModelWeights();
        weights.Describe(ModelCatalogue.Embedded.Get(id));
        Assert.That((weights.AreHere, weights.Bytes, weights.IsEstimate), Is.EqualTo((areHere, bytes, isEstimate)));
    }

    [Test]
    public void WhatAFrameCosts_IsAnAverage_RenewedOnceASecond()
    {
        var weights = new ModelWeights();
        weights.Measure(Frame(at: 0.5, ms: 70));
        Assert.That(weights.Milliseconds, Is.NaN, "the first frame costs what no other does");
        weights.Measure(Frame(at: 1, ms: 10));
        Assert.That(weights.Milliseconds, Is.EqualTo(10).Within(0.01));
        weights.Measure(Frame(at: 1.5, ms: 20));
        Assert.That(weights.Milliseconds, Is.EqualTo(10).Within(0.01), "figures that change all the time cannot be read");
        weights.Measure(Frame(at: 2.1, ms: 20));
        Assert.That(weights.Milliseconds, Is.EqualTo(11.9).Within(0.01));
        weights.Measure(default);
        Assert.That(weights.Milliseconds, Is.EqualTo(11.9).Within(0.01), "a frame without times says nothing");
    }

    [Test]
    public void ADownload_KnowsItsShareAndItsEnd()
    {
        Assert.That(new WeightDownload(50, 200, 10).Share, Is.EqualTo(0.25));
        Assert.That(new WeightDownload(50, 200, 10).SecondsLeft, Is.EqualTo(15));
        Assert.That(new WeightDownload(50, 200, 0).SecondsLeft, Is.NaN);
        Assert.That(new WeightDownload(50, null, 10).SecondsLeft, Is.NaN);
        Assert.That(new WeightDownload(50, null, 10).Share, Is.Zero);
        Assert.That(new WeightDownload(300, 200, 10).Share, Is.EqualTo(1), "a server that lies");
    }

    private static StageTimings Frame(double at, double ms)
    {
        var timings = new StageTimings { AcquiredAt = (long)((at - ms / 1000) * Stopwatch.Frequency) };
        (timings.PreprocessedAt, timings.InferredAt) = (timings.AcquiredAt, (long)(at * Stopwatch.Frequency));
        return timings;
    }
}
