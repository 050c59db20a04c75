using System.Reflection;
using NUnit.Framework;
using RealtimeCnn.DemoApp;
using Silk.NET.Maths;
using Silk.NET.Windowing;

namespace RealtimeCnn.Tests.Windowing;

/// <summary>With two monitors, which the machine need not have: window and monitors note what they are told.</summary>
public class SilkFullScreenTests
{
    [Test]
    public void ItCoversTheMonitorThatTheWindowIsOn_AndGivesPlaceAndSizeBack([Values] bool isMaximised)
    {
        IMonitor second = Note.Make<IMonitor>(out Note monitor);
        monitor.Values["Bounds"] = new Rectangle<int>(1920, 0, 1280, 1024);
        var window = Note.Make<Silk.NET.Windowing.IWindow>(out Note note);
        WindowState before = isMaximised ? WindowState.Maximized : WindowState.Normal;
        note.Values["Monitor"] = second;
        note.Values["WindowState"] = before;
        note.Values["Position"] = new Vector2D<int>(2000, 100);
        note.Values["Size"] = new Vector2D<int>(640, 480);

        var fullScreen = new SilkFullScreen(window);
        fullScreen.Cover();
        (string, object?)[] expected = [("WindowState", WindowState.Fullscreen), ("Monitor", second)];
        Assert.That(note.Set.TakeLast(2), Is.EqualTo(expected));

        note.Values["Position"] = new Vector2D<int>(1920, 0);
        note.Values["Size"] = new Vector2D<int>(1280, 1024);
        note.Set.Clear();
        fullScreen.Uncover();
        Assert.That(note.Set[0], Is.EqualTo(("WindowState", (object)WindowState.Normal)));
        Assert.That(
            (note.Values["Position"], note.Values["Size"], note.Values["WindowState"]),
            Is.EqualTo((new Vector2D<int>(2000, 100), new Vector2D<int>(640, 480), before)));
    }

    /// <summary>Has properties of any interface: what was set, and in which order.</summary>
    public class Note : DispatchProxy
    {
        public Dictionary<string, object?> Values { get; } = [];

        public List<(string Property, object? Value)> Set { get; } = [];

        public static T Make<T>(out Note note) where T : class
        {
            T made = Create<T, Note>();
            note = (Note)(object)made;
            return made;
        }

        protected override object? Invoke(MethodInfo? method, object?[]? arguments)
        {
            string name = method!.Name[4..];
            if (!method.Name.StartsWith("set_", StringComparison.Ordinal))
                return Values[name];
            Set.Add((name, arguments![0]));
            return Values[name] = arguments[0];
        }
    }
}
