namespace RealtimeCnn.Tests;

/// <summary>The system's clock, but all timers take the same time: none, or for ever.</summary>
internal sealed class TimersAfter(TimeSpan time) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, time, period);
}
