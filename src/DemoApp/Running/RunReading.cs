namespace RealtimeCnn.DemoApp;

/// <summary>The state of a run at one moment, for the terminal.</summary>
internal sealed class RunReading
{
    private readonly (double P50, double P95, double P99)[] _stages = new (double, double, double)[(int)Stage.Total + 1];

    /// <summary>The engine's state.</summary>
    public EngineStatus Status { get; } = new();

    /// <summary>The newest result.</summary>
    public FrameResult Result { get; } = new();

    /// <summary>Milliseconds, indexed by <see cref="Stage"/>.</summary>
    public ReadOnlySpan<(double P50, double P95, double P99)> Stages => _stages;

    /// <summary>Reads it. For the thread that ticks the engine; allocates nothing.</summary>
    public void Read(VisionEngine engine)
    {
        Status.Read(engine);
        Result.CopyFrom(engine.Result);
        for (int stage = 0; stage < _stages.Length; stage++)
            _stages[stage] = engine.History.Percentiles((Stage)stage);
    }
}
