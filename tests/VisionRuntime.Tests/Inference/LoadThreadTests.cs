using NUnit.Framework;

namespace RealtimeCnn.Tests;

[TestFixture]
public class LoadThreadTests
{
    [Test]
    public async Task ALoadRunsBelowTheProgramsPriority()
    {
        int before = NiceOfThisThread();
        (int Nice, ThreadPriority Priority, bool IsBackground) load = await LoadThread.RunAsync(
            () => (NiceOfThisThread(), Thread.CurrentThread.Priority, Thread.CurrentThread.IsBackground));
        Assert.That((load.Priority, load.IsBackground), Is.EqualTo((ThreadPriority.BelowNormal, true)));
        if (OperatingSystem.IsLinux())
            Assert.That(load.Nice, Is.EqualTo(Math.Min(before + 5, 19)));
        Assert.That(NiceOfThisThread(), Is.EqualTo(before));
    }

    [Test]
    public void WhatItThrows_IsTheTasks()
    {
        Assert.That(
            async () => await LoadThread.RunAsync<int>(() => throw new VisionException("no")),
            Throws.TypeOf<VisionException>().With.Message.EqualTo("no"));
        Assert.That(
            async () => await LoadThread.RunAsync<int>(() => throw new OperationCanceledException()),
            Throws.InstanceOf<OperationCanceledException>());
    }

    // proc(5), /proc/thread-self/stat: the name in brackets may hold spaces; behind it, nice is the 17th field.
    private static int NiceOfThisThread()
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        string stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16]);
    }
}
