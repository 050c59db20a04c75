using NUnit.Framework;

namespace RealtimeCnn.Tests;

/// <summary>Work on a thread that can be left.</summary>
[TestFixture, NonParallelizable]
public class RunThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ManualResetEventSlim _mayGo = new();
    private int _runs;
    private int _threadOfWork;

    [SetUp]
    public void SetUp() => _mayGo.Reset();

    [OneTimeTearDown]
    public void TearDown() => _mayGo.Dispose();

    [Test]
    public void ItIsDoneOnOneThread_AndWaitedFor_WithoutAllocation()
    {
        using var thread = new RunThread(Count);
        Assert.That(thread.Run());
        int first = _threadOfWork;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            thread.Run();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That((_runs, _threadOfWork), Is.EqualTo((101, first)));
        Assert.That(first, Is.Not.EqualTo(Environment.CurrentManagedThreadId));
    }

    [Test]
    public async Task WhatDoesNotStop_IsLeft_AndFreesWhatItUsesWhenItComesBack()
    {
        using var thread = new RunThread(_mayGo.Wait);
        int left = WorkInProgress.Left, freedOn = 0;
        Task<bool> run = Task.Run(thread.Run);
        thread.WaitNoLonger();
        Assert.That(await run.WaitAsync(Patience), Is.False);
        Assert.That((thread.IsLeft, WorkInProgress.Left), Is.EqualTo((true, left + 1)));
        Assert.That(thread.FreesWhenBack(() => Volatile.Write(ref freedOn, Environment.CurrentManagedThreadId)));
        Assert.That(freedOn, Is.Zero);
        _mayGo.Set();
        Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref freedOn) != 0, Patience));
        Assert.That((thread.IsLeft, WorkInProgress.Left), Is.EqualTo((false, left)));
        Assert.That(freedOn, Is.Not.EqualTo(Environment.CurrentManagedThreadId));
    }

    [Test]
    public async Task WhatComesBack_WorksAgain()
    {
        using var thread = new RunThread(_mayGo.Wait);
        Task<bool> run = Task.Run(thread.Run);
        thread.WaitNoLonger();
        Assert.That(await run.WaitAsync(Patience), Is.False);
        _mayGo.Set();
        Assert.That(SpinWait.SpinUntil(() => !thread.IsLeft, Patience));
        Assert.That(thread.FreesWhenBack(() => { }), Is.False, "there is nothing to wait for");
        thread.WaitAgain();
        Assert.That(thread.Run());
    }

    [Test]
    public async Task WhatStops_IsNotLeft()
    {
        using var thread = new RunThread(_mayGo.Wait);
        Task<bool> run = Task.Run(thread.Run);
        thread.WaitNoLonger();
        _mayGo.Set();
        Assert.That(await run.WaitAsync(Patience));
        Assert.That(thread.IsLeft, Is.False);
    }

    private void Count()
    {
        _runs++;
        _threadOfWork = Environment.CurrentManagedThreadId;
    }
}
