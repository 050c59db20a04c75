using System.Diagnostics;
using NUnit.Framework;
using RealtimeCnn.DemoApp;

namespace RealtimeCnn.Tests.Windowing;

/// <summary>Waits for what a window is told.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static void WaitUntil(this IWindow window, Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(Patience), what);
            window.WaitForEvents(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>The next event of a kind; others are dropped.</summary>
    public static WindowEvent Next(this IWindow window, WindowEventKind kind)
    {
        WindowEvent next = default;
        window.WaitUntil(() => window.TryTakeEvent(out next) && next.Kind == kind, $"no {kind} came");
        return next;
    }
}
