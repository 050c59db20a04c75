using System.Diagnostics.Tracing;

namespace RealtimeCnn;

/// <summary>One engine's voice: its numbers and its notices, both under its name. Any thread.</summary>
/// <param name="engine">Name of the engine.</param>
internal sealed class EngineNotices(string engine)
{
    /// <summary>The engine's numbers.</summary>
    public EngineMeter Meter { get; } = new(engine);

    /// <summary>Tells that something happened.</summary>
    public void Tell(string what) => VisionLog.Write(EventLevel.Informational, engine, what);

    /// <summary>Tells that something did not go as it should, and that the engine goes on.</summary>
    public void Warn(string what) => VisionLog.Write(EventLevel.Warning, engine, what);

    /// <summary>Tells that a frame has no result.</summary>
    public void Fail(string what) => VisionLog.Write(EventLevel.Error, engine, what);
}
