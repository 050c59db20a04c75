using System.Reflection;
using UnityEngine;

namespace RealtimeCnn.UnityTests;

/// <summary>A game with one component, of which Unity calls what it has of Unity's messages.</summary>
internal sealed class Game
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    private readonly Action _enable, _update, _disable;

    public Game(string cameraName = "", bool usesCamera = true)
    {
        Vision = new VisionBehaviour { name = "classifier" };
        Set("_cameraName", cameraName);
        Set("_usesCamera", usesCamera);
        (_enable, _update, _disable) = (Message("OnEnable"), Message("Update"), Message("OnDisable"));
    }

    public VisionBehaviour Vision { get; }

    /// <summary>What a machine is before a test says more of it.</summary>
    public static void Reset()
    {
        Simulated.Reset();
        FakeLibrary.Reset();
        FakeFrames.Reset();
    }

    /// <summary>A field of the inspector's.</summary>
    public void Set(string field, object? value) => typeof(VisionBehaviour).GetField(field, Hidden)!.SetValue(Vision, value);

    public Game Enable()
    {
        Vision.enabled = true;
        _enable();
        return this;
    }

    public void Frame() => _update();

    public void Disable()
    {
        Vision.enabled = false;
        _disable();
    }

    private Action Message(string name) => typeof(VisionBehaviour).GetMethod(name, Hidden)!.CreateDelegate<Action>(Vision);
}
