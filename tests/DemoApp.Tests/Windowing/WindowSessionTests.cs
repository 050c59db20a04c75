using NUnit.Framework;
using OverlayRenderer.Tests;
using RealtimeCnn.OverlayRenderer;

namespace RealtimeCnn.DemoApp.Tests.Windowing;

[TestFixture]
public class WindowSessionTests
{
    private DirectoryInfo _folder = null!;
    private string _before = "";

    // Pictures and videos land in the current folder.
    [SetUp]
    public void SetUp()
    {
        _before = Environment.CurrentDirectory;
        _folder = Directory.CreateTempSubdirectory("realtimecnn-session-");
        Environment.CurrentDirectory = _folder.FullName;
    }

    [TearDown]
    public void TearDown()
    {
        Environment.CurrentDirectory = _before;
        _folder.Delete(recursive: true);
    }

    [Test]
    public void EveryKeyIsBoundOnce_AndTheHelpNamesAll()
    {
        Key[] keys = [.. KeyBindings.All.SelectMany(binding => binding.Keys)];
        Assert.That(keys, Is.Unique);
        IEnumerable<Key> wanted = "0123456789PFOTDGCSRMKHBWN +-".Select(c => (Key)c)
            .Concat([Key.Left, Key.Right, Key.Escape, Key.Enter, (Key)'N' | Key.Shift]);
        Assert.That(keys, Is.EquivalentTo(wanted));
        Assert.That(KeyBindings.Help.Select(key => key.Meaning), Is.Unique.And.No.Member(""));
        Assert.That(KeyBindings.Help, Has.Count.EqualTo(KeyBindings.All.Count));
    }

    [Test]
    public void KeysChangeWhatIsShown()
    {
        using var stage = new Stage();
        (FakeWindow window, WindowSession session) = Session(stage);
        using (session)
        {
            stage.ShowOne();
            LiveView view = stage.View;
            (char Key, Func<object> State, object[] Expected)[] cases =
            [
                (' ', () => view.IsPaused, [true, false]),
                ('M', () => view.IsMirrored, [true, false]),
                ('K', () => view.IsSmoothed, [true, false]),
                ('T', () => view.ShowsInput, [true, false]),
                ('D', () => view.ShowsDiagram, [true, false]),
                ('C', () => view.ShowsComparison, [true, false]),
                ('H', () => view.ShowsHelp, [true, false]),
                ('O', () => view.Overlay, [OverlayMode.Off, OverlayMode.Compact, OverlayMode.Full]),
                ('+', () => view.PredictionCount, [6, 7, 8, 9, 10, 10]),
                ('-', () => view.PredictionCount, [9, 8, 7, 6, 5, 4, 3, 2, 1, 1]),
                ('F', () => window.IsFullScreen, [true, false]),
            ];
            foreach ((char key, Func<object> state, object[] expected) in cases)
            {
                foreach (object value in expected)
                {
                    window.Press((Key)key);
                    Turn(window, session);
                    Assert.That(state(), Is.EqualTo(value), $"key {key}");
                }
            }
            window.Press((Key)'C');
            window.Press(Key.Escape);
            Turn(window, session);
            Assert.That((view.ShowsComparison, window.IsClosing), Is.EqualTo((false, false)), "first the comparison");
            window.Press(Key.Escape);
            Turn(window, session);
            Assert.That(window.IsClosing, Is.True);
        }
    }

    [Test]
    public void TheTitleTellsTheState()
    {
        using var stage = new Stage();
        (FakeWindow window, WindowSession session) = Session(stage);
        using (session)
        {
            Turn(window, session);
            Assert.That(window.Title, Is.EqualTo("no model yet · hand · RealtimeCnn"));
            stage.ShowOne();
            window.Press((Key)'M');
            window.Press((Key)'O');
            Turn(window, session);
            Assert.That(window.Title, Is.EqualTo("LeNet-5 (1998) · mirrored · overlay off · hand · RealtimeCnn"));
        }
    }

    [Test]
    public void AClickInTheList_SwapsToThatModel()
    {
        using var stage = new Stage();
        (FakeWindow window, WindowSession session) = Session(stage);
        using (session)
        {
            (window.Width, window.Height) = (1280, 720);
            stage.ShowOne();
            Turn(window, session);
            window.Click(640, 300); // the middle: nothing
            Turn(window, session);
            Assert.That(stage.Engine.Loading, Is.Null);

            window.Click(100, Enumerable.Range(0, 720).First(y => stage.View.ModelAt(100, y)?.Id == "inception_v1"));
            Turn(window, session);
            Assert.That(stage.Engine.Loading?.Id, Is.EqualTo("inception_v1"));
            bool runs = SpinWait.SpinUntil(
                () =>
                {
                    stage.Hand.Deliver();
                    stage.Engine.Tick();
                    return stage.Engine.Result.Model == "inception_v1";
                },
                TimeSpan.FromMinutes(2));
            Assert.That(runs, Is.True);
        }
    }

    [Test]
    public void ShiftCountsWhereItIsBound_AndIsNoHindranceElsewhere()
    {
        using var stage = new Stage();
        (FakeWindow window, WindowSession session) = Session(stage);
        using (session)
        {
            window.Press((Key)'N' | Key.Shift);
            window.Press((Key)'M' | Key.Shift);
            Turn(window, session);
            Assert.That((stage.View.News, stage.View.IsMirrored), Is.EqualTo(("'hand' has no other picture.", true)));
        }
    }

    [Test]
    public void FilesThatAreDropped_AreTaken()
    {
        using var stage = new Stage();
        (FakeWindow window, WindowSession session) = Session(stage);
        using (session)
        {
            window.Drop(Path.Combine(_folder.FullName, "none.png"));
            Turn(window, session);
            Assert.That(SpinWait.SpinUntil(() => stage.View.News?.Contains("does not exist") == true, TimeSpan.FromMinutes(1)), Is.True);
        }
    }

    [Test]
    public void AGpuThatWasLost_IsOpenedAgain_ButNotForEver()
    {
        using var stage = new Stage();
        var window = new FakeWindow();
        FakePresenter first = new() { IsLost = true }, second = new();
        window.Presenters = () => second;
        using var session = new WindowSession(new OpenWindow(window, first), stage.View, stage.Controls, stage.Engine);
        stage.Hand.Deliver();
        stage.Engine.Tick();
        Turn(window, session);
        Assert.That(first.IsDisposed, Is.True);
        Turn(window, session);
        Assert.That((second.Shown > 0, second.LastSequence, second.LastWasNew), Is.EqualTo((true, 0L, true)));

        second.IsLost = true;
        stage.Hand.Deliver();
        stage.Engine.Tick();
        Assert.That(() => Turn(window, session), Throws.InstanceOf<VisionException>().With.Message.Contains("twice"));
    }

    [Test]
    public void AMinimisedWindow_IsNotDrawn()
    {
        using var stage = new Stage();
        var window = new FakeWindow { IsMinimised = true };
        var presenter = new FakePresenter();
        window.Presenters = () => presenter;
        using var session = new WindowSession(new OpenWindow(window, presenter), stage.View, stage.Controls, stage.Engine);
        stage.Hand.Deliver();
        stage.Engine.Tick();
        Turn(window, session);
        Assert.That(presenter.Shown, Is.Zero);
        window.IsMinimised = false;
        Turn(window, session);
        Assert.That(presenter.LastSequence, Is.Zero);
    }

    [Test]
    public void ARecording_HoldsWhatWasShown()
    {
        using var stage = new Stage();
        (FakeWindow window, WindowSession session) = Session(stage);
        using (session)
        {
            stage.ShowOne();
            window.Press((Key)'R');
            Turn(window, session);
            for (int i = 0; i < 5; i++)
                stage.ShowOne();
            window.Press((Key)'R');
            Turn(window, session);
        }
        FileInfo[] videos = _folder.GetFiles();
        Assert.That(videos, Has.Length.EqualTo(1));
        using var video = new OpenCvSharp.VideoCapture(videos[0].FullName);
        Assert.That(video.Grab(), Is.True);
    }

    private static (FakeWindow, WindowSession) Session(Stage stage)
    {
        var window = new FakeWindow();
        window.Presenters = () => stage.Presenter;
        var open = new OpenWindow(window, stage.Presenter);
        return (window, new WindowSession(open, stage.View, stage.Controls, stage.Engine));
    }

    // One turn of the loop.
    private static void Turn(FakeWindow window, WindowSession session)
    {
        int turns = 0;
        session.Run(() => turns++ > 0 || window.IsClosing);
    }
}
