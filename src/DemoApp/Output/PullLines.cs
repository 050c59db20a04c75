namespace RealtimeCnn.DemoApp;

/// <summary>Says how far a download is, in a line for every tenth of it.</summary>
/// <param name="name">What comes.</param>
/// <param name="say">Takes a line.</param>
/// <param name="rate">Measures how fast it comes, to say that too; null to leave it out.</param>
internal sealed class PullLines(string name, Action<string> say, ByteRate? rate = null)
    : IProgress<(long Received, long? Total, string? Notice)>
{
    private const int Step = 10;
    private long _said;

    public void Report((long Received, long? Total, string? Notice) progress)
    {
        rate?.Add(progress.Received);
        if (progress.Notice is not null)
            say($"{name}: {progress.Notice}");
        if (progress.Total is not > 0)
            return;
        long percent = progress.Received * 100 / progress.Total.Value;
        if (percent < _said + Step)
            return;
        _said = percent / Step * Step;
        string speed = rate is { PerSecond: > 0 } ? $", {ModelText.Size((long)rate.PerSecond)}/s" : "";
        say($"{name}: {_said} %, {ModelText.Size(progress.Received)} of {ModelText.Size(progress.Total.Value)}{speed}");
    }
}
