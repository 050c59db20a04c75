using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using NUnit.Framework;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

/// <summary>
/// Drops files onto a window as a file manager does: the source's side of the XDND protocol, version 5
/// (https://www.freedesktop.org/wiki/Specifications/XDND).
/// </summary>
internal static unsafe partial class XDrop
{
    private const int SelectionRequest = 30, SelectionNotify = 31, ClientMessage = 33, Replace = 0;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Returns when the window has taken them.</summary>
    public static void Send(string displayName, ulong window, params string[] paths)
    {
        nint display = OpenDisplay(displayName);
        Assert.That(display, Is.Not.Zero, "the display cannot be opened");
        ulong source = CreateSimpleWindow(display, DefaultRootWindow(display), 0, 0, 1, 1, 0, 0, 0);
        ulong selection = Atom("XdndSelection"), list = Atom("text/uri-list"), copy = Atom("XdndActionCopy");
        SetSelectionOwner(display, selection, source, 0);
        Tell("XdndEnter", 5 << 24, list, 0, 0);
        Tell("XdndPosition", 0, 10 << 16 | 10, 0, copy);
        Tell("XdndDrop", 0, 0, 0, 0);

        ulong finished = Atom("XdndFinished");
        long start = Stopwatch.GetTimestamp();
        bool isTaken = false;
        while (!isTaken)
        {
            Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(Patience), "the window did not take what was dropped");
            if (Pending(display) == 0)
            {
                Thread.Yield();
                continue;
            }
            Event happened;
            NextEvent(display, &happened);
            if (happened.Type == SelectionRequest)
                Answer(happened);
            isTaken = happened.Type == ClientMessage && happened.B == finished;
        }
        CloseDisplay(display);

        ulong Atom(string name) => InternAtom(display, name, 0);

        void Tell(string message, ulong first, ulong second, ulong third, ulong fourth)
        {
            Event told = new() { Type = ClientMessage, A = window, B = Atom(message), C = 32, D = source };
            (told.E, told.F, told.G, told.H) = (first, second, third, fourth);
            SendEvent(display, window, 0, 0, &told);
        }

        void Answer(in Event request)
        {
            (ulong requestor, ulong target, ulong property) = (request.B, request.D, request.E);
            byte[] data = Encoding.UTF8.GetBytes(string.Concat(paths.Select(path => $"file://{Escaped(path)}\r\n")));
            fixed (byte* bytes = data)
                ChangeProperty(display, requestor, property, target, 8, Replace, bytes, data.Length);
            Event answer = new() { Type = SelectionNotify, A = requestor, B = selection, C = target, D = property, E = request.F };
            SendEvent(display, requestor, 0, 0, &answer);
            Flush(display);
        }
    }

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    /// <summary>XEvent: what all have in common, then words whose meaning depends on the type.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 192)]
    private struct Event
    {
        public int Type;
        public ulong Serial;
        public int SentByUs;
        public nint Display;
        public ulong A, B, C, D, E, F, G, H;
    }

    [LibraryImport("libX11.so.6", EntryPoint = "XOpenDisplay", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenDisplay(string name);

    [LibraryImport("libX11.so.6", EntryPoint = "XCloseDisplay")]
    private static partial int CloseDisplay(nint display);

    [LibraryImport("libX11.so.6", EntryPoint = "XDefaultRootWindow")]
    private static partial ulong DefaultRootWindow(nint display);

    [LibraryImport("libX11.so.6", EntryPoint = "XCreateSimpleWindow")]
    private static partial ulong CreateSimpleWindow(
        nint display, ulong parent, int x, int y, uint width, uint height, uint border, ulong borderColour, ulong colour);

    [LibraryImport("libX11.so.6", EntryPoint = "XSetSelectionOwner")]
    private static partial int SetSelectionOwner(nint display, ulong selection, ulong owner, ulong time);

    [LibraryImport("libX11.so.6", EntryPoint = "XInternAtom", StringMarshalling = StringMarshalling.Utf8)]
    private static partial ulong InternAtom(nint display, string name, int onlyIfExists);

    [LibraryImport("libX11.so.6", EntryPoint = "XChangeProperty")]
    private static partial int ChangeProperty(
        nint display, ulong window, ulong property, ulong type, int bits, int mode, byte* data, int count);

    [LibraryImport("libX11.so.6", EntryPoint = "XSendEvent")]
    private static partial int SendEvent(nint display, ulong window, int propagate, long mask, Event* happened);

    [LibraryImport("libX11.so.6", EntryPoint = "XPending")]
    private static partial int Pending(nint display);

    [LibraryImport("libX11.so.6", EntryPoint = "XNextEvent")]
    private static partial int NextEvent(nint display, Event* happened);

    [LibraryImport("libX11.so.6", EntryPoint = "XFlush")]
    private static partial int Flush(nint display);
}
