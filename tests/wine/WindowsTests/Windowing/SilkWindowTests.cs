using System.Diagnostics;
using NUnit.Framework;
using RealtimeCnn.DemoApp;
using SilkKey = Silk.NET.Input.Key;

namespace RealtimeCnn.Tests.Windowing;

/// <summary>A real window, used as a person does.</summary>
public class SilkWindowTests
{
    [Test]
    public void ItHasTheSizeAskedFor()
    {
        using var window = new SilkWindow("size", 640, 480);
        Assert.That((window.Width, window.Height, window.ContentScale), Is.EqualTo((640, 480, 1f)));
        Assert.That(window.Hwnd, Is.Not.Zero);
        Assert.That(WindowDemo.WhyNoWindow, Is.Null);
    }

    [TestCase('P', 0x19, 'P')]
    [TestCase('A', 0x1E, 'A')]
    [TestCase('Z', 0x2C, 'Z')]
    [TestCase('0', 0x0B, (int)Key.Digit0)]
    [TestCase('9', 0x0A, (int)Key.Digit9)]
    [TestCase(0xBD, 0x0C, (int)Key.Minus)]
    [TestCase(0x6B, 0x4E, (int)Key.Plus)]
    [TestCase(0x6D, 0x4A, (int)Key.Minus)]
    [TestCase(0x65, 0x4C, '5')]
    [TestCase(0x20, 0x39, (int)Key.Space)]
    [TestCase(0x25, 0x14B, (int)Key.Left)]
    [TestCase(0x27, 0x14D, (int)Key.Right)]
    [TestCase(0x1B, 0x01, (int)Key.Escape)]
    [TestCase(0x0D, 0x1C, (int)Key.Enter)]
    public void AKeyIsToldOnce_HoweverLongItIsHeld(int virtualKey, int scanCode, int expected)
    {
        using var window = new SilkWindow("keys", 640, 480);
        Desktop.Press(window, virtualKey, scanCode, times: 3);
        Desktop.Press(window, 'H', 0x23);
        Assert.That(window.Next(WindowEventKind.Key).Key, Is.EqualTo((Key)expected));
        Assert.That(window.Next(WindowEventKind.Key).Key, Is.EqualTo((Key)'H'));
    }

    [TestCase(SilkKey.Q, 'a', 'A')]
    [TestCase(SilkKey.Equal, '=', (int)Key.Plus)]
    [TestCase(SilkKey.RightBracket, '+', (int)Key.Plus)]
    [TestCase(SilkKey.Slash, '-', (int)Key.Minus)]
    [TestCase(SilkKey.P, 'з', 'P')]
    [TestCase(SilkKey.Comma, ',', (int)Key.None)]
    public void ALetterIsWhatIsPrintedOnTheKey(SilkKey key, char printed, int expected) =>
        Assert.That(SilkKeys.Translate(key, printed), Is.EqualTo((Key)expected));

    [Test]
    public void FilesThatAreDropped_AreToldInTheirOrder()
    {
        using var window = new SilkWindow("drop", 640, 480);
        string[] files = ["C:\\a picture ä.png", "Z:\\mine.onnx"];
        Desktop.Drop(window, files);
        Assert.That(window.Next(WindowEventKind.Drop).Files, Is.EqualTo(files));
    }

    [Test]
    public void AShiftedKeyIsToldAsOne()
    {
        using var window = new SilkWindow("shift", 640, 480);
        Desktop.PressShifted(window, 'N', 0x31);
        Desktop.Press(window, 'N', 0x31);
        Assert.That(window.Next(WindowEventKind.Key).Key, Is.EqualTo((Key)'N' | Key.Shift));
        Assert.That(window.Next(WindowEventKind.Key).Key, Is.EqualTo((Key)'N'));
    }

    [Test]
    public void AClickIsToldWithItsPlace()
    {
        using var window = new SilkWindow("click", 640, 480);
        Desktop.Click(window, 123, 45);
        Assert.That(window.Next(WindowEventKind.Click), Is.EqualTo(new WindowEvent(WindowEventKind.Click, Key.None, 123, 45)));
    }

    [Test]
    public void Resized_ItIsDrawnAnew()
    {
        using var window = new SilkWindow("resize", 640, 480);
        Drop(window);
        Desktop.Resize(window, 500, 400);
        window.Next(WindowEventKind.Redraw);
        window.WaitUntil(() => (window.Width, window.Height) == (500, 400), "the size did not follow");
    }

    [Test]
    public void FullScreenCoversTheMonitor_AndBack()
    {
        using var window = new SilkWindow("full screen", 640, 480);
        window.IsFullScreen = true;
        window.WaitUntil(() => (window.Width, window.Height) == Desktop.Size, "the monitor was not covered");
        Assert.That(window.IsFullScreen, Is.True);
        window.IsFullScreen = false;
        window.WaitUntil(() => (window.Width, window.Height) == (640, 480), "the size did not come back");
        Assert.That(window.IsFullScreen, Is.False);
    }

    [TestCase(2)]
    [TestCase(3)]
    public void FullScreen_AskedForSeveralTimesAtOnce_EndsAsAskedLast_AndKeysAreTold(int times)
    {
        using var window = new SilkWindow("at once", 640, 480);
        (int, int) place = Desktop.PlaceOf(window);
        for (int i = 0; i < times; i++)
            window.IsFullScreen = !window.IsFullScreen;
        (int Width, int Height) expected = times % 2 == 1 ? Desktop.Size : (640, 480);
        window.WaitUntil(() => (window.Width, window.Height) == Desktop.Size, "the monitor was not covered");
        window.WaitUntil(() => (window.Width, window.Height) == expected, "it did not end as asked last");
        Desktop.Press(window, 'H', 0x23);
        Assert.That(window.Next(WindowEventKind.Key).Key, Is.EqualTo((Key)'H'));
        window.IsFullScreen = false;
        window.WaitUntil(() => (window.Width, window.Height) == (640, 480) && Desktop.PlaceOf(window) == place, "it is elsewhere now");
    }

    [Test]
    public void MinimisedIsKnown_AndBack()
    {
        using var window = new SilkWindow("minimise", 640, 480);
        Desktop.SetMinimised(window, true);
        window.WaitUntil(() => window.IsMinimised, "nobody told");
        Desktop.SetMinimised(window, false);
        window.WaitUntil(() => !window.IsMinimised && window.Width == 640, "it did not come back");
    }

    [Test]
    public void ClosingIsAsked_ByTheUserOrTheProgram([Values] bool byUser)
    {
        using var window = new SilkWindow("close", 640, 480);
        Assert.That(window.IsClosing, Is.False);
        if (byUser)
            Desktop.AskToClose(window);
        else
            window.Close();
        window.WaitUntil(() => window.IsClosing, "it does not close");
    }

    [Test]
    public void AnyThreadEndsTheWait_NowOrTheNext()
    {
        using var window = new SilkWindow("wake", 640, 480);
        Drop(window);
        var forEver = TimeSpan.FromHours(1);
        window.Wake();
        window.WaitForEvents(forEver);
        using var waker = new Timer(_ => window.Wake(), null, TimeSpan.FromMilliseconds(50), Timeout.InfiniteTimeSpan);
        window.WaitForEvents(forEver);
        Assert.That(window.TryTakeEvent(out _), Is.False);
    }

    [Test]
    public void TheWaitEndsWithTheTime()
    {
        using var window = new SilkWindow("wait", 640, 480);
        Drop(window);
        var wait = TimeSpan.FromMilliseconds(30);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 5 && Stopwatch.GetElapsedTime(start) < wait; i++) // something else may end the first
            window.WaitForEvents(wait);
        Assert.That(Stopwatch.GetElapsedTime(start), Is.GreaterThan(wait / 2));
    }

    [Test]
    public void WakingAClosedWindow_IsNoError()
    {
        var window = new SilkWindow("late", 640, 480);
        window.Dispose();
        window.Dispose();
        Assert.DoesNotThrow(window.Wake);
    }

    [Test]
    public void AnotherThreadIsSentAway()
    {
        using var window = new SilkWindow("thread", 640, 480);
        Assert.That(
            Task.Run(() => Assert.Throws<InvalidOperationException>(() => window.Title = "other")).Wait(TimeSpan.FromMinutes(1)), Is.True);
    }

    // What opening a window brought with it.
    private static void Drop(SilkWindow window)
    {
        window.Wake();
        window.WaitForEvents(TimeSpan.FromMinutes(1));
        while (window.TryTakeEvent(out _))
        {
        }
    }
}
