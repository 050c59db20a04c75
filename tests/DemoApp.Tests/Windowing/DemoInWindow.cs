using System.Diagnostics;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

/// <summary>The demo in a process and a window of its own, used as a person does: by looking at its title and pressing keys.</summary>
internal sealed partial class DemoInWindow : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly VirtualDisplay _display;
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    public DemoInWindow(VirtualDisplay display, string folder, params string[] arguments)
    {
        _display = display;
        _process = CommandLine.Start(display.Name, folder, ["demo", .. arguments]);
        (_output, _error) = (_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
    }

    /// <summary>The window's number; empty while there is none.</summary>
    public string Window => _display.Run("xdotool", "search", "--classname", "realtimecnn").Split('\n')[^1];

    public string Title => _display.Run("xdotool", "search", "--classname", "realtimecnn", "getwindowname");

    /// <summary>Where the window is and how large, as xdotool says it.</summary>
    public string Geometry => string.Join(';', _display.Run("xdotool", "getwindowgeometry", Window).Split('\n')[1..]);

    public void WaitForTitle(string part) =>
        WaitUntil(() => Title.Contains(part, StringComparison.Ordinal), () => $"the title '{Title}' never had '{part}'");

    public void WaitUntil(Func<bool> condition, Func<string> complaint)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (_process.HasExited)
                Assert.Fail($"{complaint()}; the demo has ended: {_output.Result} {_error.Result}");
            if (Stopwatch.GetElapsedTime(start) > Patience)
                Assert.Fail(complaint());
        }
    }

    /// <summary>Gives the window the keyboard: without a window manager nobody else does.</summary>
    public void Focus() => _display.Run("xdotool", "windowfocus", "--sync", Window);

    public void Press(params string[] keys) => _display.Run("xdotool", ["key", .. keys]);

    /// <summary>Asks the window to close, as a window manager does for the button in its title bar.</summary>
    public void AskToClose() => CloseRequest.Send(_display.Name, ulong.Parse(Window));

    public CommandLine.Outcome Finish()
    {
        if (!_process.WaitForExit(Patience))
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"The demo did not end. {_output.Result} {_error.Result}");
        }
        return new CommandLine.Outcome(_process.ExitCode, _output.Result, _error.Result);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    /// <summary>The message WM_DELETE_WINDOW of the ICCCM (section 4.2.8.1).</summary>
    private static unsafe partial class CloseRequest
    {
        private const int ClientMessage = 33;

        public static void Send(string displayName, ulong window)
        {
            nint display = OpenDisplay(displayName);
            Assert.That(display, Is.Not.Zero, "the display cannot be opened");
            Event request = new()
            {
                Type = ClientMessage,
                Window = window,
                MessageType = InternAtom(display, "WM_PROTOCOLS", 0),
                Format = 32,
                Protocol = InternAtom(display, "WM_DELETE_WINDOW", 0),
            };
            SendEvent(display, window, 0, 0, &request);
            CloseDisplay(display);
        }

        /// <summary>XClientMessageEvent within the size of XEvent.</summary>
        [StructLayout(LayoutKind.Sequential, Size = 192)]
        private struct Event
        {
            public int Type;
            public ulong Serial;
            public int SentByUs;
            public nint Display;
            public ulong Window;
            public ulong MessageType;
            public int Format;
            public ulong Protocol;
        }

        [LibraryImport("libX11.so.6", EntryPoint = "XOpenDisplay", StringMarshalling = StringMarshalling.Utf8)]
        private static partial nint OpenDisplay(string name);

        [LibraryImport("libX11.so.6", EntryPoint = "XCloseDisplay")]
        private static partial int CloseDisplay(nint display);

        [LibraryImport("libX11.so.6", EntryPoint = "XInternAtom", StringMarshalling = StringMarshalling.Utf8)]
        private static partial ulong InternAtom(nint display, string name, int onlyIfExists);

        [LibraryImport("libX11.so.6", EntryPoint = "XSendEvent")]
        private static partial int SendEvent(nint display, ulong window, int propagate, long mask, Event* request);
    }
}
