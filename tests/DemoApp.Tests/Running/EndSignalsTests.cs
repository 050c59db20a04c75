using System.Runtime.InteropServices;
using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Running;

[TestFixture]
public class EndSignalsTests
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(1), AtOnce = TimeSpan.FromMilliseconds(1);

    [Test]
    public void TheFirst_EndsInOrder_AndNoneAfterIt_DoesAnything()
    {
        List<int> ends = [];
        EndSignals signals = new(ends.Add);
        Assert.That(signals.Token.IsCancellationRequested, Is.False);
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGINT, PosixSignal.SIGTERM])
            signals.Take(signal, Never);
        Assert.That(signals.Token.IsCancellationRequested);
        Assert.That((signals.Late.IsCancellationRequested, ends.Count), Is.EqualTo((false, 0)));
    }

    [TestCase(PosixSignal.SIGHUP, 129)]
    [TestCase(PosixSignal.SIGINT, 130)]
    [TestCase(PosixSignal.SIGQUIT, 131)]
    [TestCase(PosixSignal.SIGTERM, 143)]
    public async Task WhatTakesTooLong_IsCutOff_WithTheCodeOfTheFirst(PosixSignal signal, int expected)
    {
        TaskCompletionSource<int> ended = new();
        EndSignals signals = new(code => ended.SetResult(code)); // a second end would throw
        signals.Take(signal, AtOnce);
        signals.Take(PosixSignal.SIGINT, AtOnce);
        Assert.That(await ended.Task, Is.EqualTo(expected));
        TaskCompletionSource late = new();
        signals.Late.Register(late.SetResult);
        await late.Task;
    }

    // Whatever hears of the end must not bring the program down with it.
    [Test]
    public void AListenerThatFails_HarmsNothing()
    {
        EndSignals signals = new(_ => { });
        signals.Token.Register(() => throw new InvalidOperationException("a listener"));
        Assert.That(() => signals.Take(PosixSignal.SIGINT, Never), Throws.Nothing);
    }
}
