using System.Runtime.CompilerServices;
using UnityEditor;
using UnityEngine;

namespace RealtimeCnn.UnityTests;

/// <summary>The editor: nothing runs on when scripts are loaded anew, a game ends or the editor does.</summary>
public class EditorTests
{
    [OneTimeSetUp]
    public void Load() => RuntimeHelpers.RunClassConstructor(typeof(ShutdownHooks).TypeHandle);

    [SetUp]
    public void Reset() => Game.Reset();

    [Test]
    public void Before_scripts_are_loaded_anew_everything_ends_in_order()
    {
        Game game = Play();
        Simulated.ReloadScripts();
        Assert.That(Simulated.Story, Is.EqualTo(new[]
        {
            "engine is destroyed", "waits for the GPU", "library shuts down within 0 ms",
        }));
        Assert.That((game.Vision.Engine, FakeFrames.Out, Simulated.LiveSafetyHandles), Is.EqualTo(((VisionEngine?)null, 0, 0)));
        game.Disable(); // as Unity does next
        Simulated.FinishReadbacks();
        Assert.That(FakeFrames.Submitted, Is.Zero);
    }

    [Test]
    public void An_engine_that_a_script_forgot_ends_with_the_game()
    {
        _ = new VisionEngine();
        Simulated.ChangePlayMode(PlayModeStateChange.EnteredPlayMode);
        Assert.That(FakeLibrary.Engine, Is.Not.Zero);
        Simulated.ChangePlayMode(PlayModeStateChange.ExitingPlayMode);
        Assert.That(FakeLibrary.Engine, Is.Zero);
    }

    [Test]
    public void The_editor_quits_without_engines()
    {
        Play();
        Simulated.QuitEditor();
        Assert.That((FakeLibrary.Engine, FakeFrames.Out), Is.EqualTo((0UL, 0)));
    }

    [Test]
    public void The_inspector_shows_what_is_seen_and_what_does_not_work()
    {
        Game game = Play();
        var inspector = new VisionBehaviourEditor { target = game.Vision };
        inspector.OnInspectorGUI();
        Assert.That(Simulated.Story, Is.EqualTo(new[] { "label: No result yet" }));
        Simulated.Story.Clear();
        FakeLibrary.Result = ("lenet5", ["seven"]);
        FakeLibrary.Events.Enqueue((VisionEventKind.SwapFailed, "Its file is broken."));
        game.Frame();
        inspector.OnInspectorGUI();
        Assert.That(Simulated.Story[0], Is.EqualTo("box: Its file is broken."));
        Assert.That(Simulated.Story[1], Does.StartWith("label: lenet5 on cpu, ").And.Contain("untrained"));
        Assert.That(Simulated.Story[2], Does.StartWith("label: seven: 100"));
        VisionBehaviour.StopAll();
    }

    private static Game Play()
    {
        Game game = new Game(usesCamera: false).Enable();
        game.Vision.Texture = new Texture { width = 32, height = 24 };
        game.Frame();
        Assert.That(FakeFrames.Out, Is.EqualTo(1));
        return game;
    }
}
