namespace RealtimeCnn.Tests;

/// <summary>A behaviour of the test's.</summary>
internal sealed class Calling : VisionBehaviour
{
    public Action OnUpdate { get; init; } = () => { };
    public Action OnResulted { get; init; } = () => { };
    public Action OnDestroyed { get; init; } = () => { };
    protected override void Update() => OnUpdate();
    protected override void OnResult(FrameResult result, Frame frame) => OnResulted();
    protected override void OnDestroy() => OnDestroyed();
}
