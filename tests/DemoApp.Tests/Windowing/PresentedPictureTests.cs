using System.Diagnostics;
using System.Runtime.InteropServices;
using NUnit.Framework;
using OpenCvSharp;
using RealtimeCnn.OverlayRenderer;
using RealtimeCnn.Vulkan;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

/// <summary>What really arrives on a display, with a fixed frame and fixed numbers, under Vulkan's validation layer.</summary>
[TestFixture]
[Platform("Linux")]
public partial class PresentedPictureTests
{
    private const int Width = 640;
    private const int Height = 480;

    [Test]
    public void TheScreenShowsFrameAndOverlay_InEverySize([Values] bool mirrored)
    {
        using var display = new VirtualDisplay(1000, 700);
        using var screen = new Screen(display);
        using Frame frame = PresentedScene.Frame(Width, Height);

        // As large as the window, then as after a resize: larger, smaller, of another shape.
        foreach ((int width, int height) in new[] { (Width, Height), (960, 640), (400, 300), (Width, Height) })
        {
            screen.Resize(width, height);
            screen.Show(frame, mirrored);
            using Mat shown = screen.Capture(), expected = screen.Expected(frame, mirrored);
            AssertAlike(shown, expected, $"{width} x {height}");
        }
        screen.AssertSilent();
    }

    [Test]
    public void TheGoldenPicture_IsOnTheScreen()
    {
        using var display = new VirtualDisplay(Width, Height);
        using var screen = new Screen(display);
        using Frame frame = PresentedScene.Frame(Width, Height);
        screen.Show(frame, mirrored: false);
        using Mat shown = screen.Capture();
        string golden = Path.Combine(TestContext.CurrentContext.TestDirectory, "Windowing", "Golden", "window-640x480.png");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Cv2.ImWrite(Path.Combine(SourceFolder(), "Windowing", "Golden", "window-640x480.png"), shown);
            Assert.Inconclusive("The golden picture was rewritten; look at it before committing.");
        }
        using Mat expected = Cv2.ImRead(golden);
        AssertAlike(shown, expected, "golden picture");
        screen.AssertSilent();
    }

    [Test]
    public void TheWindow_AndPreprocessing_ShareOneDevice()
    {
        using var display = new VirtualDisplay(Width, Height);
        using var screen = new Screen(display);
        using Frame frame = PresentedScene.Frame(Width, Height);
        int before = VulkanDevices.Shared.Count;
        using IPresenter presenter = screen.Window.OpenPresenter();
        Assert.That(VulkanDevices.Shared.Count - before, Is.EqualTo(1), "the window's is a shared one");
        using IGpuPreprocessor preprocessor = VulkanGpu.Instance.OpenPreprocessor(new PreprocessSpec { Width = 32, Height = 32 });

        Assert.That(VulkanDevices.Shared.Count - before, Is.EqualTo(1));
        screen.WaitUntil(() => presenter.TryPresent(new Picture { Frame = frame, IsNew = true }, out _));
        Assert.That(() => preprocessor.Run(frame), Throws.Nothing);
        presenter.Dispose();
        Assert.That(VulkanDevices.Shared.Count - before, Is.EqualTo(1), "it is still lent");
        Assert.That(() => preprocessor.Run(frame), Throws.Nothing);
    }

    [Test]
    public void FullScreenCoversTheMonitor_AndBack()
    {
        using var display = new VirtualDisplay(1000, 700);
        using var screen = new Screen(display);
        using Frame frame = PresentedScene.Frame(Width, Height);
        screen.Show(frame, mirrored: false);
        screen.Window.IsFullScreen = true;
        screen.WaitUntil(() => (screen.Window.Width, screen.Window.Height) == (1000, 700));
        screen.Show(frame, mirrored: false);
        using (Mat shown = screen.Capture(), expected = screen.Expected(frame, mirrored: false))
            AssertAlike(shown, expected, "full screen");
        screen.Window.IsFullScreen = false;
        screen.WaitUntil(() => (screen.Window.Width, screen.Window.Height) == (Width, Height));
        screen.Show(frame, mirrored: false);
        screen.AssertSilent();
    }

    [Test]
    public void KeysAreKnownByWhatIsPrintedOnThem()
    {
        using var display = new VirtualDisplay(Width, Height);
        using var screen = new Screen(display);
        display.Run("xdotool", "windowfocus", "--sync", display.Run("xdotool", "search", "--classname", "realtimecnn").Split('\n')[^1]);
        foreach ((string name, Key key) in new[]
            {
                ("p", (Key)'P'), ("h", (Key)'H'), ("0", Key.Digit0), ("9", Key.Digit9), ("KP_5", (Key)'5'),
                ("plus", Key.Plus), ("minus", Key.Minus), ("KP_Add", Key.Plus),
                ("space", Key.Space), ("Left", Key.Left), ("Right", Key.Right), ("Escape", Key.Escape),
                ("w", (Key)'W'), ("Return", Key.Enter), ("KP_Enter", Key.Enter),
            })
        {
            display.Run("xdotool", "key", name);
            WindowEvent pressed = default;
            screen.WaitUntil(() => screen.Window.TryTakeEvent(out pressed) && pressed.Kind == WindowEventKind.Key);
            Assert.That(pressed.Key, Is.EqualTo(key), name);
        }
    }

    private static void AssertAlike(Mat actual, Mat expected, string what)
    {
        const double LargestMean = 1.0, LargestShare = 0.01;
        const int Noticeable = 24;
        Assert.That((actual.Width, actual.Height), Is.EqualTo((expected.Width, expected.Height)), what);
        using Mat difference = new(), noticeable = new();
        Cv2.Absdiff(actual, expected, difference);
        Scalar mean = Cv2.Mean(difference);
        Cv2.Compare(difference.Reshape(1), new Scalar(Noticeable), noticeable, CmpTypes.GT);
        double share = Cv2.CountNonZero(noticeable) / (double)(3 * actual.Width * actual.Height);
        if (Math.Max(mean.Val0, Math.Max(mean.Val1, mean.Val2)) <= LargestMean && share <= LargestShare)
            return;
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "presented.actual.png");
        Cv2.ImWrite(path, actual);
        Assert.Fail($"{what}: mean difference {mean}, {share:P2} of the values differ by more than {Noticeable}. On the screen: {path}.");
    }

    private static string SourceFolder()
    {
        for (DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DemoApp.Tests.csproj")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("UPDATE_GOLDEN=1 works only from a build inside the source folder.");
    }

    /// <summary>A window of this process on a virtual display, with fixed things to show.</summary>
    private sealed partial class Screen : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

        private readonly VirtualDisplay _display;
        private readonly VulkanPresenter _presenter;
        private readonly OverlayPainter _painter = new();
        private readonly OverlaySurface _overlay;
        private readonly OverlayContent _content = PresentedScene.Content();

        public Screen(VirtualDisplay display)
        {
            _display = display;
            // The environment that .NET changes is its own copy; the display's library asks the process's.
            Assert.That(SetEnvironment("DISPLAY", display.Name, 1), Is.Zero);
            Environment.SetEnvironmentVariable("DISPLAY", display.Name);
            Window = new GlfwWindow("picture", Width, Height);
            _presenter = new VulkanPresenter(
                new WindowSurface(Window.SurfaceExtensions, Window.CreateSurface, () => (Window.Width, Window.Height)), validate: true);
            _overlay = new OverlaySurface(_painter);
            WaitUntil(() => Window.Width == Width);
        }

        public GlfwWindow Window { get; }

        public void Resize(int width, int height)
        {
            string window = _display.Run("xdotool", "search", "--classname", "realtimecnn").Split('\n')[^1];
            _display.Run("xdotool", "windowsize", window, $"{width}", $"{height}");
            WaitUntil(() => (Window.Width, Window.Height) == (width, height));
        }

        // Until the window takes it in its present size, and once more: the first picture after a resize may still go to the old size.
        public void Show(Frame frame, bool mirrored)
        {
            for (int shown = 0; shown < 2;)
            {
                Window.WaitForEvents(TimeSpan.FromMilliseconds(1));
                _overlay.Update(_content, Window.Width, Window.Height, Stopwatch.GetTimestamp());
                if (_presenter.TryPresent(_overlay.Over(frame, isNew: true, mirrored), out long at))
                {
                    Assert.That(at, Is.GreaterThan(0));
                    shown++;
                }
            }
        }

        /// <summary>What the display's own server says is in the window.</summary>
        public Mat Capture()
        {
            string path = Path.GetTempFileName();
            try
            {
                string window = _display.Run("xdotool", "search", "--classname", "realtimecnn").Split('\n')[^1];
                _display.Run("import", "-window", window, "png:" + path);
                Mat picture = Cv2.ImRead(path);
                Assert.That(picture.Empty(), Is.False, "the window could not be captured");
                return picture;
            }
            finally
            {
                File.Delete(path);
            }
        }

        /// <summary>The same put together by OpenCV and Skia.</summary>
        public Mat Expected(Frame frame, bool mirrored)
        {
            PixelRect place = PixelRect.Fit(frame.Width, frame.Height, Window.Width, Window.Height);
            using var canvas = new BgraCanvas();
            canvas.Draw(frame);
            if (mirrored)
                canvas.Mirror();
            using Mat picture = Mat.FromPixelData(canvas.Height, canvas.Width, MatType.CV_8UC4, canvas.Pixels, canvas.Stride);
            using Mat whole = new(Window.Height, Window.Width, MatType.CV_8UC4, new Scalar(0, 0, 0, 255));
            using (Mat middle = whole[new Rect(place.X, place.Y, place.Width, place.Height)])
                Cv2.Resize(picture, middle, middle.Size(), 0, 0, InterpolationFlags.Linear);
            _painter.Paint(whole.Data, whole.Width, whole.Height, (int)whole.Step(), _content);
            Mat result = new();
            Cv2.CvtColor(whole, result, ColorConversionCodes.BGRA2BGR);
            return result;
        }

        public void WaitUntil(Func<bool> condition)
        {
            long start = Stopwatch.GetTimestamp();
            while (!condition())
            {
                Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(Patience), "the window did not follow");
                Window.WaitForEvents(TimeSpan.FromMilliseconds(20));
            }
        }

        public void AssertSilent() => Assert.That(_presenter.Messages, Is.Empty, "The validation layer complains.");

        public void Dispose()
        {
            _presenter.Dispose();
            _overlay.Dispose();
            _painter.Dispose();
            Window.Dispose();
        }

        [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
        private static partial int SetEnvironment(string name, string value, int overwrite);
    }
}
