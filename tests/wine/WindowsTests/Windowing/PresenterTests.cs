using System.Diagnostics;
using NUnit.Framework;
using OverlayRenderer.Tests;
using RealtimeCnn.DemoApp;
using RealtimeCnn.DemoApp.Tests.Windowing;
using RealtimeCnn.Direct3D12;
using RealtimeCnn.OverlayRenderer;
using SkiaSharp;

namespace RealtimeCnn.Tests.Windowing;

/// <summary>What really arrives on the screen.</summary>
[Category(Wine.OwnDirect3D12)]
public class PresenterTests
{
    private const int Width = 640;
    private const int Height = 480;

    [Test]
    public void TheScreenShowsFrameAndOverlay_InEverySize([Values] bool mirrored)
    {
        using var screen = new Screen();
        using Frame frame = PresentedScene.Frame(Width, Height);
        foreach ((int width, int height) in new[] { (Width, Height), (960, 640), (400, 300), (Width, Height) })
        {
            Desktop.Resize(screen.Window, width, height);
            screen.Window.WaitUntil(() => (screen.Window.Width, screen.Window.Height) == (width, height), "the size did not follow");
            screen.Show(frame, mirrored);
            screen.AssertShows(frame, mirrored, $"{width} x {height}");
        }
    }

    // The picture in the file was taken from a window on Linux: another system, another GPU API, another rasteriser for the text.
    [Test]
    public void TheScreenShowsWhatLinuxShows()
    {
        using var screen = new Screen();
        using Frame frame = PresentedScene.Frame(Width, Height);
        screen.Show(frame, mirrored: false);
        using SKBitmap golden = SKBitmap.Decode(Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "window-640x480.png"));
        using var expected = new BgraCanvas();
        expected.Resize(golden.Width, golden.Height);
        for (int y = 0; y < golden.Height; y++)
        {
            for (int x = 0; x < golden.Width; x++)
                BitConverter.TryWriteBytes(Pixels.Row(expected, y)[(4 * x)..], (uint)golden.GetPixel(x, y));
        }
        screen.AssertShows(expected, largestMean: 3, largestShare: 0.05, "the picture from Linux");
    }

    [Test]
    public void FullScreenIsDrawn_AndBack()
    {
        using var screen = new Screen();
        using Frame frame = PresentedScene.Frame(Width, Height);
        foreach (bool full in new[] { true, false })
        {
            screen.Window.IsFullScreen = full;
            (int, int) size = full ? Desktop.Size : (Width, Height);
            screen.Window.WaitUntil(() => (screen.Window.Width, screen.Window.Height) == size, "the size did not follow");
            screen.Show(frame, mirrored: false);
            screen.AssertShows(frame, mirrored: false, $"full screen: {full}");
        }
    }

    [Test]
    public void MinimisedNothingHappens_AndBackItGoesOn()
    {
        using var screen = new Screen();
        using Frame first = PresentedScene.Frame(Width, Height), second = PresentedScene.Frame(Height, Width);
        screen.Show(first, mirrored: false);
        Desktop.SetMinimised(screen.Window, true);
        screen.Window.WaitUntil(() => screen.Window.IsMinimised, "nobody told");
        Assert.That(() => screen.TryShow(second), Throws.Nothing);
        Desktop.SetMinimised(screen.Window, false);
        screen.Window.WaitUntil(() => !screen.Window.IsMinimised && screen.Window.Width == Width, "it did not come back");
        screen.Show(second, mirrored: false);
        screen.AssertShows(second, mirrored: false, "afterwards");
    }

    [Test]
    public void PresentingAllocatesNothing()
    {
        using var screen = new Screen();
        using Frame frame = PresentedScene.Frame(Width, Height);
        screen.Show(frame, mirrored: false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            screen.TryShow(frame);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void TheGpuIsLost_AndAnotherPresenterGoesOn()
    {
        using var screen = new Screen();
        using Frame frame = PresentedScene.Frame(Width, Height);
        screen.Show(frame, mirrored: false);
        Gpu.Remove(screen.Presenter.Direct3D12Device);
        Assert.That(
            () =>
            {
                for (int i = 0; i < 10; i++) // the removal may take a picture to show
                    screen.TryShow(frame);
            },
            Throws.TypeOf<DeviceLostException>());
        screen.OpenAgain();
        screen.Show(frame, mirrored: false);
        screen.AssertShows(frame, mirrored: false, "afterwards");
    }

    [Test]
    public void AGpuThatIsNotThere_IsSaid()
    {
        using var window = new SilkWindow("none", Width, Height);
        Assert.That(
            () => Direct3D12Gpu.Instance.OpenPresenter(window.Hwnd, () => (window.Width, window.Height), "no such GPU"),
            Throws.TypeOf<VisionException>().With.Message.Contains("no such GPU"));
    }

    // The mean difference, and the share of values that differ noticeably.
    private static (double Mean, double Share) Difference(BgraCanvas actual, BgraCanvas expected)
    {
        const int Noticeable = 24;
        Assert.That((actual.Width, actual.Height), Is.EqualTo((expected.Width, expected.Height)));
        long sum = 0, noticeable = 0;
        for (int y = 0; y < actual.Height; y++)
        {
            ReadOnlySpan<byte> is1 = Pixels.Row(actual, y), was = Pixels.Row(expected, y);
            for (int i = 0; i < is1.Length; i++)
            {
                int difference = Math.Abs(is1[i] - was[i]); // alpha is 255 in both
                sum += difference;
                noticeable += difference > Noticeable ? 1 : 0;
            }
        }
        double values = 3.0 * actual.Width * actual.Height;
        return (sum / values, noticeable / values);
    }

    /// <summary>A window with fixed things to show.</summary>
    private sealed class Screen : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        private readonly OverlayPainter _painter = new();
        private readonly OverlaySurface _overlay;
        private readonly OverlayContent _content = PresentedScene.Content();

        public Screen()
        {
            Window = new SilkWindow("picture", Width, Height);
            Presenter = Open();
            _overlay = new OverlaySurface(_painter);
        }

        public SilkWindow Window { get; }

        public Direct3D12Presenter Presenter { get; private set; }

        public void OpenAgain()
        {
            Presenter.Dispose();
            Presenter = Open();
        }

        private Direct3D12Presenter Open() => new(Window.Hwnd, () => (Window.Width, Window.Height), AdapterRequest.Any);

        // Twice: both images of the window.
        public void Show(Frame frame, bool mirrored)
        {
            long start = Stopwatch.GetTimestamp();
            for (int shown = 0; shown < 2;)
            {
                Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(Patience), "the window took no picture");
                Window.WaitForEvents(TimeSpan.FromMilliseconds(1));
                _overlay.Update(_content, Window.Width, Window.Height, Stopwatch.GetTimestamp());
                if (Presenter.TryPresent(_overlay.Over(frame, isNew: true, mirrored), out long at))
                {
                    Assert.That(at, Is.GreaterThan(start));
                    shown++;
                }
            }
        }

        public bool TryShow(Frame frame) => Presenter.TryPresent(_overlay.Over(frame, isNew: true, isMirrored: false), out _);

        /// <summary>
        /// Holds the screen against the same drawn into a texture, which <see cref="CompositorTests"/> compare with the processor's work.
        /// </summary>
        public void AssertShows(Frame frame, bool mirrored, string what)
        {
            using var overlay = new OverlaySurface(_painter);
            overlay.Update(_content, Window.Width, Window.Height, Stopwatch.GetTimestamp());
            using var target = new OffscreenTarget(Window.Width, Window.Height);
            using BgraCanvas expected = target.Draw(overlay.Over(frame, isNew: true, mirrored));
            AssertShows(expected, largestMean: 0.1, largestShare: 0, what);
        }

        /// <summary>Waits until the screen shows a picture: what is with the display lights up a little later.</summary>
        public void AssertShows(BgraCanvas expected, double largestMean, double largestShare, string what)
        {
            long start = Stopwatch.GetTimestamp();
            while (true)
            {
                using BgraCanvas shown = Desktop.Capture(Window);
                (double mean, double share) = Difference(shown, expected);
                bool alike = mean <= largestMean && share <= largestShare;
                if (!alike && Stopwatch.GetElapsedTime(start) < Patience)
                {
                    Window.WaitForEvents(TimeSpan.FromMilliseconds(20));
                    continue;
                }
                string found = $"{what}: mean difference {mean:0.000}, {share:P2} of the values differ noticeably";
                TestContext.Out.Write(found + "; ");
                if (alike)
                    return;
                string path = Path.Combine(TestContext.CurrentContext.TestDirectory, "presented.actual.png");
                using (FileStream file = File.Create(path))
                    shown.WritePng(file);
                Assert.Fail($"{found}. On the screen: {path}.");
            }
        }

        public void Dispose()
        {
            Presenter.Dispose();
            _overlay.Dispose();
            _painter.Dispose();
            Window.Dispose();
        }
    }
}
