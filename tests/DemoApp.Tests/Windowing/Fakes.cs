using NUnit.Framework;
using OverlayRenderer.Tests;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

/// <summary>A window that the test plays.</summary>
internal sealed class FakeWindow : IWindow
{
    private readonly Queue<WindowEvent> _events = new();

    public string Title { get; set; } = "";
    public int Width { get; set; } = 640;
    public int Height { get; set; } = 480;
    public (int X, int Y) Pointer { get; set; } = (-1, -1);
    public float ContentScale => 1;
    public bool IsFullScreen { get; set; }
    public bool IsMinimised { get; set; }
    public bool IsClosing { get; private set; }
    public bool IsLost { get; set; }

    /// <summary>Called instead of waiting.</summary>
    public Action Waiting { get; set; } = () => { };

    /// <summary>What opens another presenter.</summary>
    public Func<IPresenter> Presenters { get; set; } = () => throw new VisionException("There is no GPU.");

    public IPresenter OpenPresenter() => Presenters();

    public void Press(Key key) => _events.Enqueue(new WindowEvent(WindowEventKind.Key, key));

    public void Drop(params string[] files) => _events.Enqueue(new WindowEvent(WindowEventKind.Drop, Files: files));

    public void Click(int x, int y) => _events.Enqueue(new WindowEvent(WindowEventKind.Click, Key.None, x, y));

    public void WaitForEvents(TimeSpan timeout) => Waiting();

    public bool TryTakeEvent(out WindowEvent next) => _events.TryDequeue(out next);

    public void Wake()
    {
    }

    public void Close() => IsClosing = true;

    public void Dispose()
    {
    }
}

/// <summary>An engine with a view, what its keys ask for, and a model, all on the test's own thread.</summary>
internal sealed class Stage : LiveStage
{
    public Stage(InferenceOptions? options = null) : base(options ?? Platform.Options)
    {
        Controls = new LiveControls(Engine, View);
        Assert.That(Controls.SwapAsync(Engine.Catalogue.Resolve("lenet5")).GetAwaiter().GetResult(), Is.True, Engine.SwapError);
    }

    public LiveControls Controls { get; }

    /// <summary>Ticks until something is so.</summary>
    public void Until(Func<bool> isSo, string what) => Assert.That(
        SpinWait.SpinUntil(
            () =>
            {
                if (!Engine.Tick())
                    Thread.Yield();
                return isSo();
            },
            TimeSpan.FromMinutes(2)),
        Is.True, $"waited in vain until {what}");

    /// <summary>Ticks until what was asked for is done.</summary>
    public T Finish<T>(Task<T> asked)
    {
        Finish((Task)asked);
        return asked.Result;
    }

    /// <summary>The same.</summary>
    public void Finish(Task asked)
    {
        Until(() => asked.IsCompleted, "what was asked for is done");
        asked.GetAwaiter().GetResult();
    }

    public override void Dispose()
    {
        Controls.Dispose();
        base.Dispose();
    }
}
