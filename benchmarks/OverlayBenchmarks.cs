using System.Diagnostics;
using System.Runtime.InteropServices;
using RealtimeCnn.CameraCapture;
using RealtimeCnn.DemoApp;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.Benchmarks;

/// <summary>
/// What the live window costs per frame at 1280 x 720, with the sample's digits through LeNet-5 at 30 frames a second: bringing the
/// overlay up to date, as it starts and with everything on (smoothing and tensor as well), and presenting frame and overlay, beside a bare
/// copy of as many pixels to the same X server. Needs a display; <c>xvfb-run -s "-screen 0 1280x720x24"</c> makes one.
/// </summary>
internal static partial class OverlayBenchmarks
{
    private const int Width = 1280, Height = 720;
    private const int WarmUp = 150;
    private const int Frames = 1200;

    public static void Run()
    {
        if (WindowDemo.WhyNoWindow is { } why)
        {
            throw new VisionException(
                $"This suite opens a window, but {why}. "
                + "Try: xvfb-run -s \"-screen 0 1280x720x24\" dotnet run -c Release --project benchmarks -- overlay");
        }
        OpenWindow open = WindowDemo.Open();
        using IWindow window = open.Window;
        using IPresenter presenter = open.Presenter;
        using RawCopy? copy = OperatingSystem.IsLinux() ? new RawCopy() : null;
        using var source = new PausableSource(CaptureSource.Open("sample"));
        using var engine = new VisionEngine(source);
        using var view = new LiveView(engine);
        (view.Keys, view.Help) = (KeyBindings.Line, KeyBindings.Help);
        engine.Load(engine.Catalogue.Get("lenet5"));

        Console.WriteLine($"{presenter.Device}, {window.Width} x {window.Height}, {Frames} frames each");
        Measure("overlay as it starts", window, presenter, engine, view, copy);
        (view.IsSmoothed, view.ShowsInput) = (true, true);
        Measure("everything on", window, presenter, engine, view, copy);
    }

    private static void Measure(string name, IWindow window, IPresenter presenter, VisionEngine engine, LiveView view, RawCopy? copy)
    {
        double[] update = new double[Frames], present = new double[Frames], raw = new double[Frames];
        long allocated = 0;
        for (int frame = -WarmUp; frame < Frames;)
        {
            window.WaitForEvents(TimeSpan.Zero);
            while (window.TryTakeEvent(out _))
            {
            }
            if (!engine.Tick())
            {
                engine.WaitForWork();
                continue;
            }
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            view.Update(window.Width, window.Height);
            long updated = Stopwatch.GetTimestamp();
            view.Present(presenter);
            long presented = Stopwatch.GetTimestamp();
            if (frame >= 0)
            {
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                (update[frame], present[frame]) = (Milliseconds(start, updated), Milliseconds(updated, presented));
                start = Stopwatch.GetTimestamp();
                copy?.Run();
                raw[frame] = Milliseconds(start, Stopwatch.GetTimestamp());
            }
            frame++;
        }

        Console.WriteLine();
        Console.WriteLine($"{name}, {(double)allocated / Frames:0} managed bytes per frame");
        Console.WriteLine();
        Console.WriteLine("| per frame | mean ms | p50 ms | p95 ms | max ms | min ms |");
        Console.WriteLine("|---|---|---|---|---|---|");
        Print("overlay brought up to date", update);
        Print("frame and overlay presented", present);
        if (copy is null)
            return;
        Print("as many pixels copied by XPutImage", raw);
        Print("presenting beyond the copy", [.. present.Zip(raw, (ours, bare) => ours - bare)]);
    }

    private static void Print(string name, double[] ms)
    {
        Array.Sort(ms);
        (double median, double late) = (ms[ms.Length / 2], ms[ms.Length * 95 / 100]);
        Console.WriteLine($"| {name} | {ms.Average():F3} | {median:F3} | {late:F3} | {ms[^1]:F3} | {ms[0]:F3} |");
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    /// <summary>Sends a picture to the X server and waits until it is there: what any program pays that shows one without a GPU.</summary>
    private sealed partial class RawCopy : IDisposable
    {
        private const int Depth = 24, BitsPerPixel = 32, ZPixmap = 2;

        private readonly nint _display = OpenDisplay(null);
        private readonly nint _pixels = Marshal.AllocHGlobal(Width * Height * 4);
        private readonly nint _image;
        private readonly nint _context;
        private readonly nuint _target;

        public RawCopy()
        {
            if (_display == 0)
                throw new VisionException("The display cannot be opened a second time.");
            _target = CreatePixmap(_display, DefaultRootWindow(_display), Width, Height, Depth);
            _context = CreateContext(_display, _target, 0, 0);
            _image = CreateImage(_display, 0, Depth, ZPixmap, 0, _pixels, Width, Height, BitsPerPixel, 0);
        }

        public void Run()
        {
            _ = PutImage(_display, _target, _context, _image, 0, 0, 0, 0, Width, Height);
            _ = Sync(_display, 0);
        }

        public void Dispose()
        {
            _ = CloseDisplay(_display);
            Marshal.FreeHGlobal(_pixels);
        }

        [LibraryImport("libX11.so.6", EntryPoint = "XOpenDisplay", StringMarshalling = StringMarshalling.Utf8)]
        private static partial nint OpenDisplay(string? name);

        [LibraryImport("libX11.so.6", EntryPoint = "XDefaultRootWindow")]
        private static partial nuint DefaultRootWindow(nint display);

        [LibraryImport("libX11.so.6", EntryPoint = "XCreatePixmap")]
        private static partial nuint CreatePixmap(nint display, nuint drawable, uint width, uint height, uint depth);

        [LibraryImport("libX11.so.6", EntryPoint = "XCreateGC")]
        private static partial nint CreateContext(nint display, nuint drawable, nuint mask, nint values);

        [LibraryImport("libX11.so.6", EntryPoint = "XCreateImage")]
        private static partial nint CreateImage(
            nint display, nint visual, uint depth, int format, int offset, nint data, uint width, uint height, int pad, int stride);

        [LibraryImport("libX11.so.6", EntryPoint = "XPutImage")]
        private static partial int PutImage(
            nint display, nuint drawable, nint context, nint image, int fromX, int fromY, int x, int y, uint width, uint height);

        [LibraryImport("libX11.so.6", EntryPoint = "XSync")]
        private static partial int Sync(nint display, int discard);

        [LibraryImport("libX11.so.6", EntryPoint = "XCloseDisplay")]
        private static partial int CloseDisplay(nint display);
    }
}
