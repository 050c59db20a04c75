namespace RealtimeCnn;

/// <summary>
/// A component that lives with an engine, in Unity's vocabulary and order: Awake when it is added, Start before its first Update, Update
/// on every tick, OnResult when a frame was classified, OnDestroy when it is removed or the engine ends.
/// </summary>
/// <remarks>All of it runs on the thread that ticks the engine; an exception ends the tick and reaches its caller.</remarks>
public abstract class VisionBehaviour
{
    private bool _started;
    private bool _isDestroyed;

    /// <summary>The engine this lives in; set from Awake on.</summary>
    protected VisionEngine Engine { get; private set; } = null!;

    /// <summary>Called once, when added to an engine.</summary>
    protected virtual void Awake()
    {
    }

    /// <summary>Called once, before the first Update.</summary>
    protected virtual void Start()
    {
    }

    /// <summary>Called on every tick, whether or not a frame came.</summary>
    protected virtual void Update()
    {
    }

    /// <summary>Called for every classified frame; counted as the frame's present time.</summary>
    /// <param name="result">Valid during the call.</param>
    /// <param name="frame">The classified picture, valid during the call.</param>
    protected virtual void OnResult(FrameResult result, Frame frame)
    {
    }

    /// <summary>Called once, when removed or when the engine is disposed.</summary>
    protected virtual void OnDestroy()
    {
    }

    internal void DoAwake(VisionEngine engine)
    {
        (Engine, _isDestroyed) = (engine, false);
        Awake();
    }

    internal void DoUpdate()
    {
        if (_isDestroyed) // by one that was called before it in this tick
            return;
        if (!_started)
        {
            _started = true;
            Start();
        }
        Update();
    }

    internal void DoResult(FrameResult result, Frame frame)
    {
        if (!_isDestroyed)
            OnResult(result, frame);
    }

    internal void DoDestroy()
    {
        _isDestroyed = true;
        OnDestroy();
    }
}
